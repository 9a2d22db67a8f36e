"""The business, pure: no framework, no network, no database, no clock of its own."""

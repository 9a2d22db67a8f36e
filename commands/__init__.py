"""The subcommands of ``rendezvous``, one module a subject."""

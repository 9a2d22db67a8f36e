"""Vendors' news in the shapes that are stored and applied, by webhook or by polling."""

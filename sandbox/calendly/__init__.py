"""Calendly v2 and the booking pages behind its links."""

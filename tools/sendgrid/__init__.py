"""SendGrid: mail out, delivery logs, signed events and replies in."""

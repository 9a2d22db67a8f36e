"""SendGrid v3: sending, events, suppressions, activity, inbound parse."""

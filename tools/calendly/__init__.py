"""Calendly: free slots, booking links, bookings, and their signed webhook."""

"""The public HTTP routes: verify, store raw and once, answer; the worker applies."""

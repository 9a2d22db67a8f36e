"""A mailbox over IMAP, opened to be read and never changed."""

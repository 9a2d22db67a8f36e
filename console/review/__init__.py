"""What the e-mail review is made of."""

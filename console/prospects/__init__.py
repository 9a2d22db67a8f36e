"""What the pages about prospects are made of."""

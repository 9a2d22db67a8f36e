"""The words people use, English and French, kept apart from the code that reads them."""

"""What invented people and machines do with a message."""

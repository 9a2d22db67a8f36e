"""What a company's own website says, fetched with a guard and read as plain, dated text."""

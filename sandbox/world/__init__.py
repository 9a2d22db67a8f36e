"""The invented people and companies, made from a seed and never changed afterwards."""

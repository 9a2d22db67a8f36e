"""What the product reaches outside itself: one folder per vendor."""

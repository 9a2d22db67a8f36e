"""How quick the product is, as ratios to plain tools doing the plain part of the same work."""

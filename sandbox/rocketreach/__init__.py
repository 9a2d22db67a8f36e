"""RocketReach v2, both endpoint families."""

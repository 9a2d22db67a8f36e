"""RocketReach: people and companies found, looked up and paid for (vendor API v2)."""

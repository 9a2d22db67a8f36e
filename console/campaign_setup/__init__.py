"""The five steps of setting a campaign up."""

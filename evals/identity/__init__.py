"""Labelled records and the measuring of identity."""

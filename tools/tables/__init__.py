"""Tables that people bring and take away: lists in, exports out."""

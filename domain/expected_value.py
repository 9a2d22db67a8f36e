"""What to look at first: how likely somebody is to buy, and how near they are to who is sought."""

from __future__ import annotations

_FIT_UNKNOWN = 50
"""A priority that was never computed weighs as one in the middle."""


def expected_value(score: int | None, priority: int | None) -> int:
    """0 to 100: the BANT score weighed with the priority, which are both 0 to 100.

    For ordering what waits for a person, never for deciding. Who was not assessed
    has the score 0.
    """
    return round((score or 0) * (_FIT_UNKNOWN if priority is None else priority) / 100)

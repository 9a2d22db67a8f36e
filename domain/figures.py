"""The figures that are kept by day, and how sure a share of few cases is."""

from __future__ import annotations

from enum import StrEnum
from math import sqrt


class Figure(StrEnum):
    """What is counted. A day is one of the campaign's own time zone.

    Whatever comes back on a message counts messages, not events: each once, on the
    day when it came first.
    """

    FOUND = "found"
    """Prospects, on the day they joined the campaign."""
    ASSESSED = "assessed"
    """Prospects, on the day they were first judged."""
    QUALIFIED = "qualified"
    """Prospects judged fit and not withdrawn since, on the day they became so."""
    DRAFTED = "drafted"
    """Messages, on the day they were written."""
    APPROVED = "approved"
    """Messages, on the day of their first approval."""
    SENT = "sent"
    FAILED = "failed"
    """Messages that the vendor refused."""
    DELIVERED = "delivered"
    OPENS_PEOPLE = "opens_people"
    OPENS_MACHINES = "opens_machines"
    OPENS_UNKNOWN = "opens_unknown"
    """Opened, and it cannot be told by whom: what polling knows."""
    CLICKS_PEOPLE = "clicks_people"
    CLICKS_MACHINES = "clicks_machines"
    CLICKS_UNKNOWN = "clicks_unknown"
    REPLIES = "replies"
    BOUNCES = "bounces"
    COMPLAINTS = "complaints"
    UNSUBSCRIBES = "unsubscribes"
    MEETINGS_BOOKED = "meetings_booked"
    """Bookings; one moved to another time is two."""
    MEETINGS_CONFIRMED = "meetings_confirmed"
    MEETINGS_HELD = "meetings_held"
    MEETINGS_NO_SHOW = "meetings_no_show"
    MEETINGS_CANCELLED = "meetings_cancelled"


_Z = 1.959963984540054
"""Of a confidence of 95 %."""


def wilson(hits: int, cases: int) -> tuple[float, float] | None:
    """The 95 % confidence interval of a share, after Wilson; ``None`` without cases.

    Holds for few cases and for shares near 0 and 1, where the plain one leaves the scale.
    """
    if not 0 <= hits <= cases:
        raise ValueError(f"{hits} of {cases} is no share")
    if cases == 0:
        return None
    share, square = hits / cases, _Z * _Z
    middle = share + square / (2 * cases)
    reach = _Z * sqrt((share * (1 - share) + square / (4 * cases)) / cases)
    scale = 1 + square / cases
    low = 0.0 if hits == 0 else (middle - reach) / scale
    high = 1.0 if hits == cases else (middle + reach) / scale
    return max(low, 0.0), min(high, 1.0)

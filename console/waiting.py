"""What waits for a person, counted."""

from __future__ import annotations

from console.visit import Visit


def waiting(visit: Visit) -> dict[str, int]:
    """``drafts``, ``meetings``, ``doubtful``: how many wait for a person."""
    house = visit.house
    return {
        "drafts": len(house.review.waiting(None)),
        "meetings": len(house.meetings.all("booked")),
    }

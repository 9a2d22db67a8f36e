"""What waits for a person, counted."""

from __future__ import annotations

from dataclasses import asdict

from console.visit import Visit
from services import reporting


def waiting(visit: Visit, campaign_id: int | None = None) -> dict[str, int]:
    """``drafts``, ``meetings``, ``replies``, ``doubtful``, ``uncertain``: how many wait."""
    counts = asdict(reporting.waiting(visit.house.store, campaign_id))
    # A prospect stays at "replied" when its conversation has been dealt with.
    return {**counts, "replies": visit.house.conversations.count(campaign_id)}

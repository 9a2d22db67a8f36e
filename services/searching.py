"""Finding prospects among many, a page at a time.

Pages are keyed by the last row of the one before, not counted off: the thousandth costs
what the first does, and a prospect added meanwhile moves nobody to another page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.unit_of_work import Row, Store

PAGE = 50
_LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended."""

    person_id: int
    prospect_id: int


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    """``id, person_id, campaign_id, stage, priority, held_reason, first_name, last_name,
    title, company, email, country, score, verdict, updated_at, campaign``; the verdict is
    a person's where there is one"""
    next: Place | None
    """Ask with it for what follows; ``None`` at the end."""


def search(
    store: Store,
    text: str = "",
    *,
    campaign_id: int | None = None,
    stage: str | None = None,
    verdict: str | None = None,
    least: int | None = None,
    most: int | None = None,
    after: Place | None = None,
    limit: int = PAGE,
) -> Page:
    """Prospects, newest first, whose name, title, company or e-mail has every word of ``text``.

    Words match from their beginning, without regard to case and accents. ``verdict``
    (``contact``, ``review``, ``reject``) and the score, from ``least`` to ``most``, leave out
    who was not assessed.
    """
    words = _match(text)
    judged = {"verdict": verdict, "least": least, "most": most}
    with store.read() as reading:
        if words is not None:
            rows = reading.query(
                "prospects_matching",
                match=words,
                person_id=after.person_id if after else _LAST,
                prospect_id=after.prospect_id if after else _LAST,
                campaign_id=campaign_id,
                stage=stage,
                limit=limit + 1,
                **judged,
            )
        else:
            ask: dict[str, Any] = {
                "before": after.prospect_id if after else _LAST,
                "limit": limit + 1,
                **judged,
            }
            if campaign_id is not None and stage is not None:
                rows = reading.query(
                    "prospects_at_stage", campaign_id=campaign_id, stage=stage, **ask
                )
            elif campaign_id is not None:
                rows = reading.query("prospects_of_campaign", campaign_id=campaign_id, **ask)
            elif stage is not None:
                rows = reading.query("prospects_at_stage_anywhere", stage=stage, **ask)
            else:
                rows = reading.query("prospects_newest", **ask)
    shown = tuple(rows[:limit])
    is_more = len(rows) > limit
    return Page(shown, Place(shown[-1]["person_id"], shown[-1]["id"]) if is_more else None)


def _match(text: str) -> str | None:
    """The words as a full-text query in which nothing is an operator; ``None`` for no words."""
    words = [word.replace('"', "").replace("\x00", "") for word in text.split()]
    quoted = [f'"{word}"*' for word in words if any(letter.isalnum() for letter in word)]
    return " AND ".join(quoted) or None

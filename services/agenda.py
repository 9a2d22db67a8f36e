"""Meetings as a person goes through them: what is to confirm, to come, to be settled, over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.instants import to_text
from services.clock import Clock
from services.unit_of_work import Row, Store


class Shelf(StrEnum):
    TO_CONFIRM = "to_confirm"
    UPCOMING = "upcoming"
    TO_SETTLE = "to_settle"
    """Their time has passed, and nobody has said whether they took place."""
    HELD = "held"
    NO_SHOW = "no_show"
    OFF = "off"
    """Cancelled, or moved to another time."""


PAST = frozenset({Shelf.HELD, Shelf.NO_SHOW, Shelf.OFF})
"""Shown latest first; what is ahead, soonest first."""


@dataclass(frozen=True, slots=True)
class MeetingCard:
    meeting: Row
    """As in :meth:`Agenda.on`."""
    mails: Sequence[Row]
    """Both ways, oldest first: ``at``, ``way`` (``out`` or ``in``), ``kind``, ``subject``,
    ``text``: plain text, written by strangers where it came in."""
    assessment: Row | None
    """The latest: ``score``, ``threshold``, ``verdict``, ``verdict_reason``, ``criteria``."""


class Agenda:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def counts(self, campaign_id: int | None = None) -> dict[Shelf, int]:
        """How many meetings stand on each shelf now."""
        found = dict.fromkeys(Shelf, 0)
        with self._store.read() as reading:
            for row in reading.query("agenda_counts", campaign_id=campaign_id, now=self._now()):
                found[Shelf(row["shelf"])] = row["n"]
        return found

    def on(
        self, shelf: Shelf, campaign_id: int | None = None, *, limit: int = 50, skip: int = 0
    ) -> Sequence[Row]:
        """The meetings of a shelf: every column, ``shelf``, ``first_name``, ``last_name``,
        ``title``, ``company``, ``city``, ``country``, ``campaign`` and its ``time_zone``."""
        with self._store.read() as reading:
            return reading.query(
                "agenda", shelf=shelf, campaign_id=campaign_id, now=self._now(),
                newest_first=shelf in PAST, limit=limit, skip=skip,
            )  # fmt: skip

    def card(self, meeting_id: int) -> MeetingCard:
        """One meeting with what was written and why they were written to.

        Raises ``NotFound``.
        """
        with self._store.read() as reading:
            reading.get("meetings", meeting_id)
            meeting = reading.one("agenda_meeting", meeting_id=meeting_id, now=self._now())
            assert meeting is not None
            key = meeting["prospect_id"]
            return MeetingCard(
                meeting,
                reading.query("conversation_mails", prospect_id=key),
                reading.one("latest_assessment", prospect_id=key),
            )

    def _now(self) -> str:
        return to_text(self._clock.now())

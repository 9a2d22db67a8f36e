"""Retention: who has not been in touch for years is taken out, and so is what came raw."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from domain.instants import to_text
from errors import Conflict
from services.clock import Clock
from services.erasing import Erasing, forget_lookup
from services.unit_of_work import Store

WHO = "retention"
AT_ONCE = 100
_ALL = 2**31


@dataclass(frozen=True, slots=True)
class Purge:
    """What is past its time, or was and is gone."""

    before: str
    """Whoever was last in touch before this instant (UTC)."""
    people: int
    raw_events: int
    lookups: int
    search_pages: int
    late_events: int
    """Raw events that came in of somebody already erased."""

    @property
    def is_nothing(self) -> bool:
        return not any(
            (self.people, self.raw_events, self.lookups, self.search_pages, self.late_events)
        )

    def as_dict(self) -> dict[str, int | str]:
        return asdict(self)


class Retention:
    """``years`` after the last touch: a mail to them, anything back from them, a meeting."""

    def __init__(self, store: Store, erasing: Erasing, clock: Clock, *, years: int) -> None:
        self._store = store
        self._erasing = erasing
        self._clock = clock
        self._years = years

    def due(self) -> Purge:
        """What a purge would remove now."""
        before = self._before()
        with self._store.read() as reading:
            raw = reading.one("raw_events_past_retention", before=before)
            pages = reading.one("search_pages_past_retention", before=before)
            assert raw is not None
            assert pages is not None
            return Purge(
                before,
                people=len(reading.query("people_past_retention", before=before, limit=_ALL)),
                raw_events=raw["n"],
                lookups=len(reading.query("lookups_past_retention", before=before)),
                search_pages=pages["n"],
                late_events=len(reading.query("raw_events_of_erased")),
            )

    def purge(self, *, who: str = WHO) -> Purge:
        """Remove it; what was removed. Stopped anywhere, the next one goes on."""
        planned, at = self.due(), to_text(self._clock.now())
        people = 0
        skipped: set[int] = set()
        while ids := self._next(planned.before, skipped):
            for person_id in ids:
                try:
                    self._erasing.forget([person_id], who=who, why="past the retention period")
                    people += 1
                except Conflict:  # a mail is on its way after all: the next purge sees
                    skipped.add(person_id)
        with self._store.begin() as work:
            raw = work.run("purge_raw_events", before=planned.before, at=at)
            pages = work.run("purge_search_pages", before=planned.before)
            lookups = work.query("lookups_past_retention", before=planned.before)
            for row in lookups:
                forget_lookup(work, row, at)
            late = [row["id"] for row in work.query("raw_events_of_erased")]
            work.run("erase_raw_events", ids=json.dumps(late), needles="[]", at=at)
            work.run("erase_events", ids=json.dumps(late), messages="[]", prospects="[]")
            work.run("erase_replies", ids=json.dumps(late), messages="[]", prospects="[]")
            done = Purge(planned.before, people, raw, len(lookups), pages, len(late))
            if not done.is_nothing:
                work.audit(who=who, why="past the retention period", entity="people", key=None,
                           detail=done.as_dict())  # fmt: skip
        return done

    def _next(self, before: str, skipped: set[int]) -> list[int]:
        with self._store.read() as reading:
            rows = reading.query(
                "people_past_retention", before=before, limit=AT_ONCE + len(skipped)
            )
        return [row["id"] for row in rows if row["id"] not in skipped]

    def _before(self) -> str:
        return to_text(years_before(self._clock.now(), self._years))


def years_before(instant: datetime, years: int) -> datetime:
    """The same day ``years`` ago; of 29 February, the 28th."""
    try:
        return instant.replace(year=instant.year - years)
    except ValueError:
        return instant.replace(year=instant.year - years, day=28)

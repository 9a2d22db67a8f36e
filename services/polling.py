"""Polling: without a public address the vendors are asked, and the same rules apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.instants import from_text, to_text
from services.clock import Clock
from services.incoming import Inbox, Incoming
from services.unit_of_work import Store

OVERLAP = timedelta(hours=1)
"""Asked again each time: a vendor's log lags, and what is known changes nothing."""
ENGAGEMENT_DAYS = timedelta(days=30)
"""Opens and clicks join a message's log entry for as long as the vendor keeps it."""
BOOKINGS_AHEAD = timedelta(days=120)


class PolledSource(Protocol):
    name: str

    def news(self, *, since: datetime, until: datetime) -> list[tuple[str, Incoming]]:
        """``(key, incoming)`` pairs; the key is the same each time it is told."""
        ...


class Polling:
    def __init__(
        self, store: Store, mail: PolledSource, bookings: PolledSource, clock: Clock
    ) -> None:
        self._store = store
        self._mail = mail
        self._bookings = bookings
        self._clock = clock
        self._inbox = Inbox(store, clock)

    def run(self) -> Mapping[str, Any]:
        """Ask both vendors; how much of it was new. Does nothing before the first mail."""
        now = self._clock.now()
        with self._store.read() as reading:
            first = reading.one("first_contact")
        if first is None or first["at"] is None:
            return {}
        # The log is listed by when a message was accepted, while its opens come for weeks.
        since = max(from_text(first["at"]) - OVERLAP, now - ENGAGEMENT_DAYS)
        return {
            self._mail.name: self._ask(self._mail, since, now),
            self._bookings.name: self._ask(self._bookings, since, now + BOOKINGS_AHEAD),
        }

    def _ask(self, source: PolledSource, since: datetime, until: datetime) -> int:
        pairs: Sequence[tuple[str, Incoming]] = source.news(since=since, until=until)
        new = self._inbox.keep(source.name, pairs)
        with self._store.begin() as work:
            work.upsert(
                "watermarks", source=source.name, polled_until=to_text(self._clock.now())
            )
        return new

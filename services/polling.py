"""Polling: without a public address the vendors are asked, and the same rules apply.

A vendor's log is listed by when a message was sent, while its opens come for weeks. So each
run lists the messages still watched (one request for each thousand), and asks for the
events of those alone of which there may be news:

- the list tells a state that no known event accounts for (delivered, bounced ...);
- the vendor's suppression lists, read whole since the last run, name its address;
- it is its turn: a message is looked at every ten minutes in its first 80, and then each
  time it has grown an eighth older: some sixty times in thirty days, instead of 4,320.

An objection is heard at the next run, an open within an eighth of the message's age. All
bookings are read at a day's first run, and then those that have changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.identity.emails import read_email
from domain.instants import from_text, to_text
from services.clock import Clock
from services.incoming import Inbox, Incoming, MailEvent
from services.unit_of_work import Store

OVERLAP = timedelta(hours=1)
"""Asked again each time: a vendor's log lags, and what is known changes nothing."""
WATCHED = timedelta(days=30)
"""Opens and clicks join a message's log entry for as long as the vendor keeps it."""
BOOKINGS_AHEAD = timedelta(days=120)
RUN = timedelta(minutes=10)
GROWTH = 1.125
_EVENLY = 8
"""So many looks at even distances; from there the distances grow."""
_FRESH = timedelta(days=1)
_KINDS_OF_STATE: dict[str, frozenset[str]] = {
    "processed": frozenset({"processed", "deferred", "delivered"}),
    "deferred": frozenset({"deferred"}),
    "delivered": frozenset({"delivered"}),
    "bounced": frozenset({"bounce"}),
    "blocked": frozenset({"blocked"}),
    "dropped": frozenset({"dropped"}),
    "not_delivered": frozenset({"bounce", "blocked", "dropped"}),
}
"""The vendor's state of a message, and the events that account for it."""


@dataclass(frozen=True, slots=True)
class LoggedMail:
    """One row of the vendor's list of messages, before its events are asked for."""

    vendor_message_id: str
    to_email: str
    status: str
    sent_at: datetime | None
    changed_at: datetime | None = None
    """When its last event was, where the list says so."""


IsWanted = Callable[[LoggedMail], bool]


@dataclass(frozen=True, slots=True)
class Objection:
    """An entry of the vendor's suppression lists: an address, and why."""

    key: str
    event: MailEvent


class PolledMail(Protocol):
    name: str

    def objections(self, *, since: datetime) -> list[Objection]:
        """Bounces, complaints and unsubscribes entered since then."""
        ...

    def news(
        self, *, since: datetime, until: datetime, is_wanted: IsWanted
    ) -> list[tuple[str, Incoming]]:
        """``(key, incoming)`` of the wanted messages sent in the span.

        The key is the same each time that an event is told.
        """
        ...


class PolledBookings(Protocol):
    name: str

    def news(
        self, *, since: datetime, until: datetime, changed_since: datetime | None
    ) -> list[tuple[str, Incoming]]:
        """Bookings that start in the span; ``changed_since``: those changed since alone."""
        ...


class Polling:
    def __init__(
        self, store: Store, mail: PolledMail, bookings: PolledBookings, clock: Clock
    ) -> None:
        self._store = store
        self._mail = mail
        self._bookings = bookings
        self._clock = clock
        self._inbox = Inbox(store, clock)

    def run(self, *, look_at_all: bool = False) -> Mapping[str, Any]:
        """Ask both vendors; how much of it was new. Does nothing before the first mail.

        ``look_at_all`` asks for the events of every message still watched, one request
        each: for when a person wants to know how things stand now.
        """
        now = self._clock.now()
        with self._store.read() as reading:
            first = reading.one("first_contact")
        if first is None or first["at"] is None:
            return {}
        since = max(from_text(first["at"]) - OVERLAP, now - WATCHED)
        return {
            self._mail.name: self._ask_mail(since, now, look_at_all),
            self._bookings.name: self._ask_bookings(since, now, look_at_all),
        }

    def _ask_mail(self, since: datetime, now: datetime, look_at_all: bool) -> int:
        last = None if look_at_all else self._polled_until(self._mail.name)
        watch = self._watch(since, last, now)
        lately = max(since, last - OVERLAP) if last else since
        objections = [
            one for one in self._mail.objections(since=lately)
            if not watch.knows(one.event.email, one.event.kind)
        ]  # fmt: skip
        watch.named = {
            key for one in objections if (key := _address(one.event.email)) in watch.addresses
        }
        pairs = self._mail.news(since=since, until=now, is_wanted=watch.is_wanted)
        told = {
            (_address(event.email), event.kind)
            for _, event in pairs
            if isinstance(event, MailEvent)
        }
        # The log may lag behind the list: who objected is believed at once.
        pairs += [
            (one.key, one.event)
            for one in objections
            if _address(one.event.email) in watch.named
            and (_address(one.event.email), one.event.kind) not in told
        ]
        return self._keep(self._mail.name, pairs)

    def _ask_bookings(self, since: datetime, now: datetime, look_at_all: bool) -> int:
        last = None if look_at_all else self._polled_until(self._bookings.name)
        is_first_today = last is None or last.date() != now.date()
        pairs = self._bookings.news(
            since=since,
            until=now + BOOKINGS_AHEAD,
            changed_since=None if last is None or is_first_today else last - OVERLAP,
        )
        return self._keep(self._bookings.name, pairs)

    def _keep(self, source: str, pairs: Sequence[tuple[str, Incoming]]) -> int:
        new = self._inbox.keep(source, pairs)
        with self._store.begin() as work:
            work.upsert("watermarks", source=source, polled_until=to_text(self._clock.now()))
        return new

    def _polled_until(self, source: str) -> datetime | None:
        with self._store.read() as reading:
            row = reading.one("watermark", source=source)
        return from_text(row["polled_until"]) if row else None

    def _watch(self, since: datetime, last: datetime | None, now: datetime) -> _Watch:
        watch = _Watch(last, now)
        with self._store.read() as reading:
            for row in reading.query("polled_messages", since=to_text(since)):
                watch.add(row["to_email"], row["vendor_message_id"], row["kinds"])
        return watch


class _Watch:
    """What is known of the messages still watched, and so which may have news."""

    def __init__(self, last: datetime | None, now: datetime) -> None:
        self._last = last
        self._now = now
        self._kinds: dict[str, frozenset[str]] = {}
        self._kinds_of_address: dict[str, set[str]] = {}
        self.named: set[str] = set()
        """Addresses that the suppression lists name anew."""

    @property
    def addresses(self) -> set[str]:
        return set(self._kinds_of_address)

    def add(self, to_email: str, vendor_message_id: str | None, kinds: str | None) -> None:
        known = frozenset((kinds or "").split(",")) - {""}
        self._kinds_of_address.setdefault(_address(to_email), set()).update(known)
        if vendor_message_id:
            self._kinds[vendor_message_id] = known

    def knows(self, email: str, kind: str) -> bool:
        return kind in self._kinds_of_address.get(_address(email), ())

    def is_wanted(self, mail: LoggedMail) -> bool:
        address = _address(mail.to_email)
        if address not in self._kinds_of_address:
            return False  # the account sends other mail than ours
        if address in self.named or self._last is None:
            return True
        if mail.changed_at is not None:
            return mail.changed_at >= self._last - OVERLAP
        if mail.sent_at is None:
            return True
        known = self._kinds.get(mail.vendor_message_id, frozenset())
        accounted = _KINDS_OF_STATE.get(mail.status, known)
        if not accounted & known and self._now - mail.sent_at < _FRESH:
            return True
        return looks_until(self._now - mail.sent_at) > looks_until(self._last - mail.sent_at)


def looks_until(age: timedelta) -> int:
    """How many times a message of this age is looked at by then, were nothing to call for it."""
    runs = age / RUN
    if runs < _EVENLY:
        return max(0, int(runs))
    return _EVENLY + int(math.log(runs / _EVENLY) / math.log(GROWTH))


def _address(email: str) -> str:
    read = read_email(email)
    return read.key if read else email.strip().lower()

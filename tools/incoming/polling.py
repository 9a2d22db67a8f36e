"""The other way in, where there is no public address: the vendors' logs, asked."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime
from typing import Protocol

from errors import KeyRefused
from services.calendar import Booking
from services.incoming import BookingEvent, Incoming, MailEvent, MailEventKind
from services.mailer import DeliveryRecord
from services.polling import IsWanted, Objection
from tools.incoming.translation import from_sendgrid
from tools.sendgrid.events import parse_event
from tools.sendgrid.suppressions import Suppression, SuppressionKind

log = logging.getLogger(__name__)

_KIND_OF_LIST: dict[SuppressionKind, MailEventKind] = {
    SuppressionKind.BOUNCE: "bounce",
    SuppressionKind.INVALID: "bounce",
    SuppressionKind.SPAM_REPORT: "spam_report",
    SuppressionKind.UNSUBSCRIBE: "unsubscribe",
}
"""A block is of one message and for now: it ends nothing."""


class MailLog(Protocol):
    """What of SendGrid's client is needed here."""

    def activity(
        self, *, since: datetime, until: datetime, is_wanted: IsWanted | None = None
    ) -> list[DeliveryRecord]: ...

    def suppressions(self, since: datetime) -> list[Suppression]: ...


class BookingList(Protocol):
    """What of Calendly's client is needed here."""

    def bookings(
        self, *, since: datetime, until: datetime, changed_since: datetime | None = None
    ) -> list[Booking]: ...


class PolledMail:
    """Satisfies :class:`services.polling.PolledMail` with SendGrid's logs and lists."""

    name = "sendgrid"

    def __init__(self, log: MailLog) -> None:
        self._log = log

    def objections(self, *, since: datetime) -> list[Objection]:
        try:
            entries = self._log.suppressions(since)
        except KeyRefused as error:
            # The logs tell the same, only later.
            log.warning("the suppression lists cannot be read: %s", error)
            return []
        return [
            Objection(
                f"suppression:{entry.kind.value}:{entry.email}:{int(entry.at.timestamp())}",
                MailEvent(
                    kind=_KIND_OF_LIST[entry.kind],
                    email=entry.email,
                    at=entry.at,
                    reason=entry.reason,
                    is_polled=True,
                ),
            )
            for entry in entries
            if entry.kind in _KIND_OF_LIST
        ]

    def news(
        self, *, since: datetime, until: datetime, is_wanted: IsWanted
    ) -> list[tuple[str, Incoming]]:
        news: list[tuple[str, Incoming]] = []
        for record in self._log.activity(since=since, until=until, is_wanted=is_wanted):
            for raw in record.events:
                event = parse_event({**_ours(record), **raw})
                key = str(raw.get("sg_event_id") or _key(record, raw))
                news.append((key, from_sendgrid(event, received_at=until, is_polled=True)))
        return news


class PolledBookings:
    """Satisfies :class:`services.polling.PolledBookings` with Calendly's scheduled events."""

    name = "calendly"

    def __init__(self, calendar: BookingList) -> None:
        self._calendar = calendar

    def news(
        self, *, since: datetime, until: datetime, changed_since: datetime | None
    ) -> list[tuple[str, Incoming]]:
        # Calendly lists by when a meeting starts, not by when it was booked.
        bookings = self._calendar.bookings(since=since, until=until, changed_since=changed_since)
        return [
            (_booking_key(booking), BookingEvent(booking, _told_at(booking) or until))
            for booking in sorted(bookings, key=lambda b: (_told_at(b) or until, b.invitee_uri))
        ]


def _ours(record: DeliveryRecord) -> dict[str, str]:
    return {"email": record.to_email, "sg_message_id": record.vendor_message_id,
            **record.custom_args}  # fmt: skip


def _key(record: DeliveryRecord, raw: dict[str, object]) -> str:
    text = json.dumps(raw, sort_keys=True, default=str)
    return hashlib.sha256(f"{record.vendor_message_id}{text}".encode()).hexdigest()


def _booking_key(booking: Booking) -> str:
    return f"{booking.invitee_uri}:{booking.status}"


def _told_at(booking: Booking) -> datetime | None:
    return booking.updated_at or booking.created_at

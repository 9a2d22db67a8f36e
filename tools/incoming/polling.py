"""The other way in, where there is no public address: the vendors' logs, asked."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from services.calendar import Booking, Calendar
from services.incoming import BookingEvent, Incoming
from services.mailer import DeliveryRecord, Mailer
from tools.incoming.translation import from_sendgrid
from tools.sendgrid.events import parse_event


class PolledMail:
    """Satisfies :class:`services.polling.PolledSource` with SendGrid's logs."""

    name = "sendgrid"

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    def news(self, *, since: datetime, until: datetime) -> list[tuple[str, Incoming]]:
        news: list[tuple[str, Incoming]] = []
        for record in self._mailer.activity(since=since, until=until):
            for raw in record.events:
                event = parse_event({**_ours(record), **raw})
                key = str(raw.get("sg_event_id") or _key(record, raw))
                news.append((key, from_sendgrid(event, received_at=until, is_polled=True)))
        return news


class PolledBookings:
    """Satisfies :class:`services.polling.PolledSource` with Calendly's scheduled events."""

    name = "calendly"

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def news(self, *, since: datetime, until: datetime) -> list[tuple[str, Incoming]]:
        # Calendly lists by when a meeting starts, not by when it was booked.
        bookings = self._calendar.bookings(since=since, until=until)
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

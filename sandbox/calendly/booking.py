"""Booking, cancelling and moving: one code for the page, the API and the invented people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.calendly.host import EventType, event_type, event_type_uri, user_uri
from sandbox.calendly.slots import free_slots
from sandbox.calendly.webhooks import announce
from sandbox.clock import iso_micro, parse_instant
from sandbox.runtime import Sandbox
from sandbox.store import Document

TRACKING = (
    "utm_campaign",
    "utm_source",
    "utm_medium",
    "utm_content",
    "utm_term",
    "salesforce_uuid",
)


class CannotBook(Exception):
    """The slot is not free, or the link is used up."""


@dataclass(frozen=True, slots=True)
class Booking:
    """What an invitee fills in."""

    email: str
    name: str
    start: datetime
    timezone: str = "Europe/Paris"
    first_name: str | None = None
    last_name: str | None = None
    tracking: dict[str, str | None] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    method: str | None = None
    """``api`` for a booking made through ``POST /invitees``."""


def book(
    box: Sandbox,
    kind: EventType,
    booking: Booking,
    link: Document | None = None,
    old_invitee: Document | None = None,
    number: int | None = None,
) -> Document:
    """Make a scheduled event and its invitee; the invitee's document. Raises ``CannotBook``.

    ``number`` is a booking number taken beforehand; ``None`` takes the next one.
    """
    if link is not None and link["status"] != "active":
        raise CannotBook("This link is no longer valid.")
    free = free_slots(box, kind, booking.start, booking.start + timedelta(minutes=1), link)
    if booking.start not in free:
        raise CannotBook("That time is no longer available.")
    number = box.store.next_number("cal_booking") if number is None else number
    uuid = event_uuid(box, number)
    now = iso_micro(box.now())
    minutes = (link or {}).get("duration") or kind.duration
    event_uri = box.url(f"/calendly/scheduled_events/{uuid}")
    box.store.collection("cal_events").put(
        uuid,
        {
            "uri": event_uri,
            "name": (link or {}).get("name") or kind.name,
            "status": "active",
            "start_time": iso_micro(booking.start),
            "end_time": iso_micro(booking.start + timedelta(minutes=minutes)),
            "event_type": event_type_uri(box, kind),
            "location": {
                "type": "google_conference",
                "status": "pushed",
                "join_url": f"https://meet.example/{box.chance.token(10, 'meet', number)}",
            },
            "invitees_counter": {"total": 1, "active": 1, "limit": 1},
            "event_memberships": [
                {
                    "user": user_uri(box),
                    "user_email": box.config.host_email,
                    "user_name": box.config.host_name,
                }
            ],
            "event_guests": [
                {"email": guest, "created_at": now, "updated_at": now} for guest in booking.guests
            ],
            "calendar_event": {
                "kind": "google",
                "external_id": box.chance.token(26, "gcal", number),
            },
            "created_at": now,
            "updated_at": now,
        },
    )
    invitee = _invitee(box, event_uri, booking, old_invitee, now, number)
    if link is not None:
        box.store.collection("cal_links").put(link["token"], {**link, "status": "booked"})
    announce(box, "invitee.created", invitee)
    return invitee


def event_uuid(box: Sandbox, number: int) -> str:
    return box.chance.token(16, "scheduled event", number).upper()


def invitee_uuid(box: Sandbox, number: int) -> str:
    return box.chance.token(16, "invitee", number).upper()


def _invitee(
    box: Sandbox,
    event_uri: str,
    booking: Booking,
    old_invitee: Document | None,
    now: str,
    number: int,
) -> Document:
    uuid = invitee_uuid(box, number)
    invitee = {
        "uri": f"{event_uri}/invitees/{uuid}",
        "email": booking.email,
        "first_name": booking.first_name,
        "last_name": booking.last_name,
        "name": booking.name,
        "status": "active",
        "timezone": booking.timezone,
        "event": event_uri,
        "questions_and_answers": booking.answers,
        "tracking": {name: booking.tracking.get(name) for name in TRACKING},
        "text_reminder_number": None,
        "rescheduled": False,
        "old_invitee": old_invitee["uri"] if old_invitee else None,
        "new_invitee": None,
        "cancel_url": box.url(f"/calendly/cancellations/{uuid}"),
        "reschedule_url": box.url(f"/calendly/reschedulings/{uuid}"),
        "payment": None,
        "no_show": None,
        "reconfirmation": None,
        "routing_form_submission": None,
        "scheduling_method": booking.method,
        "invitee_scheduled_by": user_uri(box) if booking.method == "api" else None,
        "created_at": now,
        "updated_at": now,
    }
    return box.store.collection("cal_invitees").put(uuid, invitee)


def cancel(
    box: Sandbox,
    invitee: Document,
    *,
    by: str,
    canceler: str,
    reason: str | None,
    moved: bool = False,
) -> Document:
    """Cancel the invitee and their event. ``canceler`` is ``host`` or ``invitee``."""
    now = iso_micro(box.now())
    cancellation = {
        "canceled_by": by,
        "reason": reason,
        "canceler_type": canceler,
        "created_at": now,
    }
    uuid = invitee["uri"].rpartition("/")[2]
    event_id = invitee["event"].rpartition("/")[2]
    events = box.store.collection("cal_events")
    event = events[event_id]
    counter = {**event["invitees_counter"], "active": 0}
    events.put(
        event_id,
        {
            **event,
            "status": "canceled",
            "cancellation": cancellation,
            "invitees_counter": counter,
            "updated_at": now,
        },
    )
    changed = box.store.collection("cal_invitees").put(
        uuid,
        {
            **invitee,
            "status": "canceled",
            "cancellation": cancellation,
            "rescheduled": moved,
            "updated_at": now,
        },
    )
    if not moved:
        announce(box, "invitee.canceled", changed)
    return changed


def reschedule(box: Sandbox, invitee: Document, start: datetime) -> Document:
    """Move to another free slot: the old invitee is cancelled as rescheduled, a new one made."""
    event = box.store.collection("cal_events")[invitee["event"].rpartition("/")[2]]
    kind = event_type(box, event["event_type"].rpartition("/")[2])
    assert kind is not None
    free = free_slots(box, kind, start, start + timedelta(minutes=1))
    if start not in free:
        raise CannotBook("That time is no longer available.")
    old = cancel(
        box,
        invitee,
        by=invitee["name"],
        canceler="invitee",
        reason="Rescheduled",
        moved=True,
    )
    booking = Booking(
        email=invitee["email"],
        name=invitee["name"],
        first_name=invitee["first_name"],
        last_name=invitee["last_name"],
        start=start,
        timezone=invitee["timezone"],
        tracking=invitee["tracking"],
        answers=invitee["questions_and_answers"],
    )
    # announced in the vendor's order: the old one ends before the new one begins
    number = box.store.next_number("cal_booking")
    new_uri = box.url(
        f"/calendly/scheduled_events/{event_uuid(box, number)}/invitees/{invitee_uuid(box, number)}"
    )
    old = box.store.collection("cal_invitees").put(
        old["uri"].rpartition("/")[2], {**old, "new_invitee": new_uri}
    )
    announce(box, "invitee.canceled", old)
    return book(box, kind, booking, old_invitee=old, number=number)


def find_invitee(box: Sandbox, uuid: str) -> Document | None:
    return box.store.collection("cal_invitees").get(uuid)


def starts_at(event: Document) -> datetime:
    return parse_instant(event["start_time"])

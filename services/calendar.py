"""Where meetings are booked: the protocol that Calendly satisfies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.campaign import WEEKDAYS, Hours


@dataclass(frozen=True, slots=True)
class CalendarUser:
    uri: str
    name: str
    email: str
    time_zone: str
    organization: str
    scheduling_url: str


@dataclass(frozen=True, slots=True)
class EventType:
    uri: str
    name: str
    slug: str
    scheduling_url: str
    duration_minutes: int
    active: bool


@dataclass(frozen=True, slots=True)
class Slot:
    starts_at: datetime
    scheduling_url: str


@dataclass(frozen=True, slots=True)
class BookingLink:
    url: str
    """Prefilled, with our ids in ``utm_*``."""
    single_use: bool
    kind: str
    """share | scheduling_link | event_type (the fallback)"""


@dataclass(frozen=True, slots=True)
class Booking:
    """One invitee of one scheduled event, as the calendar tells it."""

    event_uri: str
    invitee_uri: str
    email: str
    name: str | None
    status: str
    """active | canceled"""
    starts_at: datetime
    ends_at: datetime
    created_at: datetime | None
    updated_at: datetime | None
    tracking: dict[str, str] = field(default_factory=dict)
    """``utm_*`` as they came back."""
    rescheduled: bool = False
    old_invitee: str | None = None
    new_invitee: str | None = None
    canceled_by: str | None = None
    cancel_reason: str | None = None


class Calendar(Protocol):
    def me(self) -> CalendarUser: ...

    def event_types(self) -> list[EventType]: ...

    def free_slots(self, event_type: str, *, since: datetime, until: datetime) -> list[Slot]:
        """Real free slots; asked in spans of at most 31 days."""
        ...

    def booking_link(
        self,
        event_type: EventType,
        *,
        hours: Hours,
        time_zone: str,
        first_day: date,
        last_day: date,
        duration_minutes: int,
        name: str | None,
        email: str,
        tracking: dict[str, str],
    ) -> BookingLink:
        """A single-use link limited to the hours; else a scheduling link; else the type's URL."""
        ...

    def bookings(self, *, since: datetime, until: datetime) -> list[Booking]:
        """Bookings whose event starts in the span, active and cancelled, with their invitees."""
        ...


def slots_within(slots: Iterable[Slot], hours: Hours, time_zone: str) -> list[datetime]:
    """When the slots that begin inside the hours begin, in that zone, soonest first."""
    zone = ZoneInfo(time_zone)
    return sorted(
        local
        for local in (slot.starts_at.astimezone(zone) for slot in slots)
        if WEEKDAYS[local.weekday()] in hours.days and hours.start <= local.time() < hours.end
    )

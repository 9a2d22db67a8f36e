"""Free slots: working hours or a link's own rule, less what is busy and what is booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.calendly.host import EventType
from sandbox.clock import iso, parse_instant
from sandbox.runtime import Sandbox
from sandbox.store import Document

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
WORKING_HOURS = (("09:00", "12:30"), ("14:00", "18:00"))
STEP = timedelta(minutes=30)
NOTICE = timedelta(hours=2)
"""How soon before its start a slot can no longer be booked."""
BUSY = 0.35
"""Share of half hours in which the host has something else."""


def default_rule(box: Sandbox) -> dict[str, Any]:
    """The host's weekly hours in the shape of an availability schedule."""
    intervals = [{"from": begin, "to": end} for begin, end in WORKING_HOURS]
    return {
        "timezone": box.config.calendar_timezone,
        "rules": [
            {"type": "wday", "wday": day, "intervals": intervals if number < 5 else []}
            for number, day in enumerate(WEEKDAYS)
        ],
    }


def free_slots(
    box: Sandbox,
    kind: EventType,
    start: datetime,
    end: datetime,
    link: Document | None = None,
) -> list[datetime]:
    """Starts of free slots within [start, end), oldest first; a link narrows them by its rule."""
    rule = (link or {}).get("availability_rule") or default_rule(box)
    zone = ZoneInfo(rule.get("timezone") or box.config.calendar_timezone)
    length = timedelta(minutes=(link or {}).get("duration") or kind.duration)
    earliest = max(start, box.now() + NOTICE)
    first, last = _period(box, link, zone)
    taken = _booked(box)
    free = []
    day = max(earliest.astimezone(zone).date(), first)
    until = min(end.astimezone(zone).date(), last)
    while day <= until:
        for begin, finish in _hours(rule, day):
            moment = datetime.combine(day, begin, zone).astimezone(UTC)
            close = datetime.combine(day, finish, zone).astimezone(UTC)
            while moment + length <= close:
                if earliest <= moment < end and _is_free(box, moment, length, taken):
                    free.append(moment)
                moment += STEP
        day += timedelta(days=1)
    return sorted(set(free))


def _period(box: Sandbox, link: Document | None, zone: ZoneInfo) -> tuple[date, date]:
    """The days on which a link may be booked."""
    today = box.now().astimezone(zone).date()
    farthest = today + timedelta(days=60)
    if link is None:
        return today, farthest
    if link.get("period_type") == "fixed":
        return (
            date.fromisoformat(link["start_date"]),
            min(farthest, date.fromisoformat(link["end_date"])),
        )
    if link.get("period_type") in ("moving", "available_moving") and link.get("max_booking_time"):
        return today, today + timedelta(days=int(link["max_booking_time"]))
    return today, farthest


def _hours(rule: dict[str, Any], day: date) -> Iterator[tuple[time, time]]:
    """Intervals of one day; a rule for the date itself goes before the weekday's."""
    rules = rule.get("rules") or []
    dated = [r for r in rules if r.get("type") == "date" and r.get("date") == day.isoformat()]
    weekly = [
        r for r in rules if r.get("type") == "wday" and r.get("wday") == WEEKDAYS[day.weekday()]
    ]
    for entry in dated or weekly:
        for interval in entry.get("intervals") or []:
            yield (
                time.fromisoformat(interval["from"]),
                time.fromisoformat(interval["to"]),
            )


def _booked(box: Sandbox) -> list[tuple[datetime, datetime]]:
    return [
        (parse_instant(event["start_time"]), parse_instant(event["end_time"]))
        for event in box.store.collection("cal_events").values()
        if event["status"] == "active"
    ]


def _is_free(
    box: Sandbox,
    moment: datetime,
    length: timedelta,
    taken: list[tuple[datetime, datetime]],
) -> bool:
    if any(begin < moment + length and moment < finish for begin, finish in taken):
        return False
    return not any(
        begin < moment + length for begin, _ in busy_blocks(box, moment, moment + length)
    )


def busy_blocks(box: Sandbox, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Half hours within [start, end) in which the host has something that is not a booking."""
    block = start.replace(minute=0 if start.minute < 30 else 30, second=0, microsecond=0)
    found = []
    while block < end:
        if box.chance.happens(BUSY, "busy", iso(block)):
            found.append((block, block + STEP))
        block += STEP
    return found

"""Booking links: what is asked of Calendly, and what is put into the link afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import errors
from domain.campaign import WEEKDAYS, Hours

SOURCE = "rendezvous"
TRACKING_KEYS = frozenset(
    {"utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "salesforce_uuid"}
)
"""What Calendly gives back in ``tracking``; anything else in a link is lost."""

_FULL_NAMES = {
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}


def share_request(
    *,
    event_type: str,
    type_minutes: int,
    hours: Hours,
    time_zone: str,
    first_day: date,
    last_day: date,
    duration_minutes: int,
) -> dict[str, Any]:
    """The body of ``POST /shares``: this event type, on these days, in these hours.

    ``availability_rule`` has the shape of an availability schedule: one ``wday`` rule for
    each day of the week, closed days with no interval, ``hh:mm`` in ``time_zone``. A
    duration that is not the type's own must also be offered in ``duration_options``.
    Source: Calendly's OpenAPI, Create Share.
    """
    request: dict[str, Any] = {
        "event_type": event_type,
        "period_type": "fixed",
        "start_date": first_day.isoformat(),
        "end_date": last_day.isoformat(),
        "availability_rule": {
            "timezone": time_zone,
            "rules": [
                {
                    "type": "wday",
                    "wday": _FULL_NAMES[day],
                    "intervals": [{"from": _clock_time(hours.start), "to": _clock_time(hours.end)}]
                    if day in hours.days
                    else [],
                }
                for day in WEEKDAYS
            ],
        },
    }
    if duration_minutes != type_minutes:
        request["duration"] = duration_minutes
        request["duration_options"] = [duration_minutes]
    return request


def prefilled(url: str, *, name: str | None, email: str, tracking: Mapping[str, str]) -> str:
    """``url`` with the invitee and our ids in its query; what the query had is kept.

    ``tracking`` keys are ``utm_*`` (and ``salesforce_uuid``), as they come back in
    ``Booking.tracking``; ``utm_source`` is ``rendezvous`` unless it says otherwise.
    Raises :class:`errors.InvalidInput` for another key, since it would not come back.
    """
    check_tracking(tracking)
    ours = {"name": name or "", "email": email, "utm_source": SOURCE, **tracking}
    ours = {key: value for key, value in ours.items() if value}
    parts = urlsplit(url)
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key not in ours
    ]
    return urlunsplit(parts._replace(query=urlencode([*kept, *ours.items()])))


def check_tracking(tracking: Mapping[str, str]) -> None:
    """Raise :class:`errors.InvalidInput` for a key that would not come back."""
    unknown = set(tracking) - TRACKING_KEYS
    if unknown:
        raise errors.InvalidInput(
            f"Calendly does not give back {', '.join(sorted(unknown))}",
            fix=f"use {', '.join(sorted(TRACKING_KEYS))}",
        )


def is_web_address(url: object) -> bool:
    """Whether this can stand in a mail as a link."""
    if not isinstance(url, str) or any(ord(c) <= 32 or c in "<>\"'" for c in url):
        return False
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _clock_time(when: time) -> str:
    return when.strftime("%H:%M")

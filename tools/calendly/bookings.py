"""Calendly's invitee and scheduled event, by webhook or by polling, as one booking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import errors
from services.calendar import Booking

CANCELED = "canceled"


def booking_of(invitee: dict[str, Any], event: dict[str, Any]) -> Booking:
    """One invitee of ``event``. Raises :class:`errors.VendorFailed` without ids or times."""
    cancellation = _map(invitee.get("cancellation")) or _map(event.get("cancellation"))
    canceled = CANCELED in (invitee.get("status"), event.get("status"))
    return Booking(
        event_uri=required(event, "uri"),
        invitee_uri=required(invitee, "uri"),
        email=required(invitee, "email").strip().lower(),
        name=_name(invitee),
        status=CANCELED if canceled else "active",
        starts_at=time_of(event.get("start_time"), "start_time"),
        ends_at=time_of(event.get("end_time"), "end_time"),
        created_at=optional_time(invitee.get("created_at")),
        updated_at=optional_time(invitee.get("updated_at")),
        tracking={
            str(key): str(value)
            for key, value in _map(invitee.get("tracking")).items()
            if isinstance(value, (str, int)) and value != ""
        },
        rescheduled=bool(invitee.get("rescheduled")),
        old_invitee=_text(invitee.get("old_invitee")),
        new_invitee=_text(invitee.get("new_invitee")),
        # "host" or "invitee" where Calendly says which; older answers name the person.
        canceled_by=_text(cancellation.get("canceler_type"))
        or _text(cancellation.get("canceled_by")),
        cancel_reason=_text(cancellation.get("reason")),
    )


def required(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value:
        raise errors.VendorFailed(f"Calendly answered without {key}")
    return value


def time_of(value: Any, key: str) -> datetime:
    when = optional_time(value)
    if when is None:
        raise errors.VendorFailed(f"Calendly answered without a {key} that can be read")
    return when


def optional_time(value: Any) -> datetime | None:
    """Aware UTC; Calendly writes up to six (in webhooks at times more) decimals."""
    try:
        when = datetime.fromisoformat(str(value))
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter: a time before year 1 or after 9999 in UTC
        return None


def _name(invitee: dict[str, Any]) -> str | None:
    parts = (_text(invitee.get("first_name")), _text(invitee.get("last_name")))
    joined = " ".join(part for part in parts if part)
    return (_text(invitee.get("name")) or joined).strip() or None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

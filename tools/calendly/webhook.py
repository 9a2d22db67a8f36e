"""Calendly's webhook: check the signature first, then read what happened."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import errors
from services.calendar import Booking
from tools.calendly.bookings import booking_of, optional_time

SIGNATURE_HEADER = "Calendly-Webhook-Signature"
TOLERANCE = timedelta(seconds=180)
_OF_INVITEES = ("invitee.created", "invitee.canceled")


@dataclass(frozen=True, slots=True)
class CalendlyEvent:
    kind: str
    """``invitee.created``, ``invitee.canceled``, or another that is only kept."""
    key: str
    """The same each time that Calendly delivers the same event: apply once by it."""
    at: datetime | None
    booking: Booking | None
    """For the two invitee kinds."""
    raw: dict[str, Any]


def verify_calendly(
    signing_key: str,
    header: str | None,
    body: bytes,
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> None:
    """Return when ``body`` was signed with ``signing_key`` within ``tolerance`` of ``now``.

    ``header`` is ``t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">``. Raises
    :class:`errors.ForgedEvent`, and :class:`errors.Misconfigured` without a key.
    """
    if not signing_key:
        raise errors.Misconfigured(
            "there is no signing key for Calendly's webhook",
            fix="register it: rendezvous webhooks register",
        )
    parts = [part.strip().partition("=") for part in (header or "").split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1"]
    if len(stamps) != 1 or not signatures:
        raise errors.ForgedEvent("the webhook came without Calendly's signature")
    try:
        sent = datetime.fromtimestamp(int(stamps[0]), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise errors.ForgedEvent("the webhook's time cannot be read") from error
    signed = stamps[0].encode() + b"." + body
    expected = hmac.new(signing_key.encode(), signed, hashlib.sha256).hexdigest().encode()
    if not any(hmac.compare_digest(expected, told.encode()) for told in signatures):
        raise errors.ForgedEvent(
            "the webhook's signature does not verify",
            fix="if this is Calendly, register the webhook again to renew the key",
        )
    if abs(now - sent) > tolerance:
        raise errors.ForgedEvent(
            f"the webhook was signed at {sent:%Y-%m-%dT%H:%M:%S.000Z}, too far from now",
            fix="check this machine's clock",
        )


def parse_calendly(body: bytes) -> CalendlyEvent:
    """One webhook call, already verified.

    A reschedule comes as two: ``invitee.canceled`` with ``rescheduled``, and
    ``invitee.created`` whose booking has ``old_invitee``. Raises
    :class:`errors.InvalidInput` for what is not Calendly's.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise errors.InvalidInput("the Calendly webhook's body is not JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("event"), str):
        raise errors.InvalidInput("the Calendly webhook's body names no event")
    kind = told["event"]
    payload = told.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    if kind not in _OF_INVITEES:
        key = f"{kind}:{hashlib.sha256(body).hexdigest()[:40]}"
        return CalendlyEvent(kind, key, optional_time(told.get("created_at")), None, told)
    event = payload.get("scheduled_event")
    try:
        booking = booking_of(payload, event if isinstance(event, dict) else {})
    except errors.VendorFailed as error:
        raise errors.InvalidInput(
            f"the Calendly webhook's {kind} is incomplete: {error.message}"
        ) from error
    # An invitee is created once and canceled once.
    return CalendlyEvent(
        kind, f"{kind}:{booking.invitee_uri}", optional_time(told.get("created_at")), booking, told
    )

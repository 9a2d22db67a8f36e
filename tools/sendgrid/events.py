"""SendGrid's events, however they come: signed webhook, logs API, activity API.

Parsing is lenient, as the vendor asks: unknown kinds and fields are kept in ``raw`` and
never an error, so that one odd event does not hold up its batch.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import errors
from tools.sendgrid.signature import verify_signature


class EventKind(StrEnum):
    PROCESSED = "processed"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    BOUNCE = "bounce"
    DROPPED = "dropped"
    OPEN = "open"
    CLICK = "click"
    SPAM_REPORT = "spamreport"
    UNSUBSCRIBE = "unsubscribe"
    GROUP_UNSUBSCRIBE = "group_unsubscribe"
    GROUP_RESUBSCRIBE = "group_resubscribe"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SendGridEvent:
    """One event of one message to one recipient."""

    event_id: str
    """``sg_event_id``: the key to apply an event once; a hash of the event where it has none."""
    kind: EventKind
    email: str
    """Lower case; empty for events that name nobody."""
    at: datetime | None
    """Aware UTC; ``None`` when the event tells no time that can be read."""
    message_id: str | None
    """Ours, from the custom args."""
    attempt_id: str | None
    vendor_message_id: str | None
    """The part of ``sg_message_id`` that ``X-Message-Id`` gave when the mail was accepted."""
    machine: bool | None
    """Of an open: whether SendGrid recognised a machine. ``False`` is no proof of a person.
    ``None`` from Email Activity, which does not say, and for other kinds."""
    url: str | None
    reason: str | None
    status: str | None
    """Of a bounce, the enhanced status: ``5.1.1``."""
    bounce_type: str | None
    """``bounce`` (hard) or ``blocked`` (soft)."""
    user_agent: str | None
    ip: str | None
    raw: dict[str, Any]


def verify_events(
    public_key: str, signature: str | None, timestamp: str | None, body: bytes
) -> None:
    """See :func:`tools.sendgrid.signature.verify_signature`; to be called before parsing."""
    verify_signature(public_key, signature, timestamp, body)


def parse_events(body: bytes) -> list[SendGridEvent]:
    """The events of one webhook call, in the order they came (which means nothing).

    Raises :class:`errors.InvalidInput` when the body is no JSON array or object; what in
    the array is no object is left out.
    """
    try:
        batch = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise errors.InvalidInput("the event webhook's body is not JSON") from error
    if isinstance(batch, dict):
        batch = [batch]
    if not isinstance(batch, list):
        raise errors.InvalidInput("the event webhook's body is no list of events")
    return [parse_event(raw) for raw in batch if isinstance(raw, dict)]


def parse_event(raw: dict[str, Any]) -> SendGridEvent:
    """One event in the webhook's shape, which is also that of ``DeliveryRecord.events``."""
    nested = raw.get("custom_args")
    ours = nested if isinstance(nested, dict) else {}
    kind = _kind(raw.get("event"))
    # The vendor leaves the field out where it would be false.
    machine = raw.get("sg_machine_open", False) if kind is EventKind.OPEN else None
    return SendGridEvent(
        event_id=_text(raw.get("sg_event_id")) or _hash_of(raw),
        kind=kind,
        email=(_text(raw.get("email")) or "").lower(),
        at=_time(raw.get("timestamp")),
        message_id=_text(raw.get("message_id")) or _text(ours.get("message_id")),
        attempt_id=_text(raw.get("attempt_id")) or _text(ours.get("attempt_id")),
        vendor_message_id=vendor_message_id(_text(raw.get("sg_message_id"))),
        machine=machine if isinstance(machine, bool) else None,
        url=_text(raw.get("url")),
        reason=_text(raw.get("reason")) or _text(raw.get("response")),
        status=_text(raw.get("status")),
        bounce_type=_text(raw.get("type")),
        user_agent=_text(raw.get("useragent")),
        ip=_text(raw.get("ip")),
        raw=raw,
    )


def vendor_message_id(sg_message_id: str | None) -> str | None:
    """``<request id>.recvd-…`` → the request id, which ``X-Message-Id`` returned."""
    return sg_message_id.partition(".")[0] or None if sg_message_id else None


def _kind(told: Any) -> EventKind:
    try:
        return EventKind(told)
    except ValueError:
        return EventKind.OTHER


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None


def _time(value: Any) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        seconds = float(value)
        return datetime.fromtimestamp(seconds, UTC) if math.isfinite(seconds) else None
    except (ValueError, OverflowError, OSError):
        return None


def _hash_of(raw: dict[str, Any]) -> str:
    canonical = json.dumps(raw, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()[:40]

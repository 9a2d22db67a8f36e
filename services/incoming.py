"""What comes in from outside, stored raw and once before anything is done with it.

The tools turn vendors' bodies into these shapes; the raw body stays beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from domain.instants import from_text, to_text
from services.calendar import Booking
from services.clock import Clock
from services.unit_of_work import Store

MailEventKind = Literal[
    "processed",
    "deferred",
    "delivered",
    "bounce",
    "blocked",
    "dropped",
    "open",
    "click",
    "spam_report",
    "unsubscribe",
    "other",
]


@dataclass(frozen=True, slots=True)
class MailEvent:
    """Something that happened to one message."""

    kind: MailEventKind
    email: str
    at: datetime
    message_token: str | None = None
    attempt_id: str | None = None
    vendor_message_id: str | None = None
    machine: bool | None = None
    """What the vendor says of an open; ``None``: it does not say."""
    is_polled: bool = False
    """It came by polling, which cannot tell machines from people."""
    url: str | None = None
    reason: str | None = None
    user_agent: str | None = None
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InboundReply:
    """A mail that came in answer to one of ours."""

    from_email: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    headers: dict[str, str] = field(default_factory=dict)
    is_automatic: bool = False
    is_report: bool = False
    """A delivery status notification."""
    references: tuple[str, ...] = ()
    """The ``Message-ID`` of the mails that it answers, angle brackets and all."""


@dataclass(frozen=True, slots=True)
class BookingEvent:
    booking: Booking
    at: datetime


@dataclass(frozen=True, slots=True)
class OneClick:
    """A POST to an unsubscribe address (RFC 8058)."""

    unsubscribe_token: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LookupNews:
    """What a people source tells of a lookup that was asked earlier."""

    source: str
    profile_id: str
    at: datetime
    profile: dict[str, Any]
    """As the source wrote it; what of it may be used is a matter of what was asked for."""
    request_id: str | None = None


Incoming = MailEvent | InboundReply | BookingEvent | OneClick | LookupNews
_KINDS: dict[str, type[Any]] = {
    "mail_event": MailEvent,
    "reply": InboundReply,
    "booking": BookingEvent,
    "one_click": OneClick,
    "lookup": LookupNews,
}
_NAMES = {shape: name for name, shape in _KINDS.items()}
_FIELDS = {shape: tuple(each.name for each in fields(shape)) for shape in _KINDS.values()}
_NUL = "\\u0000"


def to_body(incoming: Incoming) -> str:
    """As JSON that any database can hold.

    Written straight from the fields: an event is told in microseconds, where copying it
    first took longer than everything else about it.
    """
    shape = type(incoming)
    told = {"shape": _NAMES[shape], **{name: getattr(incoming, name) for name in _FIELDS[shape]}}
    body = json.dumps(told, ensure_ascii=False, sort_keys=True, default=_in_json)
    if _NUL in body:  # which a text in SQLite would end at
        body = json.dumps(_plain(json.loads(body)), ensure_ascii=False, sort_keys=True)
    return body.encode("utf-8", "replace").decode("utf-8")


def from_body(body: str) -> Incoming:
    """What :func:`to_body` wrote."""
    document = json.loads(body)
    shape = _KINDS[document.pop("shape")]
    document["at"] = from_text(document["at"])
    if shape is BookingEvent:
        booking = document["booking"]
        for name in ("starts_at", "ends_at", "created_at", "updated_at"):
            booking[name] = from_text(booking[name]) if booking[name] else None
        document["booking"] = Booking(**booking)
    if shape is InboundReply:
        document["to"] = tuple(document["to"])
        document["references"] = tuple(document.get("references", ()))
    result: Incoming = shape(**document)
    return result


class Inbox:
    """Stores what comes in; a key that is known already changes nothing."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, source: str, items: Iterable[tuple[str, Incoming]]) -> int:
        """Store ``(key, incoming)`` pairs in one transaction; how many were new."""
        bodies = [(storable(key), to_body(incoming)) for key, incoming in items]
        if not bodies:
            return 0
        received = to_text(self._clock.now())
        with self._store.begin() as work:
            return sum(
                work.insert_new(
                    "raw_events", source=source, event_key=key, body=body, received_at=received
                )
                for key, body in bodies
            )


def storable(text: str) -> str:
    """``text`` as a database can hold it: JSON and mail may carry halves of characters."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def _in_json(value: Any) -> Any:
    """What JSON has no form for: instants, and the booking in its event."""
    return to_text(value) if isinstance(value, datetime) else asdict(value)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value

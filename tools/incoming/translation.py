"""From what the vendors' tools parsed to the shapes that are stored and applied."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from services.incoming import BookingEvent, InboundReply, LookupNews, MailEvent, MailEventKind
from tools.calendly.webhook import CalendlyEvent
from tools.rocketreach.people import SOURCE as ROCKETREACH
from tools.sendgrid.events import EventKind, SendGridEvent
from tools.sendgrid.inbound import InboundMail

_KINDS: dict[EventKind, MailEventKind] = {
    EventKind.PROCESSED: "processed",
    EventKind.DEFERRED: "deferred",
    EventKind.DELIVERED: "delivered",
    EventKind.BOUNCE: "bounce",
    EventKind.DROPPED: "dropped",
    EventKind.OPEN: "open",
    EventKind.CLICK: "click",
    EventKind.SPAM_REPORT: "spam_report",
    EventKind.UNSUBSCRIBE: "unsubscribe",
    EventKind.GROUP_UNSUBSCRIBE: "unsubscribe",
}


def from_sendgrid(
    event: SendGridEvent, *, received_at: datetime, is_polled: bool = False
) -> MailEvent:
    kind = _KINDS.get(event.kind, "other")
    if kind == "bounce" and event.bounce_type == "blocked":
        kind = "blocked"  # a refusal for now, of the message and not of the address
    return MailEvent(
        kind=kind,
        email=event.email,
        at=event.at or received_at,
        message_token=event.message_id,
        attempt_id=event.attempt_id,
        vendor_message_id=event.vendor_message_id,
        machine=event.machine,
        is_polled=is_polled,
        url=event.url,
        reason=event.reason,
        user_agent=event.user_agent,
        raw=event.raw,
    )


def from_inbound(
    mail: InboundMail, body: bytes, *, received_at: datetime
) -> tuple[str, InboundReply]:
    """The reply and the key under which it is stored once."""
    key = mail.message_id or hashlib.sha256(body).hexdigest()
    return key, InboundReply(
        from_email=mail.from_email,
        to=tuple(dict.fromkeys((*mail.envelope_to, *mail.to))),
        subject=mail.subject,
        text=mail.text,
        at=received_at,
        headers=mail.headers,
        is_automatic=mail.automatic,
        is_report=mail.report,
        references=tuple(
            dict.fromkeys([*([mail.in_reply_to] if mail.in_reply_to else []), *mail.references])
        ),
    )


def from_calendly(event: CalendlyEvent, *, received_at: datetime) -> BookingEvent:
    if event.booking is None:
        raise ValueError("this event is of no booking")
    return BookingEvent(event.booking, event.at or received_at)


def from_rocketreach(
    profile: dict[str, Any], request_id: str | None, *, received_at: datetime
) -> tuple[str, LookupNews]:
    """The lookup's news and its key: a repeated call names request, profile and state again."""
    profile_id = str(profile["id"])
    asked = request_id or hashlib.sha256(json.dumps(profile, sort_keys=True).encode()).hexdigest()
    key = f"{asked}:{profile_id}:{profile.get('status')}"
    return key, LookupNews(ROCKETREACH, profile_id, received_at, profile, request_id)

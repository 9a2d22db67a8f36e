"""Tracking: what was stored raw is applied, once each, in whatever order it came."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from domain.engagement import told_by_machine
from domain.identity.emails import read_email
from domain.instants import from_text, to_text
from domain.replies import ReplyKind, own_words, reply_kind
from domain.stages import PROSPECT_ENDS, Entity, ProspectStage
from errors import Conflict, Permanent
from services.booking import apply_booking
from services.clock import Clock
from services.incoming import (
    BookingEvent,
    Inbox,
    InboundReply,
    Incoming,
    MailEvent,
    OneClick,
    from_body,
)
from services.reconciling import prove_sent
from services.suppressing import cancel_open_messages, end_prospect, suppress_address
from services.unit_of_work import Row, Store, UnitOfWork

log = logging.getLogger(__name__)

WHO = "tracking"
BATCH = 500
_REPLY_TOKEN = re.compile(r"^reply\+([A-Za-z0-9_-]+)@", re.IGNORECASE)
_WENT_OUT = frozenset(
    {"processed", "deferred", "delivered", "bounce", "blocked", "open", "click", "spam_report"}
)
_ENDS_BY_KIND = {
    "bounce": (ProspectStage.BOUNCED, "bounced"),
    "spam_report": (ProspectStage.UNSUBSCRIBED, "complained"),
    "unsubscribe": (ProspectStage.UNSUBSCRIBED, "unsubscribed"),
}
_ENDS_BY_DROP = {
    "bounced address": (ProspectStage.BOUNCED, "bounced"),
    "invalid": (ProspectStage.BOUNCED, "bounced"),
    "unsubscribed address": (ProspectStage.UNSUBSCRIBED, "unsubscribed"),
    "spam reporting address": (ProspectStage.UNSUBSCRIBED, "complained"),
}


class Tracking:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.inbox = Inbox(store, clock)

    def apply_pending(self) -> Mapping[str, Any]:
        """Apply everything stored and not yet applied; how many of each kind."""
        counts: dict[str, int] = {}
        while rows := self._pending():
            for row in rows:
                outcome = self._apply_one(row)
                counts[outcome] = counts.get(outcome, 0) + 1
        return counts

    def _pending(self) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("pending_events", limit=BATCH))

    def _apply_one(self, row: Row) -> str:
        """One transaction an event: its effects and its mark, together or not at all."""
        try:
            with self._store.begin() as work:
                outcome = self._apply(work, row["id"], from_body(row["body"]))
                self._mark(work, row["id"], outcome)
        except (Permanent, Conflict, ValueError, KeyError, TypeError) as error:
            # Nothing of it was applied; the raw event stays, with the reason beside it.
            log.error("event %s could not be applied: %s", row["id"], error)
            with self._store.begin() as work:
                self._mark(work, row["id"], f"failed: {error}")
            return "failed"
        return outcome

    def _mark(self, work: UnitOfWork, raw_id: int, outcome: str) -> None:
        work.update(
            "raw_events", raw_id, applied_at=to_text(self._clock.now()), outcome=outcome
        )

    def _apply(self, work: UnitOfWork, raw_id: int, incoming: Incoming) -> str:
        if isinstance(incoming, MailEvent):
            return _apply_mail_event(work, raw_id, incoming, self._clock)
        if isinstance(incoming, InboundReply):
            return _apply_reply(work, raw_id, incoming, self._clock)
        if isinstance(incoming, BookingEvent):
            return apply_booking(work, raw_id, incoming)
        return _apply_one_click(work, raw_id, incoming, self._clock)


def _apply_mail_event(work: UnitOfWork, raw_id: int, event: MailEvent, clock: Clock) -> str:
    message = _message_of(work, event)
    if message is None:
        _add_event(work, raw_id, None, event.kind, event, "unknown")
        return "not ours"
    if event.kind in _WENT_OUT:
        prove_sent(
            work,
            message["id"],
            attempt_id=event.attempt_id,
            vendor_message_id=event.vendor_message_id,
            now=event.at,
            by=f"a {event.kind} event",
        )
        message = work.get("messages", message["id"])
    machine = "unknown"
    if event.kind in ("open", "click"):
        machine = told_by_machine(
            kind=event.kind,
            at=event.at,
            sent_at=from_text(message["sent_at"]) if message["sent_at"] else None,
            flagged=event.machine,
            user_agent=event.user_agent,
            is_polled=event.is_polled,
        )
    _add_event(work, raw_id, message, event.kind, event, machine)
    if event.kind in ("open", "click") and machine == "no":
        _engage(work, message, event)
    elif (end := _end_of(event)) is not None:
        stage, reason = end
        suppress_address(
            work, message["address_key"], reason=reason, who=WHO, clock=clock, end=stage
        )
        end_prospect(work, message["prospect_id"], stage, who=WHO, why=event.reason or reason)
    return event.kind


def _message_of(work: UnitOfWork, event: MailEvent) -> Row | None:
    if event.message_token:
        return work.one("whole_message_by_token", token=event.message_token)
    if event.vendor_message_id:
        return work.one("message_by_vendor_id", vendor_message_id=event.vendor_message_id)
    return None


def _end_of(event: MailEvent) -> tuple[ProspectStage, str] | None:
    if event.kind == "dropped":
        return _ENDS_BY_DROP.get((event.reason or "").strip().lower())
    return _ENDS_BY_KIND.get(event.kind)


def _engage(work: UnitOfWork, message: Row, event: MailEvent) -> None:
    prospect = work.get("prospects", message["prospect_id"])
    if prospect["stage"] == ProspectStage.CONTACTED:
        work.move(
            Entity.PROSPECT,
            prospect["id"],
            expected=ProspectStage.CONTACTED,
            to=ProspectStage.ENGAGED,
            who=WHO,
            why=f"{event.kind} by a person",
        )


def _add_event(
    work: UnitOfWork,
    raw_id: int,
    message: Row | None,
    kind: str,
    event: MailEvent,
    machine: str,
) -> None:
    detail = {
        name: value
        for name, value in (
            ("url", event.url),
            ("reason", event.reason),
            ("attempt_id", event.attempt_id),
            ("user_agent", event.user_agent),
        )
        if value
    }
    work.insert(
        "events",
        raw_id=raw_id,
        campaign_id=message["campaign_id"] if message else None,
        prospect_id=message["prospect_id"] if message else None,
        message_id=message["id"] if message else None,
        kind=kind,
        machine=machine,
        at=to_text(event.at),
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )


# -- replies -----------------------------------------------------------------------


def _apply_reply(work: UnitOfWork, raw_id: int, reply: InboundReply, clock: Clock) -> str:
    message = _replied_to(work, reply)
    kind: str = reply_kind(
        from_email=reply.from_email,
        subject=reply.subject,
        text=reply.text,
        headers=reply.headers,
        is_automatic=reply.is_automatic,
        is_report=reply.is_report,
    )
    work.insert(
        "replies",
        raw_id=raw_id,
        prospect_id=message["prospect_id"] if message else None,
        message_id=message["id"] if message else None,
        from_email=reply.from_email,
        subject=reply.subject,
        text=own_words(reply.text) or reply.text,
        kind=kind if message else "unknown_sender",
        received_at=to_text(reply.at),
    )
    work.insert(
        "events",
        raw_id=raw_id,
        campaign_id=message["campaign_id"] if message else None,
        prospect_id=message["prospect_id"] if message else None,
        message_id=message["id"] if message else None,
        kind=kind,
        machine="no" if kind in ("reply", "unsubscribe_request") else "yes",
        at=to_text(reply.at),
    )
    if message is None:
        return "reply from an unknown sender"
    if kind == ReplyKind.UNSUBSCRIBE_REQUEST:
        suppress_address(
            work,
            message["address_key"],
            reason="objected",
            who=WHO,
            clock=clock,
            end=ProspectStage.UNSUBSCRIBED,
        )
        end_prospect(
            work,
            message["prospect_id"],
            ProspectStage.UNSUBSCRIBED,
            who=WHO,
            why="asked in words not to be written to",
        )
    elif kind == ReplyKind.REPLY:
        _stop_conversation(work, message, reply)
    return kind


def _stop_conversation(work: UnitOfWork, message: Row, reply: InboundReply) -> None:
    cancel_open_messages(work, message["prospect_id"], who=WHO, why="the prospect replied")
    prospect = work.get("prospects", message["prospect_id"])
    if prospect["stage"] in (ProspectStage.CONTACTED, ProspectStage.ENGAGED):
        work.move(
            Entity.PROSPECT,
            prospect["id"],
            expected=prospect["stage"],
            to=ProspectStage.REPLIED,
            who=WHO,
            why="replied",
        )
    company = work.get("people", prospect["person_id"])["company_key"]
    if company and prospect["stage"] not in PROSPECT_ENDS:
        work.insert_new(
            "company_holds",
            company_key=company,
            prospect_id=prospect["id"],
            reason="a colleague replied",
            since=to_text(reply.at),
        )


def _replied_to(work: UnitOfWork, reply: InboundReply) -> Row | None:
    for address in reply.to:
        match = _REPLY_TOKEN.match(address.strip())
        if match:
            found = work.one("whole_message_by_token", token=match.group(1).lower())
            if found is not None:
                return found
    address_read = read_email(reply.from_email)
    if address_read is None:
        return None
    return work.one("latest_message_to", address_key=address_read.key)


def _apply_one_click(work: UnitOfWork, raw_id: int, click: OneClick, clock: Clock) -> str:
    message = work.one("message_by_unsubscribe_token", token=click.unsubscribe_token)
    if message is None:
        return "not ours"
    work.insert(
        "events",
        raw_id=raw_id,
        campaign_id=message["campaign_id"],
        prospect_id=message["prospect_id"],
        message_id=message["id"],
        kind="unsubscribe",
        machine="no",
        at=to_text(click.at),
    )
    suppress_address(
        work,
        message["address_key"],
        reason="unsubscribed",
        who=WHO,
        clock=clock,
        end=ProspectStage.UNSUBSCRIBED,
    )
    end_prospect(
        work,
        message["prospect_id"],
        ProspectStage.UNSUBSCRIBED,
        who=WHO,
        why="unsubscribed in one click",
    )
    return "unsubscribe"

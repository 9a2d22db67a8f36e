"""Replies: an answer of a person stops the conversation, and holds the colleagues back."""

from __future__ import annotations

import re
from datetime import datetime

from domain.identity.emails import read_email
from domain.instants import to_text
from domain.replies import ReplyKind, own_words, reply_kind
from domain.stages import Entity, ProspectStage
from services.clock import Clock
from services.holds import hold_company
from services.incoming import InboundReply
from services.objecting import end_by_address
from services.proof import prove_by_answer
from services.suppressing import cancel_open_messages
from services.unit_of_work import Row, UnitOfWork

WHO = "tracking"
_REPLY_TOKEN = re.compile(r"^reply\+([a-z0-9_-]+)@", re.IGNORECASE)
_BY_A_PERSON = (ReplyKind.REPLY, ReplyKind.UNSUBSCRIBE_REQUEST)
_OPEN_TO_A_REPLY = (ProspectStage.CONTACTED, ProspectStage.ENGAGED)


def apply_reply(work: UnitOfWork, raw_id: int, reply: InboundReply, clock: Clock) -> str:
    """Record a mail that came in and do what it asks for; its kind, in one word."""
    message = _replied_to(work, reply)
    kind = reply_kind(
        from_email=reply.from_email,
        subject=reply.subject,
        text=reply.text,
        headers=reply.headers,
        is_automatic=reply.is_automatic,
        is_report=reply.is_report,
    )
    _record(work, raw_id, reply, message, kind)
    if message is None:
        return "reply from an unknown sender"
    if kind != ReplyKind.BOUNCE_NOTICE:
        # A machine at the other end answers what it has received, too.
        message = prove_by_answer(work, message, at=reply.at, by="a reply")
    if kind in _BY_A_PERSON:
        _stop_conversation(work, message, reply.at)
    if kind == ReplyKind.UNSUBSCRIBE_REQUEST:
        end_by_address(
            work,
            message,
            ProspectStage.UNSUBSCRIBED,
            reason="objected",
            who=WHO,
            why="asked in words not to be written to",
            clock=clock,
        )
    return str(kind)


def _record(
    work: UnitOfWork, raw_id: int, reply: InboundReply, message: Row | None, kind: ReplyKind
) -> None:
    work.insert(
        "replies",
        raw_id=raw_id,
        prospect_id=message["prospect_id"] if message else None,
        message_id=message["id"] if message else None,
        from_email=reply.from_email,
        subject=reply.subject,
        text=own_words(reply.text) or reply.text,
        kind=str(kind) if message else "unknown_sender",
        received_at=to_text(reply.at),
    )
    work.insert(
        "events",
        raw_id=raw_id,
        campaign_id=message["campaign_id"] if message else None,
        prospect_id=message["prospect_id"] if message else None,
        message_id=message["id"] if message else None,
        kind=str(kind),
        machine="no" if kind in _BY_A_PERSON else "yes",
        at=to_text(reply.at),
    )


def _stop_conversation(work: UnitOfWork, message: Row, at: datetime) -> None:
    cancel_open_messages(work, message["prospect_id"], who=WHO, why="the prospect replied")
    prospect = work.get("prospects", message["prospect_id"])
    if prospect["stage"] in _OPEN_TO_A_REPLY:
        work.move(
            Entity.PROSPECT,
            prospect["id"],
            expected=prospect["stage"],
            to=ProspectStage.REPLIED,
            who=WHO,
            why="replied",
        )
    company = work.get("people", prospect["person_id"])["company_key"]
    if company:
        # Also when the prospect has ended: whichever of the two news came first.
        hold_company(work, company, prospect_id=prospect["id"], since=at)


def _replied_to(work: UnitOfWork, reply: InboundReply) -> Row | None:
    """By the token in the address that was answered, else the last mail to that person."""
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

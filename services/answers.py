"""Replies: an answer of a person stops the conversation, and holds the colleagues back."""

from __future__ import annotations

import re
from datetime import datetime

from domain.absence import returns_on
from domain.identity.emails import read_email
from domain.instants import to_text
from domain.replies import ReplyKind, own_words, reply_kind
from domain.stages import PROSPECT_ENDS, Entity, ProspectStage
from services.clock import Clock
from services.holds import hold_company
from services.incoming import InboundReply
from services.objecting import end_by_address
from services.proof import prove_by_answer
from services.suppressing import cancel_open_messages
from services.unit_of_work import Reading, Row, UnitOfWork

WHO = "tracking"
_MOST_REFERENCES = 20
_UNSUBSCRIBE_SUBJECT = re.compile(r"^\s*unsubscribe\s+([a-z0-9_-]{8,64})\s*$", re.IGNORECASE)
"""What the mailto: address of ``List-Unsubscribe`` fills in where there is no public address."""
_REPLY_TOKEN = re.compile(r"^reply\+([a-z0-9_-]+)@", re.IGNORECASE)
_BY_A_PERSON = (ReplyKind.REPLY, ReplyKind.UNSUBSCRIBE_REQUEST)
_OPEN_TO_A_REPLY = (ProspectStage.CONTACTED, ProspectStage.ENGAGED)


def apply_reply(work: UnitOfWork, raw_id: int, reply: InboundReply, clock: Clock) -> str:
    """Record a mail that came in and do what it asks for; its kind, in one word."""
    leaving = _leaving_by_mail(work, reply)
    message = leaving or _replied_to(work, reply)
    kind = (
        ReplyKind.UNSUBSCRIBE_REQUEST
        if leaving
        else reply_kind(
            from_email=reply.from_email,
            subject=reply.subject,
            text=reply.text,
            headers=reply.headers,
            is_automatic=reply.is_automatic,
            is_report=reply.is_report,
        )
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
    words = own_words(reply.text)
    back = (
        returns_on(f"{reply.subject}\n{words}", on=reply.at.date())
        if kind == ReplyKind.OUT_OF_OFFICE
        else None
    )
    work.insert(
        "replies",
        raw_id=raw_id,
        prospect_id=message["prospect_id"] if message else None,
        message_id=message["id"] if message else None,
        from_email=reply.from_email,
        subject=reply.subject,
        text=words or reply.text,
        kind=str(kind) if message else "unknown_sender",
        received_at=to_text(reply.at),
        returns_on=back.isoformat() if back else None,
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
    """Nothing more goes to the person in this campaign, and nothing to their colleagues.

    Somebody known twice may have been joined since the mail went out: then the prospect
    that goes on is another one, perhaps at another company. Both are stopped and held.
    """
    prospect = work.get("prospects", message["prospect_id"])
    people = _same_person(work, prospect["person_id"], message["person_id"])
    for each in _conversations_of(work, prospect, people):
        cancel_open_messages(work, each["id"], who=WHO, why="the prospect replied")
        work.run("wake_conversation", prospect_id=each["id"])
        if each["stage"] in _OPEN_TO_A_REPLY:
            work.move(
                Entity.PROSPECT,
                each["id"],
                expected=each["stage"],
                to=ProspectStage.REPLIED,
                who=WHO,
                why="replied",
            )
    for company in {row["company_key"] for row in people if row["company_key"]}:
        # Also when the prospect has ended: whichever of the two news came first.
        hold_company(work, company, prospect_id=prospect["id"], since=at)


def _same_person(work: UnitOfWork, *person_ids: int) -> list[Row]:
    """The records of one person: those named, and the one that they were joined to."""
    found: dict[int, Row] = {}
    for person_id in person_ids:
        following: int | None = person_id
        while following is not None and following not in found:
            found[following] = work.get("people", following)
            following = found[following]["joined_to"]
    return list(found.values())


def _conversations_of(work: UnitOfWork, prospect: Row, people: list[Row]) -> list[Row]:
    """The prospect that was written to, and whoever goes on in its place."""
    if prospect["stage"] not in PROSPECT_ENDS:
        return [prospect]
    heirs = [
        row
        for person in people
        for row in work.query("prospects_of_person", person_id=person["id"])
        if row["stage"] not in PROSPECT_ENDS and row["id"] != prospect["id"]
    ]
    return [prospect, *heirs]


def _leaving_by_mail(reading: Reading, reply: InboundReply) -> Row | None:
    """The message whose mailto: unsubscribe address was used, whoever sent the mail."""
    match = _UNSUBSCRIBE_SUBJECT.match(reply.subject)
    if match is None:
        return None
    return reading.one("message_by_unsubscribe_token", token=match.group(1).lower())


def message_answered(reading: Reading, reply: InboundReply) -> Row | None:
    """The message of ours that a mail answers; ``None``: it has nothing to do with us."""
    return _leaving_by_mail(reading, reply) or _replied_to(reading, reply)


def _replied_to(reading: Reading, reply: InboundReply) -> Row | None:
    """By the token in the address that was answered, then by the mails that it names as
    answered, else the last mail to that person."""
    for address in reply.to:
        match = _REPLY_TOKEN.match(address.strip())
        if match:
            found = reading.one("whole_message_by_token", token=match.group(1).lower())
            if found is not None:
                return found
    for reference in reply.references[:_MOST_REFERENCES]:
        # SendGrid's Message-ID is the id that it gave us, before an @ and a host of its own.
        vendor_id = reference.strip("<>").partition("@")[0]
        found = reading.one("message_by_vendor_id", vendor_message_id=vendor_id)
        if found is not None:
            return found
    address_read = read_email(reply.from_email)
    if address_read is None:
        return None
    return reading.one("latest_message_to", address_key=address_read.key)

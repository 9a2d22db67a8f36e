"""The claim: every law of sending, checked in the transaction that takes the message."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.approval import payload_sha256
from domain.instants import from_text, to_text
from domain.pacing import (
    allowed_today,
    day_bounds,
    day_of,
    gap_after,
    halt_reason,
    holiday_check,
    in_window,
    next_opening,
    sender_allowance,
)
from domain.stages import CampaignStage, Entity, MessageStage, ProspectStage
from domain.whereabouts import country_code, zone_of
from services.campaigns import Campaign, load_campaign, pause_campaign
from services.outbox_journal import Journal
from services.suppressing import end_prospect, suppression_of
from services.unit_of_work import Row, UnitOfWork

WHO = "outbox"
FIRST_STAGES = (ProspectStage.DRAFTED,)
FOLLOW_UP_STAGES = (ProspectStage.CONTACTED, ProspectStage.ENGAGED, ProspectStage.REPLIED)


class Refusal(StrEnum):
    """Why a queued message was not claimed now."""

    CAMPAIGN = "campaign"
    """The campaign is not running, or was halted by its own rates."""
    WINDOW = "window"
    """Outside the recipient's hours; ``not_before`` says when they open."""
    PACE = "pace"
    """The day's cap or the sender's gap; ``not_before`` says when to come back."""
    HELD = "held"
    """A colleague at the same company has replied: a person decides first."""
    AWAY = "away"
    """The recipient is away; ``not_before`` says when they are back."""
    CANCELLED = "cancelled"
    """It will never be sent: suppressed, ended, already contacted, or stale."""
    VOIDED = "voided"
    """It is a draft again: no approval of this exact text is in force."""
    UNCERTAIN = "uncertain"
    """The journal knows an attempt that the database does not."""
    TAKEN = "taken"
    """Another sender, or a person, was quicker: it is not queued any more."""


@dataclass(frozen=True, slots=True)
class Claimed:
    message: Row
    attempt_id: str
    address_hash: str


def try_claim(
    work: UnitOfWork,
    message_id: int,
    *,
    attempt_id: str,
    now: datetime,
    journal: Journal,
) -> Claimed | Refusal:
    """Take a queued message to ``sending``, or say why not. Nothing is sent here."""
    message = work.get("messages", message_id)
    if message["stage"] != MessageStage.QUEUED:
        return Refusal.TAKEN
    campaign = load_campaign(work, message["campaign_id"])
    if campaign.stage != CampaignStage.RUNNING:
        return Refusal.CAMPAIGN
    if reason := _halt(work, campaign):
        pause_campaign(work, campaign.id, who=WHO, why=reason)
        return Refusal.CAMPAIGN
    if refusal := _never(work, message, campaign, now, journal):
        return refusal
    person = work.get("people", message["person_id"])
    if _is_held(work, message, person):
        return Refusal.HELD
    if refusal := _not_now(work, message, person, campaign, now):
        return refusal
    if not _is_approved(work, message):
        work.run("void_approval", message_id=message_id, at=to_text(now), reason="the text differs")
        work.move(
            Entity.MESSAGE,
            message_id,
            expected=MessageStage.QUEUED,
            to=MessageStage.DRAFT,
            who=WHO,
            why="no approval of this exact text is in force",
        )
        return Refusal.VOIDED
    work.move(
        Entity.MESSAGE,
        message_id,
        expected=MessageStage.QUEUED,
        to=MessageStage.SENDING,
        who=WHO,
        why="claimed",
        attempt_id=attempt_id,
        claimed_at=to_text(now),
    )
    address_hash = journal.address_hash(message["address_key"])
    work.insert(
        "attempts",
        id=attempt_id,
        message_id=message_id,
        address_hash=address_hash,
        claimed_at=to_text(now),
    )
    return Claimed(message, attempt_id, address_hash)


def _never(
    work: UnitOfWork, message: Row, campaign: Campaign, now: datetime, journal: Journal
) -> Refusal | None:
    """Reasons for which the message will not go out at all."""
    unknown = [
        attempt
        for attempt in journal.knows_message(message["token"])
        if work.one("attempt", id=attempt) is None
    ]
    if unknown:
        why = "the journal knows an attempt that the database does not"
        return _doubt(work, message, unknown, journal, now, why)
    prospect = work.get("prospects", message["prospect_id"])
    allowed = FIRST_STAGES if message["kind"] == "first" else FOLLOW_UP_STAGES
    entry = suppression_of(work, message["address_key"])
    if entry is not None:
        end_prospect(
            work,
            prospect["id"],
            ProspectStage.SUPPRESSED,
            who=WHO,
            why=f"suppressed: {entry['reason']}",
        )
        return Refusal.CANCELLED
    if prospect["stage"] not in allowed:
        return _cancel(work, message, f"the prospect is {prospect['stage']}")
    today = day_of(now, campaign.spec.time_zone)
    if message["proposed_day"] and date.fromisoformat(message["proposed_day"]) <= today:
        _cancel(work, message, "the day it proposes has passed")
        return _free_for_redraft(work, message, "the day it proposed has passed")
    window = timedelta(days=campaign.spec.sending.contact_window_days)
    if message["kind"] == "first":
        earlier = work.one(
            "contact_in_window",
            message_id=message["id"],
            person_id=message["person_id"],
            address_key=message["address_key"],
            since=to_text(now - window),
        )
        if earlier:
            _cancel(work, message, "this person or address was written to within the window")
            return _free_for_redraft(work, message, "written to within the contact window")
        elsewhere = work.query(
            "unknown_attempts_in_window",
            address_hash=journal.address_hash(message["address_key"]),
            since=to_text(now - window),
        )
        if elsewhere:
            attempts = [row["attempt_id"] for row in elsewhere]
            why = "this address may have been written to after this copy of the database was made"
            return _doubt(work, message, attempts, journal, now, why)
    return None


def _doubt(
    work: UnitOfWork, message: Row, attempts: list[str], journal: Journal, now: datetime, why: str
) -> Refusal:
    """Put the message before a person, with the attempts that speak against it.

    They are this message's from now on: once the person has decided to send it all the
    same, they are known and no reason to doubt any more.
    """
    for attempt_id in attempts:
        work.insert_new(
            "attempts",
            id=attempt_id,
            message_id=message["id"],
            address_hash=journal.address_hash(message["address_key"]),
            claimed_at=to_text(now),
        )
    work.move(
        Entity.MESSAGE,
        message["id"],
        expected=MessageStage.QUEUED,
        to=MessageStage.UNCERTAIN,
        who=WHO,
        why=why,
        attempt_id=attempts[-1],
    )
    return Refusal.UNCERTAIN


def _is_held(work: UnitOfWork, message: Row, person: Row) -> bool:
    """Whether an answer from the company waits for a person's decision.

    A follow-up is such a decision, by whoever asked for it: the recipient's own answer does
    not stand in its way, a colleague's does.
    """
    if not person["company_key"]:
        return False
    hold = work.one("company_hold", company_key=person["company_key"])
    if hold is None:
        return False
    answered = work.get("prospects", hold["prospect_id"])["person_id"]
    return not (message["kind"] == "follow_up" and answered == message["person_id"])


def _not_now(
    work: UnitOfWork, message: Row, person: Row, campaign: Campaign, now: datetime
) -> Refusal | None:
    """Reasons to come back later, with the time to do so."""
    sending = campaign.spec.sending
    zone = zone_of(person["city"], person["country"]) or campaign.spec.time_zone
    country = country_code(person["country"])
    absence = work.one("absence_at", address_key=message["address_key"])
    if absence and absence["returns_on"]:
        back, _ = day_bounds(date.fromisoformat(absence["returns_on"]), zone)
        if now < back:
            opening = next_opening(back, sending.hours, zone, country)
            work.update("messages", message["id"], not_before=to_text(opening))
            return Refusal.AWAY
    if not in_window(now, sending.hours, zone, holiday_check(country)):
        opening = next_opening(now, sending.hours, zone, country)
        work.update("messages", message["id"], not_before=to_text(opening))
        return Refusal.WINDOW
    today = day_of(now, campaign.spec.time_zone)
    since, until = day_bounds(today, campaign.spec.time_zone)
    counts = work.one(
        "sent_today",
        campaign_id=campaign.id,
        sender_email=message["sender_email"],
        person_id=message["person_id"],
        since=to_text(since),
        until=to_text(until),
    )
    assert counts is not None
    first_day = day_of(from_text(counts["first_at"]), campaign.spec.time_zone) if counts[
        "first_at"
    ] else None  # fmt: skip
    if (
        counts["by_campaign"] >= allowed_today(sending, first_day, today)
        or counts["by_sender"] >= sender_allowance(sending, first_day, today)
        or counts["to_person"] >= 1
    ):
        work.update("messages", message["id"], not_before=to_text(until))
        return Refusal.PACE
    if counts["last_at"]:
        again = from_text(counts["last_at"]) + gap_after(counts["last_token"], sending)
        if now < again:
            work.update("messages", message["id"], not_before=to_text(again))
            return Refusal.PACE
    return None


def _is_approved(work: UnitOfWork, message: Row) -> bool:
    approval = work.one("approval_in_force", message_id=message["id"])
    actual = payload_sha256(json.loads(message["payload"]))
    return (
        approval is not None
        and approval["payload_sha256"] == message["payload_sha256"]
        and approval["payload_sha256"] == actual
    )


def _halt(work: UnitOfWork, campaign: Campaign) -> str | None:
    figures = work.one("deliverability", campaign_id=campaign.id)
    assert figures is not None
    return halt_reason(
        campaign.spec.sending, figures["sent"], figures["bounced"], figures["complained"]
    )


def _cancel(work: UnitOfWork, message: Row, why: str) -> Refusal:
    work.move(
        Entity.MESSAGE,
        message["id"],
        expected=MessageStage.QUEUED,
        to=MessageStage.CANCELLED,
        who=WHO,
        why=why,
        failure=why,
    )
    return Refusal.CANCELLED


def _free_for_redraft(work: UnitOfWork, message: Row, why: str) -> Refusal:
    if message["kind"] == "first":
        work.move(
            Entity.PROSPECT,
            message["prospect_id"],
            expected=ProspectStage.DRAFTED,
            to=ProspectStage.QUALIFIED,
            who=WHO,
            why=why,
        )
    return Refusal.CANCELLED

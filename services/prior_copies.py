"""Looking in the vendor's log before a post, where there is reason to doubt our own memory.

Two reasons: a person asked to send again what may have gone out, or the outbox journal
was lost and an older copy of the database may have been put back.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from enum import StrEnum

from domain.instants import from_text, to_text
from domain.stages import Entity, MessageStage
from errors import RendezvousError
from services.campaigns import load_campaign
from services.clock import Clock
from services.mailer import DeliveryRecord, Mailer
from services.settling import prove_sent
from services.unit_of_work import Row, Store

log = logging.getLogger(__name__)

WHO = "outbox"
LOG_MARGIN = timedelta(minutes=2)
"""Clocks differ: how much before and after an instant the vendor's log is searched."""
ASK_AGAIN_AFTER = timedelta(minutes=15)
JOURNAL_LOST = "outbox_journal_lost"
"""The watermark that says since when the outbox's memory has a gap."""


class Found(StrEnum):
    """Why the message is not posted now."""

    PROVED = "proved"
    """The log has this very message: it is sent."""
    UNCERTAIN = "uncertain"
    """The log has a message to this address that nobody here remembers."""
    UNANSWERED = "log_unanswered"
    """The log cannot be asked; ``not_before`` says when to try again."""


def look_for_copies(store: Store, mailer: Mailer, clock: Clock, message_id: int) -> Found | None:
    """Ask the log if there is reason to; ``None`` when nothing stands against a post."""
    with store.read() as reading:
        message = reading.get("messages", message_id)
        if message["stage"] != MessageStage.QUEUED:
            return None
        superseded = reading.one("first_superseded", message_id=message_id)
        lost = reading.one("watermark", source=JOURNAL_LOST)
        spec = load_campaign(reading, message["campaign_id"]).spec
    window = timedelta(days=spec.sending.contact_window_days)
    if lost is not None and from_text(lost["polled_until"]) > clock.now() - window:
        since = clock.now() - window
    elif superseded is not None:
        since = from_text(superseded["claimed_at"])
    else:
        return None
    try:
        records = mailer.find(
            message["to_email"], since=since - LOG_MARGIN, until=clock.now() + LOG_MARGIN
        )
    except RendezvousError as error:
        log.warning("message %s: the log cannot be asked: %s", message_id, error)
        if superseded is not None:
            return None  # a person has decided; the log would only have been a second look
        with store.begin() as work:
            again = clock.now() + ASK_AGAIN_AFTER
            work.update("messages", message_id, not_before=to_text(again))
        return Found.UNANSWERED
    for record in records:
        found = _weigh(store, clock, message, record)
        if found is not None:
            return found
    return None


def _weigh(store: Store, clock: Clock, message: Row, record: DeliveryRecord) -> Found | None:
    token = record.custom_args.get("message_id")
    attempt_id = record.custom_args.get("attempt_id")
    with store.begin(durable=True) as work:
        if token == message["token"]:
            prove_sent(
                work,
                message["id"],
                attempt_id=attempt_id,
                vendor_message_id=record.vendor_message_id,
                now=clock.now(),
                by="the vendor's log, before sending again",
            )
            return Found.PROVED
        if token is None or attempt_id is None or work.one("message_by_token", token=token):
            return None  # not a mail of this product, or one that is remembered
        # It is this message's doubt now; once a person has decided, it is none any more.
        is_new = work.insert_new(
            "attempts",
            id=attempt_id,
            message_id=message["id"],
            address_hash="",
            claimed_at=to_text(record.at or clock.now()),
        )
        if not is_new:
            return None
        work.move(
            Entity.MESSAGE,
            message["id"],
            expected=MessageStage.QUEUED,
            to=MessageStage.UNCERTAIN,
            who=WHO,
            why="the vendor's log has a mail to this address that is not remembered here",
            attempt_id=attempt_id,
        )
    return Found.UNCERTAIN

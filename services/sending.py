"""Sending: claim, journal, post once, settle. At most one copy, whatever stops when.

See docs/architecture.md, "Sending", for the settle table and why each row is so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.instants import from_text, to_text
from domain.stages import Entity, MessageStage, ProspectStage
from services.claiming import Claimed, Refusal, try_claim
from services.clock import Clock, Ids
from services.mailer import Mailer, PostOutcome, PostResult
from services.outbox_journal import Journal, JournalEntry
from services.runs import Progress
from services.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

WHO = "outbox"
VENDOR = "sendgrid"
BREAKER_AT = 3
"""Unknown outcomes in a row that open the breaker."""
BREAKER_PAUSE = timedelta(minutes=5)
MISCONFIGURED_PAUSE = timedelta(minutes=15)
RATE_LIMIT_PAUSE = timedelta(minutes=1)
UNREACHABLE_PAUSE = timedelta(minutes=2)


class Sending:
    def __init__(
        self, store: Store, mailer: Mailer, journal: Journal, clock: Clock, ids: Ids
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._journal = journal
        self._clock = clock
        self._ids = ids

    def run(self, campaign_id: int | None, progress: Progress | None = None) -> Mapping[str, Any]:
        """Queue what is approved and send what is due; how each ended."""
        counts: dict[str, int] = {}
        self._queue_approved(campaign_id)
        for message_id in self._due(campaign_id):
            if not self._circuit_allows():
                counts["halted"] = counts.get("halted", 0) + 1
                break
            outcome = self.send_one(message_id)
            counts[outcome] = counts.get(outcome, 0) + 1
            if progress is not None:
                progress.advance(done=sum(counts.values()))
        return counts

    def send_one(self, message_id: int) -> str:
        """Claim and send one queued message; the outcome or the refusal, in one word."""
        attempt_id = self._ids.token("attempt")
        now = self._clock.now()
        with self._store.begin(durable=True) as work:
            claimed = try_claim(
                work, message_id, attempt_id=attempt_id, now=now, journal=self._journal
            )
        if isinstance(claimed, Refusal):
            return str(claimed)
        # From here on the message may have been sent, whatever happens to us.
        self._journal.append(
            JournalEntry(claimed.message["token"], attempt_id, claimed.address_hash, now)
        )
        result = self._mailer.post(
            json.loads(claimed.message["payload"]),
            message_id=claimed.message["token"],
            attempt_id=attempt_id,
        )
        self._settle(claimed, result)
        return str(result.outcome)

    # -- settling ----------------------------------------------------------------

    def _settle(self, claimed: Claimed, result: PostResult) -> None:
        now = self._clock.now()
        with self._store.begin(durable=True) as work:
            settle(work, claimed.message["id"], claimed.attempt_id, result, now=now, by="post")
            _turn_circuit(work, result, now)
        if result.outcome is PostOutcome.MISCONFIGURED:
            log.error("sending halted: %s", result.reason)

    # -- what may go -------------------------------------------------------------

    def _queue_approved(self, campaign_id: int | None) -> None:
        with self._store.begin() as work:
            for row in work.query("approved_messages", campaign_id=campaign_id):
                work.move(
                    Entity.MESSAGE,
                    row["id"],
                    expected=MessageStage.APPROVED,
                    to=MessageStage.QUEUED,
                    who=WHO,
                    why="approved, waiting for its turn",
                )

    def _due(self, campaign_id: int | None) -> list[int]:
        with self._store.read() as reading:
            rows = reading.query(
                "due_messages", campaign_id=campaign_id, now=to_text(self._clock.now())
            )
        return [row["id"] for row in rows]

    def _circuit_allows(self) -> bool:
        """Whether to post now; an open breaker is probed once its pause is over."""
        with self._store.read() as reading:
            row = reading.one("circuit", vendor=VENDOR)
        if row is None or row["state"] == "closed":
            return row is None or _is_past(row["not_before"], self._clock.now())
        now = self._clock.now()
        if not _is_past(row["not_before"], now):
            return False
        alive = self._mailer.is_alive()
        with self._store.begin() as work:
            if alive:
                _set_circuit(work, "closed", 0, None, None, now)
                work.audit(who=WHO, why="the probe succeeded", entity="circuit", key=None)
            else:
                pause = MISCONFIGURED_PAUSE if row["state"] == "halted" else BREAKER_PAUSE
                _set_circuit(
                    work, row["state"], row["failures"], row["reason"], now + pause, now
                )
        return alive


def settle(
    work: UnitOfWork,
    message_id: int,
    attempt_id: str,
    result: PostResult,
    *,
    now: datetime,
    by: str,
) -> None:
    """Write what became of an attempt, and move its message accordingly."""
    work.run(
        "settle_attempt",
        id=attempt_id,
        outcome=str(result.outcome),
        status=result.status,
        reason=result.reason,
        vendor_message_id=result.vendor_message_id,
        at=to_text(now),
        by=by,
    )
    why = f"{result.outcome}{f' ({result.status})' if result.status else ''}"
    if result.reason:
        why = f"{why}: {result.reason}"
    if result.outcome is PostOutcome.ACCEPTED:
        mark_sent(
            work, message_id, expected=MessageStage.SENDING, who=WHO, why=why, now=now,
            vendor_message_id=result.vendor_message_id,
        )  # fmt: skip
        return
    to, values = _after(result, now)
    work.move(
        Entity.MESSAGE,
        message_id,
        expected=MessageStage.SENDING,
        to=to,
        who=WHO,
        why=why,
        **values,
    )


def _after(result: PostResult, now: datetime) -> tuple[MessageStage, dict[str, Any]]:
    """The settle table, but for its first row."""
    if result.outcome is PostOutcome.REFUSED:
        return MessageStage.FAILED, {"failure": result.reason or "refused"}
    if result.outcome is PostOutcome.UNKNOWN:
        return MessageStage.UNCERTAIN, {}
    pause = {
        PostOutcome.NOT_ACCEPTED: UNREACHABLE_PAUSE,
        PostOutcome.RATE_LIMITED: RATE_LIMIT_PAUSE,
        PostOutcome.MISCONFIGURED: MISCONFIGURED_PAUSE,
    }[result.outcome]
    again = result.not_before or now + pause
    # Nothing was accepted: it does not count as written to, nor against the day.
    return MessageStage.QUEUED, {"not_before": to_text(again), "claimed_at": None}


def mark_sent(
    work: UnitOfWork,
    message_id: int,
    *,
    expected: str,
    who: str,
    why: str,
    now: datetime,
    vendor_message_id: str | None = None,
) -> None:
    """The message went out: its prospect is contacted."""
    values: dict[str, Any] = {"sent_at": to_text(now)}
    if vendor_message_id:
        values["vendor_message_id"] = vendor_message_id
    message = work.get("messages", message_id)
    if message["claimed_at"] is None:
        values["claimed_at"] = to_text(now)
    work.move(
        Entity.MESSAGE,
        message_id,
        expected=expected,
        to=MessageStage.SENT,
        who=who,
        why=why,
        **values,
    )
    prospect = work.get("prospects", message["prospect_id"])
    if prospect["stage"] == ProspectStage.DRAFTED:
        work.move(
            Entity.PROSPECT,
            prospect["id"],
            expected=ProspectStage.DRAFTED,
            to=ProspectStage.CONTACTED,
            who=who,
            why=f"message {message_id} sent",
        )


def _turn_circuit(work: UnitOfWork, result: PostResult, now: datetime) -> None:
    row = work.one("circuit", vendor=VENDOR)
    failures = row["failures"] if row else 0
    if result.outcome in (PostOutcome.ACCEPTED, PostOutcome.REFUSED):
        if row is not None:
            _set_circuit(work, "closed", 0, None, None, now)
    elif result.outcome is PostOutcome.MISCONFIGURED:
        _set_circuit(work, "halted", 0, result.reason, now + MISCONFIGURED_PAUSE, now)
        work.audit(
            who=WHO, why=f"sending halted: {result.reason}", entity="circuit", key=None
        )
    elif result.outcome is PostOutcome.UNKNOWN:
        failures += 1
        if failures >= BREAKER_AT:
            _set_circuit(work, "open", failures, result.reason, now + BREAKER_PAUSE, now)
            work.audit(
                who=WHO, why=f"breaker opened: {result.reason}", entity="circuit", key=None
            )
        else:
            _set_circuit(work, "closed", failures, result.reason, None, now)
    else:
        pause = UNREACHABLE_PAUSE if result.outcome is PostOutcome.NOT_ACCEPTED else (
            RATE_LIMIT_PAUSE
        )  # fmt: skip
        again = result.not_before or now + pause
        _set_circuit(work, "closed", failures, result.reason, again, now)


def _set_circuit(
    work: UnitOfWork,
    state: str,
    failures: int,
    reason: str | None,
    not_before: datetime | None,
    now: datetime,
) -> None:
    work.upsert(
        "circuit",
        vendor=VENDOR,
        state=state,
        failures=failures,
        reason=reason,
        not_before=to_text(not_before) if not_before else None,
        changed_at=to_text(now),
    )


def _is_past(not_before: str | None, now: datetime) -> bool:
    return not_before is None or from_text(not_before) <= now

"""Settling: what an answer, an event or a log line says of an attempt, written down.

An attempt's outcome and its message's stage change together. News may come twice and
in any order: the answer to the post, the vendor's event and its log race each other,
and the first proof that a message went out stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.instants import to_text
from domain.stages import Entity, MessageStage, ProspectStage
from services.mailer import PostOutcome, PostResult
from services.unit_of_work import Row, UnitOfWork

WHO = "outbox"
MISCONFIGURED_PAUSE = timedelta(minutes=15)
RATE_LIMIT_PAUSE = timedelta(minutes=1)
UNREACHABLE_PAUSE = timedelta(minutes=2)
_NOT_YET_GONE = (MessageStage.DRAFT, MessageStage.APPROVED, MessageStage.QUEUED)


def settle(
    work: UnitOfWork,
    message_id: int,
    attempt_id: str,
    result: PostResult,
    *,
    now: datetime,
    by: str,
) -> None:
    """Write what became of an attempt, and move its message accordingly.

    A message that an event or a person has moved on meanwhile stays where it is.
    """
    why = f"{result.outcome}{f' ({result.status})' if result.status else ''}"
    if result.reason:
        why = f"{why}: {result.reason}"
    if result.outcome is PostOutcome.ACCEPTED:
        _went_out(
            work, message_id, attempt_id=attempt_id, status=result.status, why=why, now=now,
            vendor_message_id=result.vendor_message_id, by=by,
        )  # fmt: skip
        return
    _record(work, attempt_id, result, now=now, by=by)
    message = work.get("messages", message_id)
    if message["stage"] != MessageStage.SENDING or message["attempt_id"] != attempt_id:
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
    if to == MessageStage.FAILED and message["kind"] == "first":
        _give_back(work, message["prospect_id"], why)


def prove_sent(
    work: UnitOfWork,
    message_id: int,
    *,
    attempt_id: str | None,
    vendor_message_id: str | None,
    now: datetime,
    by: str,
) -> None:
    """An event or a log line carries our ids: the message went out.

    Applying it twice changes nothing. For an attempt after which it was sent again, or
    which nobody should have made, it raises the alarm on the message.
    """
    _went_out(
        work, message_id, attempt_id=attempt_id, status=None, why=f"proved by {by}", now=now,
        vendor_message_id=vendor_message_id, by=by,
    )  # fmt: skip


def _give_back(work: UnitOfWork, prospect_id: int, why: str) -> None:
    """Nothing went out: the prospect is qualified again, held until a person decides."""
    if work.get("prospects", prospect_id)["stage"] == ProspectStage.DRAFTED:
        work.move(
            Entity.PROSPECT,
            prospect_id,
            expected=ProspectStage.DRAFTED,
            to=ProspectStage.QUALIFIED,
            who=WHO,
            why=f"its message was refused: {why}",
        )


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


def _went_out(
    work: UnitOfWork,
    message_id: int,
    *,
    attempt_id: str | None,
    status: int | None,
    why: str,
    now: datetime,
    vendor_message_id: str | None,
    by: str,
) -> None:
    message = work.get("messages", message_id)
    attempt = _attempt(work, message, attempt_id, now)
    is_news = attempt is not None and attempt["outcome"] != PostOutcome.ACCEPTED
    if attempt_id and is_news:
        accepted = PostResult(PostOutcome.ACCEPTED, status, vendor_message_id)
        _record(work, attempt_id, accepted, now=now, by=by)
    is_current = attempt_id is None or message["attempt_id"] in (None, attempt_id)
    is_superseded = attempt is not None and bool(attempt["superseded"])
    stage = message["stage"]
    if stage in _NOT_YET_GONE:
        # Known in time: it is not sent again. Uncertain is the only way from here to sent.
        work.move(
            Entity.MESSAGE,
            message_id,
            expected=stage,
            to=MessageStage.UNCERTAIN,
            who=WHO,
            why="an earlier attempt went out after all",
            attempt_id=attempt_id,
        )
        stage = MessageStage.UNCERTAIN
        is_current = True
        if is_superseded and is_news:
            _alarm(work, message_id, "it went out after all; it is not sent again")
    if stage == MessageStage.UNCERTAIN or (stage == MessageStage.SENDING and is_current):
        mark_sent(
            work, message_id, expected=stage, who=WHO, why=why, now=now,
            vendor_message_id=vendor_message_id,
        )  # fmt: skip
    if not is_news:
        return
    if not is_current:
        _alarm(
            work, message_id,
            "an earlier attempt went out after all; it was sent again: perhaps two copies",
        )  # fmt: skip
    elif stage in (MessageStage.CANCELLED, MessageStage.REJECTED, MessageStage.FAILED):
        _alarm(work, message_id, f"it went out although it is {stage}")


def _attempt(work: UnitOfWork, message: Row, attempt_id: str | None, now: datetime) -> Row | None:
    if attempt_id is None:
        return None
    # An attempt not known here was made after this copy of the database.
    work.insert_new(
        "attempts",
        id=attempt_id,
        message_id=message["id"],
        address_hash="",
        claimed_at=to_text(now),
    )
    return work.one("attempt", id=attempt_id)


def _record(
    work: UnitOfWork, attempt_id: str, result: PostResult, *, now: datetime, by: str
) -> None:
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


def _alarm(work: UnitOfWork, message_id: int, alarm: str) -> None:
    work.update("messages", message_id, alarm=alarm)
    work.audit(who=WHO, why=alarm, entity="messages", key=message_id)


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

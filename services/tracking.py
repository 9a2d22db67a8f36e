"""Tracking: what was stored raw is applied, once each, in whatever order it came.

Each event is one transaction: its effects and its mark, together or not at all. The
figures and stages after a set of events do not depend on their order (see
docs/architecture.md, Events).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.engagement import Machine, told_by_machine
from domain.identity.emails import read_email
from domain.instants import from_text, to_text
from domain.stages import Entity, ProspectStage
from errors import Temporary
from services.answers import apply_reply
from services.booking import apply_booking
from services.clock import Clock
from services.incoming import (
    BookingEvent,
    InboundReply,
    Inbox,
    Incoming,
    LookupNews,
    MailEvent,
    OneClick,
    from_body,
)
from services.lookup_news import ReadLookup, apply_lookup
from services.objecting import end_by_address
from services.proof import prove_by_answer
from services.reconciling import prove_sent
from services.unit_of_work import Row, Store, UnitOfWork

log = logging.getLogger(__name__)

WHO = "tracking"
BATCH = 500
ONE_CLICK = "one_click"
"""The source under which POSTs to unsubscribe addresses are stored."""
_SETTLED = "settled already"
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
    def __init__(self, store: Store, clock: Clock, read_lookup: ReadLookup | None = None) -> None:
        """``read_lookup`` understands the people source's profiles; without one they fail."""
        self._store = store
        self._clock = clock
        self._read_lookup = read_lookup
        self.inbox = Inbox(store, clock)

    def apply_pending(self) -> Mapping[str, Any]:
        """Apply everything stored and not yet applied; how many of each kind.

        An event that cannot be applied is marked with its reason and stops nothing.
        Raises :class:`errors.Temporary` when the database cannot be written; what was not
        applied by then is applied by the next call.
        """
        counts: dict[str, int] = {}
        last = 0
        while ids := self._pending(last):
            for raw_id in ids:
                outcome = self._apply_one(raw_id)
                if outcome != _SETTLED:
                    counts[outcome] = counts.get(outcome, 0) + 1
            last = ids[-1]
        return counts

    def unsubscribe(self, token: str) -> bool:
        """A POST to an unsubscribe address: stored, then in force before this returns.

        The next claim reads the suppression list in its own transaction, so a message that
        is queued does not go out. Repeating it stores nothing more while it is in force;
        ``False`` (and nothing stored) for an address that was never given out.
        """
        with self._store.read() as reading:
            message = reading.one("message_by_unsubscribe_token", token=token)
            if message is None:
                return False
            in_force = reading.one(
                "one_click_in_force", token=token, address_key=message["address_key"]
            )
        if in_force is None:
            now = self._clock.now()
            key = f"{token}@{to_text(now)}"
            self.inbox.keep(ONE_CLICK, [(key, OneClick(unsubscribe_token=token, at=now))])
            with self._store.read() as reading:
                in_force = reading.one("raw_event_by_key", source=ONE_CLICK, key=key)
        if in_force is not None:
            try:
                self._apply_one(in_force["id"])
            except Temporary as error:
                # It is stored: tracking applies it, and runs before anything is sent.
                log.warning("a one-click unsubscribe waits to be applied: %s", error)
        return True

    def failed(self) -> list[Row]:
        """Events that could not be applied, each with its reason in ``outcome``."""
        with self._store.read() as reading:
            return list(reading.query("failed_events"))

    def retry_failed(self, *, who: str) -> int:
        """Put them back among the pending, once the cause is mended; how many."""
        with self._store.begin() as work:
            count = work.run("retry_failed_events")
            if count:
                work.audit(
                    who=who, why="events are applied again", entity="raw_events", key=None,
                    detail={"events": count},
                )  # fmt: skip
        return count

    # -- inside ------------------------------------------------------------------

    def _pending(self, after: int) -> list[int]:
        with self._store.read() as reading:
            rows = reading.query("pending_events", after=after, limit=BATCH)
        return [row["id"] for row in rows]

    def _apply_one(self, raw_id: int) -> str:
        try:
            with self._store.begin() as work:
                row = work.one("pending_event", id=raw_id)
                if row is None:  # another process was quicker
                    return _SETTLED
                outcome = self._apply(work, raw_id, from_body(row["body"]))
                self._mark(work, raw_id, outcome)
        except Temporary:
            raise  # the database, not the event
        except Exception as error:
            # Nothing of it was applied; the raw event stays, with the reason beside it.
            # Whatever the fault is, ours included, it must not hold up the events behind it.
            log.exception("event %s could not be applied", raw_id)
            with self._store.begin() as work:
                self._mark(work, raw_id, f"failed: {_told(error)}")
            return "failed"
        return outcome

    def _mark(self, work: UnitOfWork, raw_id: int, outcome: str) -> None:
        work.update("raw_events", raw_id, applied_at=to_text(self._clock.now()), outcome=outcome)

    def _apply(self, work: UnitOfWork, raw_id: int, incoming: Incoming) -> str:
        if isinstance(incoming, MailEvent):
            return _apply_mail_event(work, raw_id, incoming, self._clock)
        if isinstance(incoming, InboundReply):
            return apply_reply(work, raw_id, incoming, self._clock)
        if isinstance(incoming, BookingEvent):
            return apply_booking(work, raw_id, incoming)
        if isinstance(incoming, LookupNews):
            return apply_lookup(work, incoming, self._read_lookup)
        return _apply_one_click(work, raw_id, incoming, self._clock)


def _told(error: Exception) -> str:
    """The reason in one line that any database can store."""
    text = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    return text.encode("utf-8", "replace").decode("utf-8")


# -- mail events -------------------------------------------------------------------


def _apply_mail_event(work: UnitOfWork, raw_id: int, event: MailEvent, clock: Clock) -> str:
    message = _message_of(work, event)
    if message is None:
        _add_event(work, raw_id, None, event)
        return "not ours"
    if event.kind != "other":
        # Whatever the vendor tells of a message, it has accepted it.
        prove_sent(
            work,
            message["id"],
            attempt_id=event.attempt_id,
            vendor_message_id=event.vendor_message_id,
            now=event.at,
            by=f"a {event.kind} event",
        )
        message = work.get("messages", message["id"])
    _add_event(work, raw_id, message, event)
    if event.kind in ("open", "click", "delivered"):
        _judge_engagement(work, message)
    elif (end := _end_of(event)) is not None:
        stage, reason = end
        end_by_address(
            work,
            message,
            stage,
            reason=reason,
            who=WHO,
            why=event.reason or reason,
            clock=clock,
        )
    return event.kind


def _message_of(work: UnitOfWork, event: MailEvent) -> Row | None:
    if event.message_token:
        return work.one("whole_message_by_token", token=event.message_token)
    if event.vendor_message_id:
        return work.one("message_by_vendor_id", vendor_message_id=event.vendor_message_id)
    if event.kind in _ENDS_BY_KIND and (address := read_email(event.email)) is not None:
        # A late bounce, or an entry of the vendor's suppression list: an address alone.
        return work.one("latest_message_to", address_key=address.key)
    return None


def _end_of(event: MailEvent) -> tuple[ProspectStage, str] | None:
    if event.kind == "dropped":
        return _ENDS_BY_DROP.get((event.reason or "").strip().lower())
    return _ENDS_BY_KIND.get(event.kind)


def _judge_engagement(work: UnitOfWork, message: Row) -> None:
    """Say of every open and click of the message who made it, by what is known now."""
    times = work.one("engagement_times", message_id=message["id"])
    attempted_at = _instant(times["attempted_at"]) if times else None
    delivered_at = _instant(times["delivered_at"]) if times else None
    for row in work.query("engagements_of_message", message_id=message["id"]):
        detail = json.loads(row["detail"])
        verdict: Machine = told_by_machine(
            kind=row["kind"],
            at=from_text(row["at"]),
            attempted_at=attempted_at,
            delivered_at=delivered_at,
            flagged=detail.get("flagged"),
            user_agent=detail.get("user_agent"),
            is_polled=bool(detail.get("polled")),
        )
        if verdict != row["machine"]:
            work.update("events", row["id"], machine=verdict)
        if verdict == "no":
            _engage(work, message, row["kind"])


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None


def _engage(work: UnitOfWork, message: Row, kind: str) -> None:
    prospect = work.get("prospects", message["prospect_id"])
    if prospect["stage"] == ProspectStage.CONTACTED:
        work.move(
            Entity.PROSPECT,
            prospect["id"],
            expected=ProspectStage.CONTACTED,
            to=ProspectStage.ENGAGED,
            who=WHO,
            why=f"{kind} by a person",
        )


def _add_event(work: UnitOfWork, raw_id: int, message: Row | None, event: MailEvent) -> None:
    told: dict[str, Any] = {
        "url": event.url,
        "reason": event.reason,
        "attempt_id": event.attempt_id,
        "user_agent": event.user_agent,
        "flagged": event.machine,
        "polled": event.is_polled or None,
    }
    detail = {name: value for name, value in told.items() if value is not None}
    work.insert(
        "events",
        raw_id=raw_id,
        campaign_id=message["campaign_id"] if message else None,
        prospect_id=message["prospect_id"] if message else None,
        message_id=message["id"] if message else None,
        kind=event.kind,
        machine="unknown",
        at=to_text(event.at),
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )


# -- one-click unsubscribe ---------------------------------------------------------


def _apply_one_click(work: UnitOfWork, raw_id: int, click: OneClick, clock: Clock) -> str:
    message = work.one("message_by_unsubscribe_token", token=click.unsubscribe_token)
    if message is None:
        return "not ours"
    message = prove_by_answer(work, message, at=click.at, by="a one-click unsubscribe")
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
    end_by_address(
        work,
        message,
        ProspectStage.UNSUBSCRIBED,
        reason="unsubscribed",
        who=WHO,
        why="unsubscribed in one click",
        clock=clock,
    )
    return "unsubscribe"

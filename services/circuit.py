"""The circuit: whether it makes sense to post at all just now.

It lives in the database, so that a restart does not forget an outage. Open after
unknown outcomes in a row, halted by a refused key; both are probed once their pause
is over, with a request that sends nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from domain.instants import from_text, to_text
from services.clock import Clock
from services.mailer import Mailer, PostOutcome, PostResult
from services.settling import MISCONFIGURED_PAUSE, RATE_LIMIT_PAUSE, UNREACHABLE_PAUSE
from services.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

WHO = "outbox"
VENDOR = "sendgrid"
BREAKER_AT = 3
"""Unknown outcomes in a row that open the breaker."""
BREAKER_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)


class Circuit:
    def __init__(self, store: Store, mailer: Mailer, clock: Clock) -> None:
        self._store = store
        self._mailer = mailer
        self._clock = clock

    def allows(self) -> bool:
        """Whether to post now; an open breaker is probed once its pause is over."""
        with self._store.read() as reading:
            row = reading.one("circuit", vendor=VENDOR)
        now = self._clock.now()
        if row is None or not _is_past(row["not_before"], now):
            return row is None
        if row["state"] == "closed":
            return True
        alive = self._mailer.is_alive()
        with self._store.begin() as work:
            if alive:
                # Half open: the next unknown outcome opens it again, at once and for longer.
                _set(work, "closed", row["failures"], row["reason"], None, now)
                work.audit(who=WHO, why="the probe succeeded", entity="circuit", key=None)
            else:
                pause = (
                    MISCONFIGURED_PAUSE
                    if row["state"] == "halted"
                    else _breaker_pause(row["failures"])
                )
                _set(work, row["state"], row["failures"], row["reason"], now + pause, now)
        return alive


def turn_circuit(work: UnitOfWork, result: PostResult, now: datetime) -> None:
    """What the outcome of a post says of the next one."""
    row = work.one("circuit", vendor=VENDOR)
    failures = row["failures"] if row else 0
    if result.outcome in (PostOutcome.ACCEPTED, PostOutcome.REFUSED):
        if row is not None:
            _set(work, "closed", 0, None, None, now)
    elif result.outcome is PostOutcome.MISCONFIGURED:
        _set(work, "halted", 0, result.reason, now + MISCONFIGURED_PAUSE, now)
        if row is None or row["state"] != "halted":
            why = f"sending halted: {result.reason}"
            work.audit(who=WHO, why=why, entity="circuit", key=None)
            log.error("%s", why)
    elif result.outcome is PostOutcome.UNKNOWN:
        failures += 1
        if failures < BREAKER_AT:
            _set(work, "closed", failures, result.reason, None, now)
            return
        _set(work, "open", failures, result.reason, now + _breaker_pause(failures), now)
        why = f"breaker opened after {failures} unknown outcomes: {result.reason}"
        work.audit(who=WHO, why=why, entity="circuit", key=None)
    else:
        is_unreachable = result.outcome is PostOutcome.NOT_ACCEPTED
        pause = UNREACHABLE_PAUSE if is_unreachable else RATE_LIMIT_PAUSE
        _set(work, "closed", failures, result.reason, result.not_before or now + pause, now)


def _breaker_pause(failures: int) -> timedelta:
    """Doubled with each unknown outcome after the one that opened it: an outage costs few."""
    longer: timedelta = BREAKER_PAUSE * 2 ** min(max(failures - BREAKER_AT, 0), 10)
    return min(longer, LONGEST_PAUSE)


def _set(
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

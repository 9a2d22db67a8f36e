"""A worker that does nothing but send: a nursery's program, killed by the fault tests.

An order: ``home``, ``base_url``, ``campaign_id`` and, to die at an exact point,
``die_at``: one of ``DEATHS``, with ``after`` messages posted before it. ``starts`` is
false for a second sender beside another: only the one who works settles a crash.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import httpx
from nursery import serve, tell_ready
from prepared_home import Home, opened

from services.mailer import Mailer, PostResult
from services.outbox_journal import Journal, JournalEntry
from services.reconciling import Reconciling
from services.sending import Sending
from timetable.vendors_played import Sandbox

DEATHS = ("claimed", "journaled", "posted")
STEP_MINUTES = 1.0


def live(order: dict[str, Any]) -> None:
    """Start as a worker does after a crash, then send whatever is due until all is sent."""
    base_url = order["base_url"]
    with httpx.Client(base_url=base_url, trust_env=False, timeout=30.0) as http:
        house = opened(Path(order["home"]), Sandbox(base_url, http), order["campaign_id"])
        sending, reconciling = _services(house, order.get("die_at"), order.get("after", 0))
        if order.get("starts", True):
            reconciling.after_start()
        tell_ready()
        while True:
            reconciling.run()
            sending.run(house.campaign_id)
            if not house.tokens("approved", "queued"):
                return
            house.wait(minutes=STEP_MINUTES)


def _services(house: Home, die_at: str | None, after: int) -> tuple[Sending, Reconciling]:
    app = house.app
    if die_at is None:
        return app.sending, app.reconciling
    journal = DyingJournal(app.journal, die_at, after)
    mailer = DyingMailer(app.sendgrid, die_at, after)
    return Sending(app.store, mailer, journal, app.clock, app.ids), app.reconciling


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingJournal:
    """A ``Journal`` whose process dies before or after one entry is written."""

    def __init__(self, journal: Journal, die_at: str, after: int) -> None:
        self._journal = journal
        self._die_at = die_at
        self._left = after

    def append(self, entry: JournalEntry) -> None:
        if self._die_at == "claimed" and self._left == 0:
            die()
        self._journal.append(entry)
        if self._die_at == "journaled" and self._left == 0:
            die()
        self._left -= 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)


class DyingMailer:
    """A ``Mailer`` whose process dies once the vendor has answered."""

    def __init__(self, mailer: Mailer, die_at: str, after: int) -> None:
        self._mailer = mailer
        self._die_at = die_at
        self._left = after

    def post(self, payload: dict[str, Any], *, message_id: str, attempt_id: str) -> PostResult:
        result = self._mailer.post(payload, message_id=message_id, attempt_id=attempt_id)
        if self._die_at == "posted" and self._left == 0:
            die()
        self._left -= 1
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailer, name)


if __name__ == "__main__":
    serve(live)

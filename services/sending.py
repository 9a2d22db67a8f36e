"""Sending: claim, journal, post once, settle. At most one copy, whatever stops when.

See docs/architecture.md, "Sending", for the settle table and why each row is so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from domain.instants import to_text
from domain.stages import Entity, MessageStage
from errors import Misconfigured, Permanent, StageConflict
from services.circuit import Circuit, turn_circuit
from services.claiming import Claimed, Refusal, try_claim
from services.clock import Clock, Ids
from services.mailer import Mailer, PostOutcome, PostResult
from services.outbox_journal import Journal, JournalEntry
from services.prior_copies import look_for_copies
from services.runs import Progress
from services.settling import settle
from services.unit_of_work import Store

log = logging.getLogger(__name__)

WHO = "outbox"


class Sending:
    def __init__(
        self, store: Store, mailer: Mailer, journal: Journal, clock: Clock, ids: Ids
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._circuit = Circuit(store, mailer, clock)

    def run(self, campaign_id: int | None, progress: Progress | None = None) -> Mapping[str, Any]:
        """Queue what is approved and send what is due; how each ended."""
        counts: dict[str, int] = {}
        self._queue_approved(campaign_id)
        for message_id in self._due(campaign_id):
            if not self._circuit.allows():
                counts["halted"] = counts.get("halted", 0) + 1
                break
            outcome = self._send_or_say_why(message_id)
            counts[outcome] = counts.get(outcome, 0) + 1
            if progress is not None:
                progress.advance(done=sum(counts.values()))
        return counts

    def send_one(self, message_id: int) -> str:
        """Claim and send one queued message; the outcome or the refusal, in one word."""
        found = look_for_copies(self._store, self._mailer, self._clock, message_id)
        if found is not None:
            return str(found)
        attempt_id = self._ids.token("attempt")
        now = self._clock.now()
        with self._store.begin(durable=True) as work:
            claimed = try_claim(
                work, message_id, attempt_id=attempt_id, now=now, journal=self._journal
            )
        if isinstance(claimed, Refusal):
            return str(claimed)
        entry = JournalEntry(claimed.message["token"], attempt_id, claimed.address_hash, now)
        self._write_down(claimed, entry)
        # From here on the message may have been sent, whatever happens to us.
        try:
            result = self._mailer.post(
                json.loads(claimed.message["payload"]),
                message_id=claimed.message["token"],
                attempt_id=attempt_id,
            )
        except Exception as error:
            self._settle(claimed, PostResult(PostOutcome.UNKNOWN, reason=type(error).__name__))
            raise
        self._settle(claimed, result)
        return str(result.outcome)

    def _send_or_say_why(self, message_id: int) -> str:
        try:
            return self.send_one(message_id)
        except StageConflict:
            return str(Refusal.TAKEN)
        except Permanent as error:
            # One record that cannot be read must not keep the others from leaving.
            log.error("message %s cannot be sent: %s", message_id, error)
            return "stuck"

    def _write_down(self, claimed: Claimed, entry: JournalEntry) -> None:
        try:
            self._journal.append(entry)
        except OSError as error:
            reason = f"the outbox journal cannot be written: {error}"
            # Nothing was posted, and nothing may be until it can be written again.
            self._settle(claimed, PostResult(PostOutcome.MISCONFIGURED, reason=reason))
            raise Misconfigured(
                f"Sending halted: {reason}.",
                record=f"message {claimed.message['id']}",
                fix="Make room on the disk and let the program write to its home.",
            ) from error

    def _settle(self, claimed: Claimed, result: PostResult) -> None:
        now = self._clock.now()
        with self._store.begin(durable=True) as work:
            settle(work, claimed.message["id"], claimed.attempt_id, result, now=now, by="post")
            turn_circuit(work, result, now)

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

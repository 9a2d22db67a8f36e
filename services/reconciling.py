"""Reconciling: what a crash, a time-out or a restored copy left unclear.

Nothing here sends. A message whose fate is unknown becomes ``sent`` by proof,
or waits for a person's word; it is never sent again blindly.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from domain.instants import from_text, to_text
from domain.stages import Entity, MessageStage, ProspectStage
from errors import Conflict, RendezvousError
from services.clock import Clock
from services.mailer import DeliveryRecord, Mailer, PostOutcome, PostResult
from services.outbox_journal import Journal
from services.prior_copies import JOURNAL_LOST, LOG_MARGIN
from services.settling import mark_sent, prove_sent, settle
from services.suppressing import OPEN_MESSAGE_STAGES
from services.unit_of_work import Row, Store, UnitOfWork

__all__ = ["Reconciling", "prove_sent"]

log = logging.getLogger(__name__)

WHO = "outbox"
ASK_A_PERSON_AFTER = timedelta(minutes=30)
JOURNAL = "outbox_journal"
"""The secret that names the journal this database goes with."""
STUCK_AFTER = timedelta(minutes=10)
"""No post takes so long: its outcome could not be written down, say on a full disk."""


class Reconciling:
    def __init__(
        self,
        store: Store,
        mailer: Mailer,
        journal: Journal,
        clock: Clock,
        *,
        ask_after: timedelta = ASK_A_PERSON_AFTER,
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._journal = journal
        self._clock = clock
        self._ask_after = ask_after

    def after_start(self) -> dict[str, int]:
        """Call once, by the one who works, before anything is sent.

        Settles what a crash left at ``sending`` and compares the journal with
        the database, which may be an older copy put back.
        """
        counts = {"requeued": 0, "uncertain": 0, "unknown_attempts": 0}
        with self._store.begin(durable=True) as work:
            if self._is_journal_lost(work):
                counts["uncertain"] += self._without_journal(work)
            counts["unknown_attempts"] += self._compare(work, counts)
            for message in work.query("messages_sending"):
                self._settle_unfinished(work, message, counts)
            work.upsert(
                "secrets",
                name=JOURNAL,
                value=self._journal.identity,
                created_at=to_text(self._clock.now()),
            )
        return counts

    def _is_journal_lost(self, work: UnitOfWork) -> bool:
        """Whether the journal that this database went with is not the one we have.

        Asked of the database, not of whether the file was there: a process killed
        between making a new file and this would otherwise hide the loss for good.
        """
        known = work.one("secret", name=JOURNAL)
        if known is not None:
            return bool(known["value"] != self._journal.identity)
        return bool(work.query("all_attempts")) and not self._journal.entries()

    def _settle_unfinished(self, work: UnitOfWork, message: Row, counts: dict[str, int]) -> None:
        if self._journal.has_attempt(message["attempt_id"]):
            self._unknown(work, message, "stopped while sending")
            counts["uncertain"] += 1
        else:
            # The journal is written before the post: nothing was posted.
            self._requeue(work, message)
            counts["requeued"] += 1

    def _compare(self, work: UnitOfWork, counts: dict[str, int]) -> int:
        """Attempts that the journal knows and the database does not."""
        known = {row["id"] for row in work.query("all_attempts")}
        unknown = [entry for entry in self._journal.entries() if entry.attempt_id not in known]
        for entry in unknown:
            work.insert_new(
                "unknown_attempts",
                attempt_id=entry.attempt_id,
                message_token=entry.message_token,
                address_hash=entry.address_hash,
                at=to_text(entry.at),
            )
            message = work.one("message_by_token", token=entry.message_token)
            if message is None:
                continue
            work.insert_new(
                "attempts",
                id=entry.attempt_id,
                message_id=message["id"],
                address_hash=entry.address_hash,
                claimed_at=to_text(entry.at),
            )
            if message["stage"] == MessageStage.UNCERTAIN:
                work.update(
                    "messages",
                    message["id"],
                    attempt_id=entry.attempt_id,
                    claimed_at=to_text(entry.at),
                )
            if message["stage"] not in (*OPEN_MESSAGE_STAGES, MessageStage.SENDING):
                continue
            work.move(
                Entity.MESSAGE,
                message["id"],
                expected=message["stage"],
                to=MessageStage.UNCERTAIN,
                who=WHO,
                why="attempted after this copy of the database was made",
                attempt_id=entry.attempt_id,
                claimed_at=to_text(entry.at),
            )
            counts["uncertain"] += 1
        return len(unknown)

    def _without_journal(self, work: UnitOfWork) -> int:
        """A database with a past and no journal: nobody can say what went out since."""
        work.upsert("watermarks", source=JOURNAL_LOST, polled_until=to_text(self._clock.now()))
        work.audit(who=WHO, why="the outbox journal is missing", entity="messages", key=None)
        rows = work.query("messages_not_yet_sent")
        for row in rows:
            work.move(
                Entity.MESSAGE,
                row["id"],
                expected=row["stage"],
                to=MessageStage.UNCERTAIN,
                who=WHO,
                why="the outbox journal is missing: it may have been sent",
            )
        return len(rows)

    def _unknown(self, work: UnitOfWork, message: Row, why: str) -> None:
        settle(
            work,
            message["id"],
            message["attempt_id"],
            PostResult(PostOutcome.UNKNOWN, reason=why),
            now=self._clock.now(),
            by="start",
        )

    def _requeue(self, work: UnitOfWork, message: Row) -> None:
        settle(
            work,
            message["id"],
            message["attempt_id"],
            PostResult(
                PostOutcome.NOT_ACCEPTED, reason="stopped before it was posted",
                not_before=self._clock.now(),
            ),
            now=self._clock.now(),
            by="start",
        )  # fmt: skip

    # -- by the vendor's log -----------------------------------------------------

    def run(self) -> dict[str, int]:
        """Look for each uncertain message in the vendor's log; how each ended."""
        counts = {"sent": 0, "waiting": 0, "for_a_person": 0}
        self._settle_stuck()
        with self._store.read() as reading:
            rows = reading.query("messages_uncertain")
        for message in rows:
            record = self._search(message)
            if record is not None:
                with self._store.begin(durable=True) as work:
                    prove_sent(
                        work,
                        message["id"],
                        attempt_id=record.custom_args.get("attempt_id") or message["attempt_id"],
                        vendor_message_id=record.vendor_message_id,
                        now=self._clock.now(),
                        by="the vendor's log",
                    )
                counts["sent"] += 1
            elif self._is_for_a_person(message):
                counts["for_a_person"] += 1
            else:
                counts["waiting"] += 1
        return counts

    def _settle_stuck(self) -> None:
        """What is still ``sending`` though no post takes so long."""
        latest = self._clock.now() - STUCK_AFTER
        with self._store.begin(durable=True) as work:
            for message in work.query("messages_sending"):
                if message["claimed_at"] and from_text(message["claimed_at"]) <= latest:
                    self._settle_unfinished(work, message, {"uncertain": 0, "requeued": 0})

    def for_a_person(self) -> list[Row]:
        """Messages whose fate stayed unknown: a person says "it went out" or "send again"."""
        with self._store.read() as reading:
            rows = reading.query("messages_uncertain")
        return [row for row in rows if self._is_for_a_person(row)]

    def unknown_fates(self, campaign_id: int | None = None) -> list[Row]:
        """Every message whose fate is unknown, with what is known of it.

        The message's columns that a person needs, names, ``company``, ``campaign``, how many
        ``attempts`` were made, ``why`` nobody knows, and ``for_a_person``: whether the vendor's
        log has been asked for long enough.
        """
        with self._store.read() as reading:
            rows = reading.query("messages_of_unknown_fate", campaign_id=campaign_id)
        return [{**row, "for_a_person": self._is_for_a_person(row)} for row in rows]

    def _is_for_a_person(self, message: Row) -> bool:
        since = from_text(message["claimed_at"] or message["updated_at"])
        return self._clock.now() - since >= self._ask_after

    def _search(self, message: Row) -> DeliveryRecord | None:
        since = from_text(message["claimed_at"] or message["created_at"]) - LOG_MARGIN
        try:
            records = self._mailer.find(
                message["to_email"], since=since, until=self._clock.now() + LOG_MARGIN
            )
        except RendezvousError as error:
            log.warning("message %s: the log cannot be asked: %s", message["id"], error)
            return None
        for record in records:
            if record.custom_args.get("message_id") == message["token"]:
                return record
        return None

    # -- by a person -------------------------------------------------------------

    def resolve(self, message_id: int, *, went_out: bool, who: str) -> str:
        """A person's word on an uncertain message; its stage after.

        ``went_out=False`` queues it again under the approval it has, or makes it a
        draft where none is in force; an event that later proves the first attempt
        raises an alarm on the message.
        """
        now = self._clock.now()
        with self._store.begin(durable=True) as work:
            message = work.get("messages", message_id)
            if message["stage"] != MessageStage.UNCERTAIN:
                raise Conflict(
                    f"The message is {message['stage']}: there is nothing to settle.",
                    record=f"message {message_id}",
                )
            if went_out:
                mark_sent(
                    work,
                    message_id,
                    expected=MessageStage.UNCERTAIN,
                    who=who,
                    why="a person says it went out",
                    now=now,
                )
                return str(MessageStage.SENT)
            work.run("supersede_attempts", message_id=message_id)
            work.move(
                Entity.MESSAGE,
                message_id,
                expected=MessageStage.UNCERTAIN,
                to=MessageStage.QUEUED,
                who=who,
                why="a person asked to send it again",
                not_before=to_text(now),
                claimed_at=None,
                attempt_id=None,
            )
            prospect = work.get("prospects", message["prospect_id"])
            if prospect["stage"] == ProspectStage.QUALIFIED:
                # Only after a restored copy: the prospect has to be where its message is.
                work.move(
                    Entity.PROSPECT,
                    prospect["id"],
                    expected=ProspectStage.QUALIFIED,
                    to=ProspectStage.DRAFTED,
                    who=who,
                    why=f"message {message_id} is queued again",
                )
            if work.one("approval_in_force", message_id=message_id):
                return str(MessageStage.QUEUED)
            work.move(
                Entity.MESSAGE,
                message_id,
                expected=MessageStage.QUEUED,
                to=MessageStage.DRAFT,
                who=who,
                why="no approval of this text is in force",
            )
        return str(MessageStage.DRAFT)

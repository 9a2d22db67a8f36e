"""Conversations as a person works on them: who waits for a word of ours, and what was said.

A reply stops everything that the product would send. What happens next is a person's
decision: deal with it themselves (``stop``), later (``snooze``), or ask for a draft
(``follow_up``), which they approve like any other. Nothing here sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.instants import to_text
from errors import Conflict, InvalidInput
from services.campaigns import load_campaign, require_not_over
from services.clock import Clock
from services.following_up import obstacle
from services.suppressing import cancel_open_messages
from services.unit_of_work import Row, Store, UnitOfWork

LONGEST_SNOOZE = timedelta(days=366)


class AsksRuns(Protocol):
    """What of :class:`services.runs.Runs` is needed here."""

    def ask(
        self,
        kind: str,
        campaign_id: int | None = None,
        asked_by: str = "timetable",
        request: Mapping[str, Any] | None = None,
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class Thread:
    """One prospect's mails both ways, oldest first."""

    prospect: Row
    """``prospect_id``, ``campaign_id``, ``campaign``, ``stage``, names, ``company``, ``email``;
    ``held``: the company waits for a decision; ``snoozed_until``, ``stopped_at``, ``asked_at``
    and ``failure`` of a follow-up."""
    mails: list[Row]
    """``at``, ``way`` (``out`` or ``in``), ``kind``, ``subject``, ``text``: plain text, written
    by strangers where it came in."""


class Conversations:
    def __init__(self, store: Store, runs: AsksRuns, clock: Clock) -> None:
        self._store = store
        self._runs = runs
        self._clock = clock

    # -- looking ---------------------------------------------------------------------

    def waiting(self, campaign_id: int | None = None, *, snoozed: bool = False) -> list[Row]:
        """Conversations that need a person, the longest waiting first.

        ``prospect_id``, ``campaign_id``, ``campaign``, ``stage``, names, ``company``, ``kind``
        (``reply`` or ``unsubscribe_request``), ``since``, ``text`` of the latest answer and
        ``snoozed_until``. Those that are snoozed are left out unless ``snoozed``.
        """
        with self._store.read() as reading:
            return list(
                reading.query(
                    "conversations_waiting",
                    campaign_id=campaign_id,
                    snoozed=snoozed,
                    now=to_text(self._clock.now()),
                )
            )

    def count(self, campaign_id: int | None = None) -> int:
        """How many :meth:`waiting` would list."""
        now = to_text(self._clock.now())
        with self._store.read() as reading:
            row = reading.one("conversations_waiting_count", campaign_id=campaign_id, now=now)
            return int(row["n"]) if row else 0

    def unanswered(self, days: int, campaign_id: int | None = None) -> list[Row]:
        """Who has not answered within ``days`` of the last mail, or of being back.

        ``prospect_id``, ``campaign_id``, ``campaign``, ``stage``, names, ``company``, ``last_at``
        and ``mails`` (sent so far). Left out: who waits for a mail of ours already, is
        snoozed, stopped, suppressed, or in a campaign that is over.
        """
        if not 1 <= days <= 3_650:
            raise InvalidInput(
                f"{days} days cannot be counted back.", fix="Say a number from 1 to 3650."
            )
        now = self._clock.now()
        with self._store.read() as reading:
            return list(
                reading.query(
                    "unanswered",
                    campaign_id=campaign_id,
                    before=to_text(now - timedelta(days=days)),
                    now=to_text(now),
                )
            )

    def show(self, prospect_id: int) -> Thread:
        """Raises ``NotFound``."""
        with self._store.read() as reading:
            reading.get("prospects", prospect_id)
            head = reading.one("conversation_head", prospect_id=prospect_id)
            assert head is not None
            return Thread(head, list(reading.query("conversation_mails", prospect_id=prospect_id)))

    def follow_ups(self, campaign_id: int | None = None) -> list[Row]:
        """Follow-ups on their way to a person: failed ones first, then in the order of asking.

        ``prospect_id``, ``campaign``, ``campaign_stage``, names, ``company``, ``asked_at`` and
        ``asked_by`` while the worker has it to write, ``failure`` where it could not, and
        ``message_id`` of the draft that waits for approval.
        """
        with self._store.read() as reading:
            return list(reading.query("follow_ups_told", campaign_id=campaign_id))

    def obstacle(self, prospect_id: int) -> str | None:
        """Why :meth:`follow_up` would be refused, or ``None``."""
        with self._store.read() as reading:
            return obstacle(reading, prospect_id)

    def hold(self, prospect_id: int) -> Row | None:
        """The hold on the prospect's company: ``company_key``, ``since``, ``reason`` and how
        many mails to colleagues are ``waiting`` for it."""
        with self._store.read() as reading:
            return reading.one("hold_around_prospect", prospect_id=prospect_id)

    # -- deciding --------------------------------------------------------------------

    def stop(self, prospect_id: int, *, who: str) -> int:
        """The person deals with it: drafts and queued mails are cancelled; how many."""
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            work.get("prospects", prospect_id)
            cancelled = cancel_open_messages(work, prospect_id, who=who, why="stopped by a person")
            self._handled(work, prospect_id, who, "the conversation is in a person's hands")
            work.run("stop_conversation", prospect_id=prospect_id, at=now)
        return cancelled

    def snooze(self, prospect_id: int, until: datetime, *, who: str) -> None:
        """Out of the lists until then; a new answer brings it back at once."""
        now = self._clock.now()
        if not now < until <= now + LONGEST_SNOOZE:
            raise InvalidInput(
                f"A conversation cannot be put off until {to_text(until)}.",
                record=f"prospect {prospect_id}",
                fix="Name a day ahead, within a year.",
            )
        with self._store.begin() as work:
            work.get("prospects", prospect_id)
            work.run("begin_conversation", prospect_id=prospect_id)
            work.run("snooze_conversation", prospect_id=prospect_id, until=to_text(until))
            work.audit(
                who=who, why="put off", entity="prospects", key=prospect_id,
                detail={"until": to_text(until)},
            )  # fmt: skip

    def follow_up(self, prospect_id: int, *, who: str) -> int:
        """Ask the worker for a draft; the run's id. The draft waits for its approval.

        Raises ``Conflict`` where there may be none: nothing was sent, they have left or
        booked, a mail to them waits already, or the campaign is over.
        """
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            why_not = obstacle(work, prospect_id)
            if why_not is not None:
                raise Conflict(
                    f"There can be no follow-up: {why_not}.",
                    record=f"prospect {prospect_id}",
                    fix="Write to them yourself, or leave it.",
                )
            campaign_id = work.get("prospects", prospect_id)["campaign_id"]
            require_not_over(load_campaign(work, campaign_id))
            self._handled(work, prospect_id, who, "a follow-up is asked for")
            work.run("ask_follow_up", prospect_id=prospect_id, who=who, at=now)
        # Noted first: a worker that takes the run up at once has to find what to write.
        return self._runs.ask("follow_up", campaign_id, who)

    def _handled(self, work: UnitOfWork, prospect_id: int, who: str, why: str) -> None:
        work.run("begin_conversation", prospect_id=prospect_id)
        work.run("handle_conversation", prospect_id=prospect_id)
        work.audit(who=who, why=why, entity="prospects", key=prospect_id)

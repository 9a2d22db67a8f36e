"""Runs as rows: who asked, how far it is, how it ended; asked for here, carried out elsewhere.

Whoever wants something done asks for it in a row; the worker takes it up. A row goes::

    asked -> running -> done | failed | stopped
                     -> asked   to go on later: the campaign was paused, or the worker stopped

A run goes on where it stood, since each piece of work commits as it is done and looks for what
is left when it begins.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.instants import to_text
from domain.stages import CampaignStage
from errors import Conflict, RendezvousError
from services.clock import Clock
from services.unit_of_work import Row, Store, UnitOfWork

NEEDS_RUNNING_CAMPAIGN = frozenset(
    {"prospecting", "qualification", "outreach", "follow_up", "sending"}
)
"""Kinds that a campaign's pause halts; they wait until it runs again."""
MOST_RESUMED = 3
"""A run whose worker died so often is not tried again: it may be what kills them."""
OVER = frozenset({CampaignStage.STOPPED, CampaignStage.COMPLETED})

Job = Callable[["Progress"], Mapping[str, Any]]


class Stopped(Exception):
    """The work is to cease; what is done is kept. ``goes_on``: it is taken up again later."""

    def __init__(self, why: str, *, goes_on: bool = False) -> None:
        super().__init__(why)
        self.goes_on = goes_on


def _nobody_halts() -> str | None:
    return None


class Progress:
    """Tells the run's row how far it is, and hears whether to go on.

    ``halted`` says why the whole worker is stopping, or ``None``.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        run_id: int,
        campaign_id: int | None,
        *,
        halted: Callable[[], str | None] = _nobody_halts,
    ) -> None:
        self._store = store
        self._clock = clock
        self.run_id = run_id
        self._campaign_id = campaign_id
        self._halted = halted
        self.done = 0

    def advance(self, *, done: int, total: int | None = None) -> None:
        """Record progress. Raises :class:`Stopped` if the run or its campaign was stopped."""
        self.done = done
        with self._store.begin() as work:
            run = work.get("runs", self.run_id)
            work.update(
                "runs",
                self.run_id,
                done=done,
                total=total if total is not None else run["total"],
                heartbeat=to_text(self._clock.now()),
            )
        self.listen()

    def listen(self) -> None:
        """Raise :class:`Stopped` if a person, the campaign or the worker says so."""
        if why := self._halted():
            raise Stopped(why, goes_on=True)
        with self._store.read() as reading:
            run = reading.get("runs", self.run_id)
            campaign_id = self._campaign_id
            stage = None if campaign_id is None else reading.get("campaigns", campaign_id)["stage"]
        if run["stop_asked_at"] is not None:
            raise Stopped(f"stopped by {run['stop_asked_by']}")
        if run["state"] != "running":
            raise Stopped("the run was stopped")
        if run["kind"] in NEEDS_RUNNING_CAMPAIGN and stage not in (None, CampaignStage.RUNNING):
            raise Stopped(f"the campaign is {stage}", goes_on=stage not in OVER)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: its state and, when done, its result."""

    state: str
    result: Mapping[str, Any]
    error: Exception | None = None


class Runs:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # -- asking ----------------------------------------------------------------------

    def ask(
        self,
        kind: str,
        campaign_id: int | None = None,
        asked_by: str = "timetable",
        request: Mapping[str, Any] | None = None,
        *,
        due_at: datetime | None = None,
    ) -> int:
        """Ask the worker for a run; its id. What waits already is not asked for twice.

        ``request``: what the kind needs to know, kept as JSON. ``due_at``: the timetable's
        firing that asks, which asks once however often it fires. Raises ``NotFound`` for a
        campaign that is not there and ``Conflict`` for one that is over.
        """
        text = json.dumps(request or {}, ensure_ascii=False, sort_keys=True)
        due = None if due_at is None else to_text(due_at)
        with self._store.begin() as work:
            if campaign_id is not None:
                self._may_ask(work, kind, campaign_id)
            if due is not None:
                fired = work.one("run_of_firing", kind=kind, campaign_id=campaign_id, due_at=due)
                if fired:
                    return int(fired["id"])
            same = work.one("same_run_waiting", kind=kind, campaign_id=campaign_id, request=text)
            if same:
                if due is not None and same["due_at"] is None:
                    work.update("runs", same["id"], due_at=due)  # it serves this firing too
                return int(same["id"])
            return work.insert(
                "runs",
                kind=kind,
                campaign_id=campaign_id,
                asked_by=asked_by,
                request=text,
                state="asked",
                due_at=due,
            )

    def stop(self, run_id: int, who: str) -> None:
        """Stop a run: at once if nobody has begun it, else as soon as its worker hears.

        Raises ``NotFound``, and ``Conflict`` for a run that has ended.
        """
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            run = work.get("runs", run_id)
            if run["state"] not in ("asked", "running"):
                raise Conflict(
                    f"The run has ended already: {run['state']}.",
                    record=f"run {run_id}",
                    fix="There is nothing to stop.",
                )
            asked = {"stop_asked_at": now, "stop_asked_by": who}
            if run["state"] == "asked":
                asked |= {"state": "stopped", "ended_at": now, "error": f"stopped by {who}"}
            work.update("runs", run_id, **asked)
            work.audit(who=who, why="run stopped", entity="runs", key=run_id)

    # -- looking ---------------------------------------------------------------------

    def get(self, run_id: int) -> Row:
        """One run's row. Raises ``NotFound``."""
        with self._store.read() as reading:
            return reading.get("runs", run_id)

    def waiting(self) -> Sequence[Row]:
        """Runs that nobody has begun, or that wait to go on; oldest first."""
        with self._store.read() as reading:
            return reading.query("runs_waiting")

    def running(self) -> Sequence[Row]:
        """Runs under way, with ``done``, ``total`` and ``heartbeat``; oldest first."""
        with self._store.read() as reading:
            return reading.query("runs_running")

    def recent(
        self, limit: int = 50, *, campaign_id: int | None = None, kind: str | None = None
    ) -> Sequence[Row]:
        """The latest runs in whatever state, newest first."""
        with self._store.read() as reading:
            return reading.query("runs_recent", limit=limit, campaign_id=campaign_id, kind=kind)

    def lease(self) -> Row | None:
        """Who works: ``worker``, ``pid``, ``host``, ``since``, ``beat_at``; ``None``: nobody."""
        with self._store.read() as reading:
            return reading.one("lease")

    # -- carrying out ------------------------------------------------------------------

    def carry_out(
        self, kind: str, campaign_id: int | None, *, asked_by: str, job: Job
    ) -> Mapping[str, Any]:
        """Run ``job`` here and now, under a row of its own.

        Its result, or its error after noting it. What is stopped is not taken up again:
        whoever called is waiting for it.
        """
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            run_id = work.insert(
                "runs",
                kind=kind,
                campaign_id=campaign_id,
                asked_by=asked_by,
                state="running",
                started_at=now,
                heartbeat=now,
            )
        ended = self._live(run_id, campaign_id, job, _nobody_halts, goes_on=False)
        if ended.error is not None:
            raise ended.error
        return ended.result

    def take(self, run_id: int, *, worker: str) -> bool:
        """Begin a run that was asked for; whether it was still there to begin."""
        with self._store.begin() as work:
            now = to_text(self._clock.now())
            return work.run("take_run", run_id=run_id, worker=worker, now=now) == 1

    def live(self, run: Row, job: Job, *, halted: Callable[[], str | None]) -> Ended:
        """Carry out a run that was taken; how it ended, its errors noted and not raised."""
        return self._live(run["id"], run["campaign_id"], job, halted, goes_on=True)

    def beat(self, run_ids: Collection[int]) -> None:
        """Tell that these are under way still, also in the midst of a long step."""
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            for run_id in run_ids:
                work.run("beat_run", run_id=run_id, now=now)

    def take_over(self, *, alive: Collection[int] = ()) -> Sequence[Row]:
        """Put back what a dead worker left running; the rows, for the log.

        For the holder of the worker's lock alone: then nobody carries out what runs, but
        for the runs ``alive``, which are the caller's own.
        """
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            left = [row for row in work.query("runs_running") if row["id"] not in alive]
            for row in left:
                times = row["times_resumed"] + 1
                if row["stop_asked_at"] is not None:
                    end = {"state": "stopped", "error": f"stopped by {row['stop_asked_by']}"}
                elif times > MOST_RESUMED:
                    end = {"state": "failed", "error": f"its worker died {times} times"}
                else:
                    work.update(
                        "runs",
                        row["id"],
                        state="asked",
                        times_resumed=times,
                        note="goes on where it stood: its worker died",
                    )
                    continue
                work.update("runs", row["id"], ended_at=now, **end)
        return left

    # -- inside ------------------------------------------------------------------------

    def _may_ask(self, work: UnitOfWork, kind: str, campaign_id: int) -> None:
        stage = work.get("campaigns", campaign_id)["stage"]
        if kind in NEEDS_RUNNING_CAMPAIGN and stage in OVER:
            raise Conflict(
                f"The campaign is {stage}, for good.",
                record=f"campaign {campaign_id}",
                fix=f"Start a copy of it: rendezvous campaign duplicate {campaign_id} --name NAME.",
            )

    def _live(
        self,
        run_id: int,
        campaign_id: int | None,
        job: Job,
        halted: Callable[[], str | None],
        *,
        goes_on: bool,
    ) -> Ended:
        progress = Progress(self._store, self._clock, run_id, campaign_id, halted=halted)
        try:
            result = job(progress)
        except Stopped as stop:
            if stop.goes_on and goes_on:
                with self._store.begin() as work:
                    work.update("runs", run_id, state="asked", worker=None, note=str(stop))
                return Ended("asked", {})
            self._end(run_id, "stopped", error=str(stop))
            return Ended("stopped", {"stopped": str(stop), "done": progress.done})
        except RendezvousError as error:
            self._end(run_id, "failed", error=json.dumps(error.as_dict(), ensure_ascii=False))
            return Ended("failed", {}, error)
        except Exception as error:
            self._end(run_id, "failed", error=type(error).__name__)
            return Ended("failed", {}, error)
        self._end(run_id, "done", result=json.dumps(result, ensure_ascii=False, default=str))
        return Ended("done", result)

    def _end(self, run_id: int, state: str, **values: Any) -> None:
        with self._store.begin() as work:
            work.update("runs", run_id, state=state, ended_at=to_text(self._clock.now()), **values)


class Lease:
    """The row that shows who works. The operating system's lock decides; this only tells."""

    def __init__(self, store: Store, clock: Clock, *, worker: str, pid: int, host: str) -> None:
        self._store = store
        self._clock = clock
        self._who = {"worker": worker, "pid": pid, "host": host}
        self._since = to_text(clock.now())

    def beat(self) -> None:
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            work.upsert("lease", id=1, **self._who, since=self._since, beat_at=now)

    def give_up(self) -> None:
        with self._store.begin() as work:
            work.run("give_up_lease", worker=self._who["worker"])

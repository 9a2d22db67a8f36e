"""The worker: it takes up what is asked for, by the timetable or by a person, and shows it.

One process works at a time (:class:`storage.lock.WorkersLock`); others wait for it to die.
Its own loop runs on the monotonic clock, so that it hears a person within two seconds
whatever the system's clock does; the timetable alone looks at the time of day.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bootstrap import Rendezvous
from domain.instants import to_text
from domain.stages import CampaignStage
from errors import RendezvousError
from services.runs import NEEDS_RUNNING_CAMPAIGN, Ended, Lease
from services.unit_of_work import Row
from storage.lock import WorkersLock, wait_to_work
from timetable.kinds import LANES, WITH_CREWS, lane_of
from timetable.lane import Lane
from timetable.planner import ASKED_BY, Planner
from timetable.workshop import OneModel

log = logging.getLogger(__name__)

WAIT_ON_TROUBLE_S = 2.0
END_WITHIN_S = 3.5
"""Runs under way get so long to reach their next step; what does not is taken up at the start."""
KEEP_ROUTINE = timedelta(days=3)
TRY_AGAIN_AFTER = timedelta(minutes=10)
"""After a qualification that failed, so that a fault is not repeated every second."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the worker's loop does what, in seconds of the monotonic clock."""

    tick_s: float = 0.5
    beat_every_s: float = 2.0
    look_every_s: float = 5.0
    jump: timedelta = timedelta(seconds=60)
    """Clocks that drift apart by more have been set, or the machine has slept."""


def _nobody_asks(seen: datetime) -> None:
    """Whoever steps the clock asks; in life nobody does."""


class Worker:
    """``wire`` makes the product's parts anew for each lane, with the lane's own sleep.

    ``on_idle`` hears of each pass of the loop that found nothing left to do, with the time
    of day at which the pass began: who steps the clock waits for it before the next step.
    """

    def __init__(
        self,
        wire: Callable[[Callable[[float], None]], Rendezvous],
        *,
        pace: Pace = Pace(),
        on_idle: Callable[[datetime], None] = _nobody_asks,
    ) -> None:
        self._wire = wire
        self._pace = pace
        self._on_idle = on_idle
        self._stopping = threading.Event()
        self._app = wire(time.sleep)
        self._lock = WorkersLock(self._app.settings.worker_lock)
        self.id = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._is_started = False

    def stop(self) -> None:
        """Begin nothing more, let what is under way reach its next step, and end."""
        self._stopping.set()

    def work(self) -> bool:
        """Wait for one's turn, then work until stopped; whether everything came to its end.

        ``False``: a step did not end in time. The process can go all the same: its run is
        found and taken up when the next worker starts.
        """
        if not wait_to_work(
            self._lock,
            self._stopping.wait,
            lambda holder: log.info("waiting: process %s works", holder),
        ):
            return True
        try:
            return self._work()
        finally:
            self._lock.let_go()

    def _work(self) -> bool:
        app = self._app
        app.store.migrate()
        self._planner = Planner(app.store, app.clock)
        model = OneModel()
        self._lanes = {
            name: Lane(name, self._wire, model, self._stopping, self._on_end) for name in LANES
        }
        self._lease = Lease(
            app.store, app.clock, worker=self.id, pid=os.getpid(), host=socket.gethostname()
        )
        log.info("worker %s works", self.id)
        for lane in self._lanes.values():
            lane.start()
        self._loop()
        return self._end()

    def _loop(self) -> None:
        next_beat = next_look = 0.0
        pace = self._pace
        watch = _ClockWatch(self._app, pace.jump)
        while not self._stopping.is_set():
            now = time.monotonic()
            seen = self._app.clock.now()
            try:
                if not self._lock.is_held():
                    log.critical("the worker's lock file was taken away: ending")
                    return
                if now >= next_beat:
                    self._beat()
                    next_beat = now + pace.beat_every_s
                if not self._is_started:
                    self._start()
                if jump := watch.jump():
                    log.warning("the clock jumped by %+.0f s", jump.total_seconds())
                    self._planner.plan_anew()
                if now >= next_look:
                    self._look_after()
                    next_look = now + pace.look_every_s
                self._planner.sync()
                if not self._hand_out():
                    self._on_idle(seen)
            except RendezvousError as error:
                # The disk is full, say, or another process holds the database: it will pass.
                log.error("the worker waits: %s", error)
                self._stopping.wait(WAIT_ON_TROUBLE_S)
            self._stopping.wait(pace.tick_s)

    def _start(self) -> None:
        """Set right what the last worker left; nothing is begun before that."""
        self._app.store.require_whole()
        self._app.reconciling.after_start()
        for row in self._app.runs.take_over():
            log.warning("run %s %s was left by a worker that died", row["id"], row["kind"])
        self._planner.start()
        if self._planner.has_campaigns:
            # crewai takes seconds to load: now, and not when a person is waiting for a run.
            for name in WITH_CREWS:
                self._lanes[name].give_chore(lambda workshop: workshop.crews())
        self._is_started = True

    def _beat(self) -> None:
        self._lease.beat()
        self._app.runs.beat(self._alive())

    def _alive(self) -> list[int]:
        return [lane.run_id for lane in self._lanes.values() if lane.run_id is not None]

    def _look_after(self) -> None:
        """Qualify whoever came; put back runs whose end could not be written; forget routine."""
        app = self._app
        now = app.clock.now()
        for row in app.runs.take_over(alive=self._alive()):
            log.warning("run %s %s did not come to its end", row["id"], row["kind"])
        since, before = to_text(now - TRY_AGAIN_AFTER), to_text(now - KEEP_ROUTINE)
        with app.store.read() as reading:
            to_qualify = reading.query("campaigns_to_qualify", since=since)
        for row in to_qualify:
            app.runs.ask("qualification", row["id"], ASKED_BY)
        with app.store.begin() as work:
            work.run("end_waiting_runs_of_campaigns_over", now=to_text(now))
            work.run("forget_routine_runs", before=before)
        app.export_folder.clear()

    def _hand_out(self) -> bool:
        """Give each idle lane what waits for it; whether anything is under way or waits."""
        app = self._app
        # Asked before the rest: a lane that ends meanwhile may leave another run behind.
        is_busy = not all(lane.is_idle for lane in self._lanes.values())
        for run in app.runs.waiting():
            lane = self._lanes[lane_of(run["kind"])]
            if not _may_begin(run):
                continue
            is_busy = True
            if lane.is_idle and app.runs.take(run["id"], worker=self.id):
                lane.give(app.runs.get(run["id"]))
        mail = self._lanes["mail"]
        if mail.is_idle:
            with app.store.read() as reading:
                is_pending = reading.one("any_event_pending") is not None
            if is_pending:
                is_busy = True
                mail.give_chore(lambda workshop: workshop.app.tracking.apply_pending())
        return is_busy

    def _on_end(self, run: Row, ended: Ended) -> None:
        """On the lane's thread: drafting follows a qualification that found somebody."""
        if run["kind"] == "qualification" and ended.result.get("qualified"):
            self._app.runs.ask("outreach", run["campaign_id"], ASKED_BY)

    def _end(self) -> bool:
        self._stopping.set()
        self._planner.stop()
        for lane in self._lanes.values():
            lane.end()
        until = time.monotonic() + END_WITHIN_S
        ended = [lane.join(until - time.monotonic()) for lane in self._lanes.values()]
        try:
            self._lease.give_up()
        except RendezvousError as error:
            log.warning("the lease could not be given up: %s", error)
        log.info("worker %s has ended", self.id)
        return all(ended)


class _ClockWatch:
    """Tells when the system's clock and the monotonic one have come apart."""

    def __init__(self, app: Rendezvous, tolerance: timedelta) -> None:
        self._now: Callable[[], datetime] = app.clock.now
        self._tolerance = tolerance
        self._wall = self._now()
        self._steady = time.monotonic()

    def jump(self) -> timedelta | None:
        wall, steady = self._now(), time.monotonic()
        apart = (wall - self._wall) - timedelta(seconds=steady - self._steady)
        self._wall, self._steady = wall, steady
        return apart if abs(apart) > self._tolerance else None


def _may_begin(run: Row) -> bool:
    """A paused campaign's work waits for it."""
    return (
        run["kind"] not in NEEDS_RUNNING_CAMPAIGN or run["campaign_stage"] == CampaignStage.RUNNING
    )

"""The timetable at work: APScheduler fires each running campaign's jobs, each asks for a run."""

from __future__ import annotations

import logging
import threading
from datetime import UTC

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from domain.campaign import CampaignSpec
from errors import RendezvousError
from services.clock import Clock
from services.runs import Runs
from services.unit_of_work import Row, Store
from timetable.due import GRACE, OF_ALL, Job, jobs_of, jobs_of_all, latest_due

log = logging.getLogger(__name__)

ASKED_BY = "timetable"
_Known = tuple[str, str]


class Planner:
    """Keeps the scheduler's jobs equal to the running campaigns' timetables.

    A firing does no work: it asks for a run, and asks once, since the row carries the instant
    it was due. So whatever was missed (the worker was down, the machine slept, the clock
    jumped, the database was locked) is made up for by looking again at what is due.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._runs = Runs(store, clock)
        self._scheduler = BackgroundScheduler(
            timezone=UTC, executors={"default": ThreadPoolExecutor(1)}
        )
        self._jobs: dict[str, Job] = {}
        self._campaigns: dict[int, _Known] = {}
        self._missed = threading.Event()

    def start(self) -> None:
        self.sync()
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def has_campaigns(self) -> bool:
        return bool(self._campaigns)

    def sync(self) -> None:
        """Take up campaigns launched, resumed, paused or ended since the last look."""
        if not self._jobs:
            self._add(jobs_of_all())
        with self._store.read() as reading:
            rows = reading.query("campaigns_on_the_timetable")
        for gone in self._campaigns.keys() - {row["id"] for row in rows}:
            self._remove(gone)
        for row in rows:
            known = (row["time_zone"], row["spec"])
            if self._campaigns.get(row["id"]) != known:
                self._remove(row["id"])
                self._add(self._jobs_of(row))
                self._campaigns[row["id"]] = known
        if self._missed.is_set():
            self._missed.clear()
            self.make_up()

    def make_up(self) -> None:
        """Ask for everything that is due and was not asked for."""
        for job in list(self._jobs.values()):
            self._fire(job.id)

    def plan_anew(self) -> None:
        """The clock jumped: the scheduler's next firings were reckoned from another time."""
        jobs = list(self._jobs.values())
        self._add(jobs)

    # -- inside ------------------------------------------------------------------------

    def _jobs_of(self, row: Row) -> list[Job]:
        spec = CampaignSpec.model_validate_json(row["spec"])
        jobs = jobs_of(row["id"], row["time_zone"], spec.timetable)
        return [job for job in jobs if job.kind not in OF_ALL]

    def _add(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._jobs[job.id] = job
            self._scheduler.add_job(
                self._fire,
                job.trigger,
                args=(job.id,),
                id=job.id,
                replace_existing=True,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=int(GRACE[job.kind].total_seconds()),
            )
            self._fire(job.id)

    def _remove(self, campaign_id: int) -> None:
        self._campaigns.pop(campaign_id, None)
        for job_id in [key for key, job in self._jobs.items() if job.campaign_id == campaign_id]:
            del self._jobs[job_id]
            self._scheduler.remove_job(job_id)

    def _fire(self, job_id: str) -> None:
        job = self._jobs.get(job_id)
        due = None if job is None else latest_due(job, self._clock.now())
        if job is None or due is None:
            return
        try:
            if job.kind == "sending" and not self._anything_to_send(job.campaign_id):
                return
            self._runs.ask(job.kind, job.campaign_id, ASKED_BY, due_at=due)
        except RendezvousError as error:
            log.warning("the firing of %s could not be noted yet: %s", job_id, error)
            self._missed.set()

    def _anything_to_send(self, campaign_id: int | None) -> bool:
        with self._store.read() as reading:
            return reading.one("anything_to_send", campaign_id=campaign_id) is not None

"""What is due, asked of APScheduler's own triggers; live and in the simulation alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from domain.campaign import USUAL_TIMETABLE, WEEKDAYS, Firing, Timetable

JobKind = Literal["prospecting", "qualification", "outreach", "sending", "tracking", "purge"]

ORDER: tuple[JobKind, ...] = ("tracking", "prospecting", "qualification", "outreach", "sending")
"""Of a campaign's jobs due together: news first, so that nobody who objected is written to."""

OF_ALL: dict[JobKind, Firing] = {
    "tracking": Firing(days=WEEKDAYS, every_minutes=10),
    "purge": Firing(days=WEEKDAYS, at=(time(2, 20),)),
}
"""What the worker does once for all campaigns together is no campaign's to time. UTC."""

GRACE: dict[JobKind, timedelta] = {
    "prospecting": timedelta(hours=10),
    "qualification": timedelta(hours=10),
    "outreach": timedelta(hours=10),
    "sending": timedelta(minutes=10),
    "tracking": timedelta(minutes=10),
    "purge": timedelta(hours=22),
}
"""How late a firing may still be made up for. A morning's work is done until the evening of
that day, and not on the next; however many firings were missed, one is made up for."""


@dataclass(frozen=True, slots=True)
class Job:
    kind: JobKind
    campaign_id: int | None
    """``None``: for all campaigns together, as tracking is in the worker."""
    trigger: BaseTrigger

    @property
    def id(self) -> str:
        return self.kind if self.campaign_id is None else f"{self.kind}-{self.campaign_id}"


class OnceAWallTime(CronTrigger):  # type: ignore[misc]
    """An hour of the day that comes twice as daylight saving ends fires the first time alone."""

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        fire: datetime | None = super().get_next_fire_time(previous_fire_time, now)
        while fire is not None and fire.fold:
            fire = super().get_next_fire_time(None, just_after(fire))
        return fire


def just_after(instant: datetime) -> datetime:
    """A moment later, in UTC: sums in local time go astray in the hour that comes twice."""
    return instant.astimezone(UTC) + timedelta(microseconds=1)


def jobs_of(campaign_id: int, time_zone: str, timetable: Timetable | None = None) -> list[Job]:
    """A campaign's jobs, in its own time zone."""
    zone = ZoneInfo(time_zone)
    own = timetable or Timetable()
    return [Job(kind, campaign_id, _trigger(_firing(kind, own), zone)) for kind in ORDER]


def jobs_of_all() -> list[Job]:
    """The worker's jobs for all campaigns together, whatever their zone and stage."""
    return [Job(kind, None, _trigger(firing, ZoneInfo("UTC"))) for kind, firing in OF_ALL.items()]


def _firing(kind: JobKind, own: Timetable) -> Firing:
    if kind in OF_ALL:
        return OF_ALL[kind]
    return getattr(own, kind) or getattr(USUAL_TIMETABLE, kind)  # type: ignore[no-any-return]


def _trigger(firing: Firing, zone: ZoneInfo) -> BaseTrigger:
    days = ",".join(firing.days)
    if firing.every_minutes is not None:
        # */60 is no step that APScheduler knows: on the hour.
        step = "0" if firing.every_minutes == 60 else f"*/{firing.every_minutes}"
        return CronTrigger(timezone=zone, day_of_week=days, minute=step)
    return OrTrigger(
        [
            OnceAWallTime(timezone=zone, day_of_week=days, hour=each.hour, minute=each.minute)
            for each in firing.at
        ]
    )


def latest_due(job: Job, now: datetime) -> datetime | None:
    """The job's last firing at or before ``now``, unless it is later than its grace."""
    latest: datetime | None = None
    fire = job.trigger.get_next_fire_time(None, now - GRACE[job.kind])
    while fire is not None and fire <= now:
        latest = fire
        fire = job.trigger.get_next_fire_time(None, just_after(fire))
    return latest


def next_due(jobs: Iterable[Job], after: datetime) -> tuple[datetime, list[Job]] | None:
    """The next instant at which a job is due after ``after``, with all jobs due then.

    Jobs due together come in the order of :data:`ORDER`.
    """
    soonest: datetime | None = None
    due: list[Job] = []
    for job in jobs:
        fire = job.trigger.get_next_fire_time(None, just_after(after))
        if fire is None:
            continue
        if soonest is None or fire < soonest:
            soonest, due = fire, [job]
        elif fire == soonest:
            due.append(job)
    if soonest is None:
        return None
    return soonest, sorted(due, key=lambda job: (ORDER.index(job.kind), job.campaign_id or 0))

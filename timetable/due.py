"""What is due, asked of APScheduler's own triggers; live and in the simulation alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

JobKind = Literal["prospecting", "qualification", "outreach", "sending", "tracking"]

ORDER: tuple[JobKind, ...] = ("tracking", "prospecting", "qualification", "outreach", "sending")
"""Of jobs due at one instant: news first, so that nobody who objected is written to."""

DEFAULT_TIMETABLE: dict[JobKind, dict[str, str]] = {
    "prospecting": {"day_of_week": "mon-fri", "hour": "8", "minute": "0"},
    "qualification": {"day_of_week": "mon-fri", "hour": "8", "minute": "30"},
    "outreach": {"day_of_week": "mon-fri", "hour": "9", "minute": "0"},
    "sending": {"minute": "*/10"},
    "tracking": {"minute": "*/10"},
}


@dataclass(frozen=True, slots=True)
class Job:
    kind: JobKind
    campaign_id: int
    trigger: BaseTrigger

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.campaign_id}"


def jobs_of(campaign_id: int, time_zone: str) -> list[Job]:
    """A campaign's jobs, in its own time zone."""
    zone = ZoneInfo(time_zone)
    return [
        Job(kind, campaign_id, CronTrigger(timezone=zone, **DEFAULT_TIMETABLE[kind]))
        for kind in ORDER
    ]


def next_due(jobs: Iterable[Job], after: datetime) -> tuple[datetime, list[Job]] | None:
    """The next instant at which a job is due after ``after``, with all jobs due then.

    Jobs due together come in the order of :data:`ORDER`.
    """
    soonest: datetime | None = None
    due: list[Job] = []
    for job in jobs:
        fire = job.trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
        if fire is None:
            continue
        if soonest is None or fire < soonest:
            soonest, due = fire, [job]
        elif fire == soonest:
            due.append(job)
    if soonest is None:
        return None
    return soonest, sorted(due, key=lambda job: (ORDER.index(job.kind), job.campaign_id))

"""When work is due: in the campaign's own time, across daylight saving, and how late still."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from domain.campaign import WEEKDAYS, Firing, Timetable
from timetable.due import GRACE, Job, jobs_of, latest_due, next_due

ZONES = {
    # Each with the Sundays of its changes: (clocks go back, clocks go forward).
    "Europe/Paris": (datetime(2026, 10, 25), datetime(2026, 3, 29)),
    "America/New_York": (datetime(2026, 11, 1), datetime(2026, 3, 8)),
    "Australia/Sydney": (datetime(2026, 4, 5), datetime(2026, 10, 4)),
}
CHANGES = [(zone, day) for zone, days in ZONES.items() for day in days]


def job(kind: str, zone: str, timetable: Timetable | None = None) -> Job:
    (found,) = [each for each in jobs_of(1, zone, timetable) if each.kind == kind]
    return found


def firings(of: Job, start: datetime, end: datetime) -> list[datetime]:
    found, now = [], start
    while (due := next_due([of], now)) is not None and due[0] < end:
        found.append(due[0].astimezone(UTC))
        now = due[0]
    return found


def around(zone: str, day: datetime) -> tuple[datetime, datetime]:
    midnight = day.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return midnight - timedelta(days=2), midnight + timedelta(days=3)


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_the_morning_is_at_eight_of_the_clock_on_the_wall_on_either_side(
    zone: str, day: datetime
) -> None:
    every_day = Timetable(
        prospecting=Firing(days=("fri", "sat", "sun", "mon", "tue"), at=(time(8),))
    )
    found = firings(job("prospecting", zone, every_day), *around(zone, day))
    walls = [instant.astimezone(ZoneInfo(zone)) for instant in found]
    assert [wall.hour for wall in walls] == [8] * len(walls)
    assert len({wall.date() for wall in walls}) == len(walls) == 5
    assert len({after - before for before, after in pairwise(found)}) == 2, (
        "one of the days had 23 or 25 hours"
    )


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_every_ten_minutes_means_so_in_the_hour_that_comes_twice_too(
    zone: str, day: datetime
) -> None:
    found = firings(job("sending", zone), *around(zone, day))
    gaps = {after - before for before, after in pairwise(found)}
    assert gaps == {timedelta(minutes=10)}


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("at", [time(1, 30), time(2, 30), time(3, 30)], ids=str)
def test_an_hour_that_comes_twice_or_not_at_all_fires_once_that_day(
    zone: str, day: datetime, at: time
) -> None:
    daily = Timetable(outreach=Firing(days=WEEKDAYS, at=(at,)))
    found = firings(job("outreach", zone, daily), *around(zone, day))
    days = [instant.astimezone(ZoneInfo(zone)).date() for instant in found]
    assert len(days) == len(set(days)) == 5


def test_a_mornings_work_is_made_up_for_until_the_evening_and_not_the_next_day() -> None:
    prospecting = job("prospecting", "Europe/Paris")
    monday_at_eight = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert latest_due(prospecting, monday_at_eight - timedelta(seconds=1)) is None
    assert latest_due(prospecting, monday_at_eight) == monday_at_eight
    assert latest_due(prospecting, monday_at_eight + GRACE["prospecting"]) == monday_at_eight
    too_late = monday_at_eight + GRACE["prospecting"] + timedelta(seconds=1)
    assert latest_due(prospecting, too_late) is None


def test_after_a_week_one_firing_of_sending_is_due() -> None:
    now = datetime(2026, 11, 23, 7, 4, tzinfo=UTC)
    assert latest_due(job("sending", "Europe/Paris"), now) == now.replace(minute=0)


def test_a_campaigns_own_timetable_takes_the_place_of_the_products() -> None:
    own = Timetable(
        prospecting=Firing(days=("wed",), at=(time(7, 15), time(13))),
        sending=Firing(days=("wed",), every_minutes=60),
    )
    wednesday = datetime(2026, 11, 25, tzinfo=UTC)
    end = wednesday + timedelta(days=7)
    assert firings(job("prospecting", "UTC", own), wednesday, end) == [
        wednesday.replace(hour=7, minute=15),
        wednesday.replace(hour=13),
    ]
    # What is due at the very start belongs to what was before.
    assert len(firings(job("sending", "UTC", own), wednesday, end)) == 23
    assert firings(job("outreach", "UTC", own), wednesday, end)[0].hour == 9


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"at": ["08:00"], "every_minutes": 5},
        {"every_minutes": 7},
        {"days": [], "at": ["08:00"]},
    ],
    ids=["says nothing", "says both", "no divisor of an hour", "no day"],
)
def test_a_firing_that_says_nothing_clear_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Firing.model_validate(wrong)

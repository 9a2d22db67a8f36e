"""The figures kept by day: the right day, each message once, and equal to counting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from storage_records import (
    START,
    House,
    add_campaign,
    add_meeting,
    add_message,
    add_person,
    add_prospect,
    facts,
    walk,
)

from domain.figures import Figure
from domain.instants import to_text
from domain.stages import Entity
from services import reporting
from services.clock import SteppedClock
from services.reporting import Period, Waiting
from services.unit_of_work import UnitOfWork
from storage.database import Database

TODAY = START.date()
WEEKS = Period(TODAY - timedelta(days=20), TODAY)
FIT = ("found", "enriched", "assessed", "qualified")
SENT = ("draft", "approved", "queued", "sending", "sent")


def messages(work: UnitOfWork, number: int = 1, name: str = "one") -> list[int]:
    campaign_id = add_campaign(work, name)
    keys = []
    for each in range(number):
        person_id = add_person(work, f"{name}{each}@firm.example")
        prospect_id = add_prospect(work, campaign_id, person_id)
        keys.append(add_message(work, campaign_id, person_id, prospect_id, f"{name}-t{each}"))
    return keys


def event(
    work: UnitOfWork, message_id: int, kind: str, at: datetime, machine: str = "unknown"
) -> int:
    row = work.get("messages", message_id)
    return work.insert(
        "events", campaign_id=row["campaign_id"], prospect_id=row["prospect_id"],
        message_id=message_id, kind=kind, machine=machine, at=to_text(at),
    )  # fmt: skip


def by_day(database: Database, figure: Figure) -> dict[date, int]:
    return {point.day: point.amount for point in reporting.series(database, [figure], WEEKS)}


def test_a_day_is_one_of_the_campaigns_time_zone(database: Database) -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    with database.begin() as work:
        (message_id,) = messages(work)
        event(work, message_id, "reply", late)
    assert by_day(database, Figure.REPLIES) == {date(2026, 11, 23): 1}
    database.connect().execute("UPDATE campaigns SET time_zone = 'America/New_York'")
    assert by_day(database, Figure.REPLIES) == {date(2026, 11, 22): 1}
    assert reporting.differences(database) == []


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_message_counts_once_on_the_day_of_its_first_open(
    database: Database, order: tuple[int, ...]
) -> None:
    with database.begin() as work:
        (message_id,) = messages(work)
    for days in order:
        with database.begin() as work:
            event(work, message_id, "open", START - timedelta(days=days), "no")
    assert by_day(database, Figure.OPENS_PEOPLE) == {TODAY - timedelta(days=2): 1}
    assert reporting.differences(database) == []


def test_an_open_that_proves_to_be_a_machines_changes_its_figure(database: Database) -> None:
    with database.begin() as work:
        (message_id,) = messages(work)
        first = event(work, message_id, "open", START - timedelta(days=3), "no")
        event(work, message_id, "open", START, "no")
        work.update("events", first, machine="yes")
    assert by_day(database, Figure.OPENS_PEOPLE) == {TODAY: 1}
    assert by_day(database, Figure.OPENS_MACHINES) == {TODAY - timedelta(days=3): 1}
    assert reporting.differences(database) == []


def test_whoever_is_no_longer_qualified_no_longer_counts_on_the_day_they_became_so(
    database: Database, clock: SteppedClock
) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
        prospect_id = add_prospect(work, campaign_id, add_person(work))
        walk(work, Entity.PROSPECT, prospect_id, *FIT)
    clock.move_to(START + timedelta(days=1))
    later = Period(WEEKS.since, TODAY + timedelta(days=2))

    def qualified() -> dict[date, int]:
        points = reporting.series(database, [Figure.QUALIFIED], later)
        return {point.day: point.amount for point in points}

    assert qualified() == {TODAY: 1}
    with database.begin() as work:
        walk(work, Entity.PROSPECT, prospect_id, "qualified", "disqualified")
    assert qualified() == {}
    clock.move_to(START + timedelta(days=2))
    with database.begin() as work:
        walk(work, Entity.PROSPECT, prospect_id, "disqualified", "qualified", "drafted")
    assert qualified() == {TODAY + timedelta(days=2): 1}
    assert reporting.differences(database) == []


def test_a_change_is_on_the_week_before(database: Database) -> None:
    with database.begin() as work:
        keys = messages(work, 6)
        for key, days in zip(keys, (0, 1, 6, 7, 13, 14), strict=True):
            event(work, key, "reply", START - timedelta(days=days))
    trend = reporting.dashboard(database, Period(TODAY - timedelta(days=2), TODAY))[Figure.REPLIES]
    assert (trend.this_week, trend.last_week, trend.change) == (3, 2, 0.5)
    assert trend.by_day == (0, 1, 1)
    assert trend.total == 2


def test_a_week_after_nothing_has_no_change(database: Database) -> None:
    with database.begin() as work:
        messages(work)
    assert reporting.dashboard(database, WEEKS)[Figure.DRAFTED].change is None


def test_a_series_can_be_told_apart_by_campaign_template_and_prompt(database: Database) -> None:
    with database.begin() as work:
        messages(work, 2, "one")
        messages(work, 3, "two")
    drafted, found = [Figure.DRAFTED], [Figure.FOUND]

    def amounts(figures: list[Figure], by: reporting.By) -> dict[str, int]:
        return {p.key: p.amount for p in reporting.series(database, figures, WEEKS, by=by)}

    assert amounts(drafted, "campaign") == {"one": 2, "two": 3}
    template, version = (
        database.connect().execute("SELECT template, prompt_version FROM messages").fetchone()
    )
    assert amounts(drafted, "template") == {template: 5}
    assert amounts(drafted, "prompt_version") == {version: 5}
    assert amounts(found, "template") == {"": 5}


def test_a_funnel_tells_each_steps_share_of_the_one_before(database: Database) -> None:
    with database.begin() as work:
        for key in messages(work, 4)[:2]:
            walk(work, Entity.MESSAGE, key, *SENT)
    steps = {step.figure: step for step in reporting.funnel(database)}
    assert steps[Figure.FOUND].amount == 4
    assert (steps[Figure.SENT].amount, steps[Figure.SENT].share) == (2, None)
    assert steps[Figure.REPLIES].amount == 0


def test_what_waits_for_a_person_is_counted_by_campaign_and_in_all(database: Database) -> None:
    with database.begin() as work:
        keys = messages(work, 3)
        walk(work, Entity.MESSAGE, keys[0], *SENT[:4], "uncertain")
        row = work.get("messages", keys[1])
        add_meeting(work, row["campaign_id"], row["prospect_id"], keys[1], "invitee")
        walk(work, Entity.PROSPECT, row["prospect_id"], "found", "enriched", "assessed",
             "needs_review")  # fmt: skip
        messages(work, 2, "two")
    assert reporting.waiting(database, 1) == Waiting(2, 1, 0, 1, 1)
    assert reporting.waiting(database) == Waiting(4, 1, 0, 1, 1)


def test_the_shares_of_verdicts_come_with_their_interval(house: House, database: Database) -> None:
    assert reporting.accuracy(database)["low"] is None
    campaign_id = house.running_campaign("one")
    house.import_people(campaign_id, [facts(number) for number in range(4)])
    house.qualify(campaign_id)
    for prospect_id in (1, 2, 3):
        house.verdicts.decide(prospect_id, "contact", who="rep", why="seen")
    told = reporting.accuracy(database, campaign_id)
    assert told["judged"] == 3
    assert told["low"] < told["accuracy"] <= told["high"]


def test_figures_that_were_tampered_with_are_told_and_counted_anew(database: Database) -> None:
    with database.begin() as work:
        messages(work, 2)
    connection = database.connect()
    connection.execute("UPDATE daily_figures SET amount = 7 WHERE figure = 'drafted'")
    connection.execute("DELETE FROM stage_counts WHERE entity = 'messages'")
    found = reporting.differences(database)
    assert any("drafted" in each and "kept 7, counted 2" in each for each in found)
    assert any("messages draft" in each for each in found)
    assert reporting.count_anew(database, who="rep") == found
    assert reporting.differences(database) == []

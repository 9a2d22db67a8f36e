"""What the timetable asks for: once a firing, after whatever stood still or jumped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bootstrap import Rendezvous, bootstrap
from configuration import load_campaign_file
from domain.instants import from_text, to_text
from domain.pacing import day_of
from services.runs import Progress
from settings import ROOT, load_settings
from timetable.kinds import KINDS, Parts
from timetable.planner import Planner

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight o'clock in Paris: prospecting is due."""


class HandClock:
    """A ``Clock`` that is set by hand, also back."""

    def __init__(self) -> None:
        self.time = MONDAY

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def app(tmp_path: Path, clock: HandClock) -> Iterator[Rendezvous]:
    app = bootstrap(load_settings(home=tmp_path / "home"), clock=clock)
    spec = load_campaign_file(ROOT / "docs" / "examples" / "campaign.yaml")
    campaign_id = app.campaigns.create(spec, who="rep")
    app.campaigns.approve_template(campaign_id, who="rep")
    app.campaigns.launch(campaign_id, who="rep")
    yield app
    app.store.close()


@pytest.fixture
def planner(app: Rendezvous, clock: HandClock) -> Iterator[Callable[[], Planner]]:
    """A worker's planner, as it stands after a start; without the scheduler's own thread."""
    made = []

    def start() -> Planner:
        made.append(Planner(app.store, clock))
        made[-1].sync()
        return made[-1]

    yield start
    for each in made:
        each.stop()


def asked(app: Rendezvous, kind: str) -> list[datetime]:
    return [from_text(row["due_at"]) for row in app.runs.recent(1000, kind=kind)]


def end_all(app: Rendezvous) -> None:
    for row in app.runs.waiting():
        app.runs.take(row["id"], worker="test")
        app.runs.live(app.runs.get(row["id"]), lambda progress: {}, halted=lambda: None)


def test_what_is_due_is_asked_for_once_however_often_it_fires_and_starts(
    app: Rendezvous, planner: Callable[[], Planner]
) -> None:
    planner().make_up()
    end_all(app)
    planner()
    assert asked(app, "prospecting") == [MONDAY]
    assert asked(app, "sending") == [], "nothing is approved"


def test_a_worker_that_was_down_for_a_week_asks_for_one_morning_and_one_sending(
    app: Rendezvous, planner: Callable[[], Planner], clock: HandClock
) -> None:
    planner()
    end_all(app)
    clock.time = MONDAY + timedelta(days=7, hours=2)
    _something_to_send(app)
    planner()
    assert asked(app, "prospecting") == [MONDAY + timedelta(days=7), MONDAY]
    assert asked(app, "sending") == [MONDAY + timedelta(days=7, hours=2)]


def test_a_worker_started_in_the_evening_leaves_the_morning_alone(
    app: Rendezvous, planner: Callable[[], Planner], clock: HandClock
) -> None:
    clock.time = MONDAY + timedelta(hours=11)
    planner()
    assert asked(app, "prospecting") == []


def test_a_clock_set_back_an_hour_asks_for_nothing_twice(
    app: Rendezvous, planner: Callable[[], Planner], clock: HandClock
) -> None:
    running = planner()
    end_all(app)
    clock.time = MONDAY - timedelta(minutes=30)
    running.plan_anew()
    clock.time = MONDAY + timedelta(minutes=1)
    running.plan_anew()
    assert asked(app, "prospecting") == [MONDAY]


def test_a_clock_set_forward_a_day_asks_for_that_day_alone(
    app: Rendezvous, planner: Callable[[], Planner], clock: HandClock
) -> None:
    running = planner()
    end_all(app)
    clock.time = MONDAY + timedelta(days=1, hours=1)
    running.plan_anew()
    assert asked(app, "prospecting") == [MONDAY + timedelta(days=1), MONDAY]
    zone = "Europe/Paris"
    assert len({day_of(instant, zone) for instant in asked(app, "prospecting")}) == 2


def test_a_paused_campaign_is_off_the_timetable_and_tracked_all_the_same(
    app: Rendezvous, planner: Callable[[], Planner], clock: HandClock
) -> None:
    running = planner()
    end_all(app)
    app.campaigns.pause(1, who="rep", why="holidays")
    running.sync()
    clock.time = MONDAY + timedelta(days=1)
    running.make_up()
    assert asked(app, "prospecting") == [MONDAY]
    assert clock.time in asked(app, "tracking")
    app.campaigns.resume(1, who="rep")
    running.sync()
    assert asked(app, "prospecting") == [clock.time, MONDAY]


def test_the_purge_is_asked_for_once_a_day_for_all_campaigns(
    app: Rendezvous, planner: Callable[[], Planner], clock: HandClock
) -> None:
    running = planner()
    end_all(app)
    clock.time = MONDAY + timedelta(hours=5)
    running.make_up()
    clock.time = MONDAY + timedelta(days=1)
    running.make_up()
    night = MONDAY.replace(hour=2, minute=20)
    assert asked(app, "purge") == [night + timedelta(days=1), night]
    assert {row["campaign_id"] for row in app.runs.recent(10, kind="purge")} == {None}


def test_a_purge_asked_for_is_carried_out_and_nothing_due_takes_nothing(app: Rendezvous) -> None:
    run_id = app.runs.ask("purge", asked_by="timetable")
    run = app.runs.get(run_id)
    parts = Parts(app, lambda: pytest.fail("a purge needs no crews"))
    result = KINDS["purge"].work(parts, run, Progress(app.store, app.clock, run_id, None))
    assert (result["people"], result["raw_events"], "scrubbed" in result) == (0, 0, False)


def _something_to_send(app: Rendezvous) -> None:
    """A message at ``approved``, as far as the planner looks."""
    db = app.store.connect()
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(
        "INSERT INTO messages (token, prospect_id, person_id, campaign_id, kind, stage, to_email,"
        " address_key, sender_email, subject, body, payload, payload_sha256, booking_url,"
        " booking_kind, unsubscribe_token, template, origin, model, prompt_version, created_at,"
        " updated_at) VALUES ('t', 1, 1, 1, 'first', 'approved', 'a@b.example', 'a', 's', 's', 'b',"
        " '{}', 'x', 'u', 'k', 'n', 't', 'rules', 'm', 'p', :now, :now)",
        {"now": to_text(MONDAY)},
    )
    db.execute("PRAGMA foreign_keys = ON")

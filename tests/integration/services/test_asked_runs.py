"""Runs that are asked for: taken once, stopped, paused, and found when their worker died."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.stages import CampaignStage, Entity
from errors import Conflict, NotFound
from services.clock import SteppedClock
from services.runs import MOST_RESUMED, Progress, Runs
from storage.database import Database
from storage.migrations import statements
from storage.migrations.m001_first_schema import SCHEMA as FIRST_SCHEMA
from storage.migrations.m003_asked_runs import SCHEMA as ASKED_RUNS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "rendezvous.db", SteppedClock(NOW))
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def runs(store: Database) -> Runs:
    return Runs(store, SteppedClock(NOW))


@pytest.fixture
def campaign_id(store: Database) -> int:
    with store.begin() as work:
        key = work.create(
            Entity.CAMPAIGN,
            who="test",
            why="test",
            name="SaaS",
            spec="{}",
            threshold=60,
            time_zone="Europe/Paris",
        )
        for before, after in (("draft", "ready"), ("ready", "running")):
            work.move(Entity.CAMPAIGN, key, expected=before, to=after, who="test", why="test")
    return key


def move(store: Database, campaign_id: int, before: str, after: str) -> None:
    with store.begin() as work:
        work.move(Entity.CAMPAIGN, campaign_id, expected=before, to=after, who="test", why="test")


def never() -> str | None:
    return None


def test_what_waits_already_is_not_asked_for_twice(runs: Runs, campaign_id: int) -> None:
    first = runs.ask("prospecting", campaign_id, "rep")
    assert runs.ask("prospecting", campaign_id, "rep") == first
    assert runs.ask("export", None, "rep", {"frame": "events"}) != first
    assert runs.ask("export", None, "rep", {"frame": "events"}) == first + 1
    assert runs.ask("export", None, "rep", {"frame": "funnel"}) == first + 2


def test_a_firing_asks_once_even_after_its_run_ended(runs: Runs, campaign_id: int) -> None:
    first = runs.ask("prospecting", campaign_id, "timetable", due_at=NOW)
    runs.stop(first, "rep")
    assert runs.ask("prospecting", campaign_id, "timetable", due_at=NOW) == first
    assert runs.waiting() == []


def test_a_run_is_asked_only_of_a_campaign_that_is_there_and_not_over(
    runs: Runs, store: Database, campaign_id: int
) -> None:
    with pytest.raises(NotFound):
        runs.ask("prospecting", 99, "rep")
    move(store, campaign_id, CampaignStage.RUNNING, CampaignStage.STOPPED)
    with pytest.raises(Conflict, match="stopped, for good"):
        runs.ask("prospecting", campaign_id, "rep")


def test_two_workers_cannot_take_one_run(runs: Runs) -> None:
    run_id = runs.ask("export", None, "rep")
    assert runs.take(run_id, worker="a")
    assert not runs.take(run_id, worker="b")
    assert runs.get(run_id)["worker"] == "a"


def test_a_run_that_nobody_began_is_stopped_at_once(runs: Runs) -> None:
    run_id = runs.ask("export", None, "rep")
    runs.stop(run_id, "rep")
    assert runs.get(run_id)["state"] == "stopped"
    assert not runs.take(run_id, worker="a")
    with pytest.raises(Conflict, match="ended already: stopped"):
        runs.stop(run_id, "rep")


def test_a_run_under_way_hears_the_stop_at_its_next_step(runs: Runs) -> None:
    run_id = runs.ask("export", None, "rep")
    runs.take(run_id, worker="a")

    def job(progress: Progress) -> dict[str, int]:
        progress.advance(done=1, total=5)
        runs.stop(run_id, "rep")
        progress.advance(done=2)
        raise AssertionError("it went on")

    ended = runs.live(runs.get(run_id), job, halted=never)
    row = runs.get(run_id)
    assert (ended.state, row["state"], row["done"], row["total"]) == ("stopped", "stopped", 2, 5)
    assert row["error"] == "stopped by rep"


def test_a_paused_campaigns_run_waits_and_goes_on(
    runs: Runs, store: Database, campaign_id: int
) -> None:
    run_id = runs.ask("prospecting", campaign_id, "rep")
    runs.take(run_id, worker="a")

    def job(progress: Progress) -> dict[str, int]:
        move(store, campaign_id, "running", "paused")
        progress.advance(done=3)
        raise AssertionError("it went on")

    assert runs.live(runs.get(run_id), job, halted=never).state == "asked"
    (waiting,) = runs.waiting()
    assert (waiting["note"], waiting["done"]) == ("the campaign is paused", 3)
    move(store, campaign_id, "paused", "running")
    assert runs.take(run_id, worker="b")
    assert runs.live(runs.get(run_id), lambda progress: {"n": 4}, halted=never).result == {"n": 4}
    assert runs.get(run_id)["result"] == '{"n": 4}'


def test_a_stopping_worker_leaves_its_run_to_the_next(runs: Runs) -> None:
    run_id = runs.ask("export", None, "rep")
    runs.take(run_id, worker="a")

    def job(progress: Progress) -> dict[str, int]:
        progress.advance(done=1)
        raise AssertionError("it went on")

    ended = runs.live(runs.get(run_id), job, halted=lambda: "the worker stops")
    assert (ended.state, runs.get(run_id)["note"]) == ("asked", "the worker stops")


def test_what_a_dead_worker_left_is_taken_up_and_given_up_in_the_end(runs: Runs) -> None:
    run_id = runs.ask("export", None, "rep")
    for death in range(MOST_RESUMED):
        assert runs.take(run_id, worker=f"worker {death}")
        runs.take_over()
        row = runs.get(run_id)
        assert (row["state"], row["times_resumed"]) == ("asked", death + 1)
        assert "its worker died" in row["note"]
    runs.take(run_id, worker="last")
    runs.take_over()
    assert (runs.get(run_id)["state"], runs.get(run_id)["error"]) == (
        "failed",
        f"its worker died {MOST_RESUMED + 1} times",
    )


def test_what_was_to_stop_when_its_worker_died_is_not_taken_up(runs: Runs) -> None:
    run_id = runs.ask("export", None, "rep")
    runs.take(run_id, worker="a")
    runs.stop(run_id, "rep")
    runs.take_over()
    assert runs.get(run_id)["state"] == "stopped"


def test_runs_of_the_first_schema_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    db = sqlite3.connect(path)
    for statement in statements(FIRST_SCHEMA):
        db.execute(statement)
    db.execute(
        "INSERT INTO runs (id, kind, asked_by, state, done, result, created_at, updated_at)"
        " VALUES (7, 'tracking', 'rep', 'done', 3, '{}', 'then', 'then')"
    )
    for statement in statements(ASKED_RUNS):
        db.execute(statement)
    kept = db.execute("SELECT kind, asked_by, state, done, request FROM runs WHERE id = 7")
    assert kept.fetchall() == [("tracking", "rep", "done", 3, "{}")]
    db.close()

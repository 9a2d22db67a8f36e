"""Real worker processes: one works, the other takes over; killed, paused, stopped mid-run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from prepared_home import Home, opened, quick_spec

from domain.campaign import Prospecting as Limits
from services.unit_of_work import Row
from settings import ROOT
from timetable.vendors_played import Sandbox

PATIENCE_S = 60.0
TARGET = 14
LOOKUP = "/person/lookup"


class Workers:
    """Worker processes on one home, their logs beside it."""

    def __init__(self, house: Home, sandbox: Sandbox, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "RENDEZVOUS_HOME": str(house.app.settings.home),
            **{name.upper(): value for name, value in sandbox.settings().items()},
        }
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *prefix: str) -> subprocess.Popen[bytes]:
        """``prefix``: a program that starts the worker, in a process of its own."""
        log = self._folder / f"worker-{len(self._started)}.log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "cli", "worker"],
                cwd=ROOT,
                env=self._environment,
                stderr=errors,
                start_new_session=True,
            )
        self._started.append(process)
        return process

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False,
            timeout=PATIENCE_S,
        )  # fmt: skip

    def log(self, number: int) -> str:
        return (self._folder / f"worker-{number}.log").read_text(encoding="utf-8")

    def end(self) -> None:
        for process in self._started:
            with suppress(ProcessLookupError):  # with whatever a prefix has started
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def house(start_sandbox: Callable[..., Sandbox], tmp_path: Path) -> Iterator[Home]:
    sandbox = start_sandbox(people=900, slow_site_seconds=0.01)
    house = opened(tmp_path / "home", sandbox)
    limits = Limits(per_day=TARGET, target=TARGET, credits_per_run=100_000)
    house.launch(quick_spec().model_copy(update={"prospecting": limits}))
    yield house
    house.app.store.close()


@pytest.fixture
def workers(house: Home, tmp_path: Path) -> Iterator[Workers]:
    found = Workers(house, house.sandbox, tmp_path)
    yield found
    found.end()


def until(what: str, is_so: Callable[[], Any]) -> Any:
    """Wait until it is so; what it said, and how long it took, for whoever reads along."""
    began = time.monotonic()
    while not (said := is_so()):
        assert time.monotonic() - began < PATIENCE_S, f"it never came to this: {what}"
        time.sleep(0.05)
    print(f"{what}: {time.monotonic() - began:.2f} s")
    return said


def at_work(house: Home) -> int | None:
    lease = house.app.runs.lease()
    return lease["pid"] if lease else None


def run_in(house: Home, run_id: int, *states: str) -> Row | None:
    row = house.app.runs.get(run_id)
    return row if row["state"] in states else None


def is_under_way(house: Home, run_id: int) -> bool:
    """Whether lookups were paid for and the run goes on."""
    return bool(run_in(house, run_id, "running") and charges(house))


def charges(house: Home) -> list[dict[str, Any]]:
    apart = ("person_search", "company_lookup")
    account = house.sandbox.records()["rocketreach"]
    return [each for each in account["charges"] if each["reason"] not in apart]


def assert_each_was_paid_once(house: Home) -> None:
    paid = Counter(str(charge["profile"]) for charge in charges(house))
    assert max(paid.values()) == 1, paid
    kept = {row["profile_id"] for row in house.rows("SELECT * FROM lookups WHERE state='complete'")}
    assert set(paid) <= kept, "paid for and not kept"


def test_a_killed_workers_run_is_taken_over_where_it_stood_and_nothing_is_paid_twice(
    house: Home, workers: Workers
) -> None:
    house.sandbox.add_fault(vendor="rocketreach", path=LOOKUP, kind="slow", every=1, delay=0.2)
    run_id = house.app.runs.ask("prospecting", house.campaign_id, "rep")
    first = workers.start()
    until("the first worker works", lambda: at_work(house) == first.pid)
    second = workers.start()
    until("the second waits", lambda: f"process {first.pid} works" in workers.log(1))
    until("lookups are being paid", lambda: is_under_way(house, run_id))
    assert at_work(house) == first.pid
    first.kill()
    until("the second worker works", lambda: at_work(house) == second.pid)
    house.sandbox.clear_faults()
    row = until("the run ends", lambda: run_in(house, run_id, "done", "failed"))
    assert (row["state"], row["times_resumed"]) == ("done", 1), row
    assert len(house.rows("SELECT id FROM prospects")) == TARGET
    assert_each_was_paid_once(house)
    until("qualification follows", lambda: [
        each for each in house.app.runs.recent(kind="qualification") if each["state"] == "done"
    ])  # fmt: skip
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=10) == 0
    assert at_work(house) is None

    said = (workers.log(0) + workers.log(1)).casefold()
    assert f"run {run_id} prospecting" in said
    people = house.rows("SELECT first_name, last_name, email, phone FROM people")
    assert len(people) == TARGET
    for person in people:
        full_name = f"{person['first_name']} {person['last_name']}"
        for private in (person["email"], person["phone"], full_name, person["last_name"]):
            assert not private or private.casefold() not in said, private


def test_pause_resume_and_stop_are_heard_in_the_middle_of_a_run(
    house: Home, workers: Workers
) -> None:
    app = house.app
    house.sandbox.add_fault(vendor="rocketreach", path=LOOKUP, kind="slow", every=1, delay=0.3)
    workers.start()
    run_id = app.runs.ask("prospecting", house.campaign_id, "rep")
    until("lookups are being paid", lambda: is_under_way(house, run_id))
    app.campaigns.pause(house.campaign_id, who="rep", why="holidays")
    row = until("the pause is heard", lambda: run_in(house, run_id, "asked"))
    assert row["note"] == "the campaign is paused"
    paid = len(charges(house))
    assert 0 < paid < TARGET, "it was in the middle"
    assert_each_was_paid_once(house)
    time.sleep(1.5)
    assert len(charges(house)) == paid, "a paused campaign costs nothing"
    assert run_in(house, run_id, "asked")

    app.campaigns.resume(house.campaign_id, who="rep")
    until("the run goes on", lambda: run_in(house, run_id, "running"))
    until("and pays for more", lambda: len(charges(house)) > paid)
    app.runs.stop(run_id, "rep")
    row = until("the stop is heard", lambda: run_in(house, run_id, "stopped", "done"))
    assert (row["state"], row["error"]) == ("stopped", "stopped by rep")
    assert len(charges(house)) < TARGET
    assert_each_was_paid_once(house)


def test_a_run_that_is_asked_for_at_the_command_line_is_carried_out_by_the_worker(
    house: Home, workers: Workers
) -> None:
    first = workers.start()
    until("the worker works", lambda: at_work(house) == first.pid)
    done = workers.command("run", "prospecting", "--campaign", str(house.campaign_id), "--json")
    assert done.returncode == 0, done.stderr
    [run] = house.app.runs.recent(kind="prospecting")
    assert json.loads(done.stdout) == {
        "kind": "prospecting",
        "campaign_id": house.campaign_id,
        "result": json.loads(run["result"]),
    }
    assert run["worker"] is not None, "not the command's own process"
    assert f"runs stop {run['id']}" in done.stderr
    assert len(house.rows("SELECT id FROM prospects")) == TARGET

    house.app.campaigns.pause(house.campaign_id, who="rep", why="holidays")
    waits = workers.command("run", "prospecting", "--campaign", str(house.campaign_id), "--json")
    assert waits.returncode == 1
    assert json.loads(waits.stdout)["error"]["message"] == "The run waits: the campaign is paused."


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_a_worker_whose_clock_is_a_day_ahead_does_not_take_over_from_one_alive(
    house: Home, workers: Workers
) -> None:
    house.app.campaigns.pause(house.campaign_id, who="rep", why="nothing to do here")
    first = workers.start()
    until("the first worker works", lambda: at_work(house) == first.pid)
    # The time of day alone is ahead: what measures waiting, no clock that is set wrong moves.
    workers.start("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", "+1d")
    until("the second waits", lambda: f"process {first.pid} works" in workers.log(1))
    beat = house.app.runs.lease()
    until("the first beats on", lambda: house.app.runs.lease() != beat)
    assert at_work(house) == first.pid
    first.kill()
    until("the second works", lambda: at_work(house) not in (None, first.pid))


def test_a_worker_whose_lock_file_is_taken_away_ends_before_another_could_work_beside_it(
    house: Home, workers: Workers
) -> None:
    house.app.campaigns.pause(house.campaign_id, who="rep", why="nothing to do here")
    first = workers.start()
    until("the first worker works", lambda: at_work(house) == first.pid)
    house.app.settings.worker_lock.unlink()
    assert first.wait(timeout=PATIENCE_S) == 0
    assert "lock file was taken away" in workers.log(0)

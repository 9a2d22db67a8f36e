"""Killed at random moments of prospecting: no lookup is paid twice, all wanted are found.

The judge is the sandbox's credit account and its count of requests.
``RENDEZVOUS_LOOKUP_KILLS=50`` asks for more kills than the suite has time for.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nursery import Nursery, nursery
from prepared_home import Home, Unwatched, opened, quick_spec
from prospecting_day import ScriptedPlanner, prospecting

from domain.campaign import Prospecting as Limits
from domain.campaign import Reveal
from services.prospecting import Prospecting
from timetable.vendors_played import Sandbox

KILLS = int(os.environ.get("RENDEZVOUS_LOOKUP_KILLS", "10"))
PEOPLE_A_KILL = 4
LONGEST_LIFE_S = 0.25
PROGRAM = Path(__file__).with_name("prospecting_day.py")


@pytest.fixture
def seekers(tmp_path: Path) -> Iterator[Nursery]:
    with nursery(PROGRAM, tmp_path / "nursery.log") as running:
        yield running


@pytest.mark.timeout(900)
@pytest.mark.parametrize("family", ["classic", "universal"])
def test_prospecting_killed_at_random_moments_finds_all_wanted_and_pays_for_each_once(
    start_sandbox: Callable[..., Sandbox], seekers: Nursery, tmp_path: Path, family: str
) -> None:
    target = max(40, KILLS * PEOPLE_A_KILL)
    sandbox = start_sandbox(
        people=300 + target * 8, family=family, credits=100_000, slow_site_seconds=0.01
    )
    house = launched(tmp_path / "home", sandbox, target)
    sandbox.add_fault(vendor="rocketreach", path=LOOKUP[family], kind="slow", every=2, delay=0.04)
    order = {
        "home": str(house.app.settings.home),
        "base_url": sandbox.base_url,
        "campaign_id": house.campaign_id,
        "family": family,
    }
    lives = random.Random(f"2026-{family}")
    killed = 0
    for _ in range(KILLS):
        pid = seekers.start(**order, until_ready=lives.random() > 0.2)
        if not seekers.kill_after(pid, lives.uniform(0.0, LONGEST_LIFE_S)):
            break
        killed += 1
    sandbox.clear_faults()
    seekers.start(**order)
    assert seekers.until_the_end() == 0

    lookups = house.rows("SELECT * FROM lookups")
    asked = requests(sandbox, LOOKUP[family])
    charges = lookup_charges(sandbox)
    print(
        f"\n{family}: {killed} kills, {len(lookups)} profiles looked up in {asked} requests,"
        f" {len(charges)} charges, {sum(c['credits'] for c in charges)} credits"
    )
    assert killed == KILLS, "the day was too short for so many kills"
    assert len(house.rows("SELECT id FROM prospects")) == target
    assert most(Counter(charge["profile"] for charge in charges)) == 1
    known = {row["profile_id"] for row in lookups if row["state"] == "complete"}
    assert {str(charge["profile"]) for charge in charges} <= known, "paid for and not kept"
    assert all(row["state"] in ("complete", "failed") for row in lookups)
    assert not [row for row in lookups if row["state"] == "complete" and not row["taken_at"]]
    # Free at the vendor or not: a kill can only repeat the one request it interrupted.
    assert asked <= len(lookups) + KILLS
    duplicates = house.rows("SELECT id FROM duplicates")
    failed = [row for row in lookups if row["state"] == "failed"]
    assert len(lookups) == target + len(duplicates) + len(failed), "more was bought than wanted"


def test_a_lookup_that_another_process_asked_for_is_read_with_what_it_was_to_reveal(
    start_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    sandbox = start_sandbox(people=900, slow_site_seconds=0.01)
    house = launched(tmp_path / "home", sandbox, 40, reveal=Reveal(phone=True))
    # Asked for and never answered: the process ends before anything is complete.
    with pytest.raises(KeyboardInterrupt):
        interrupted(house).run(house.campaign_id, Unwatched())
    asked = house.rows("SELECT * FROM lookups WHERE state = 'asked'")
    assert asked

    again = house.restarted()
    prospecting(again).run(again.campaign_id, Unwatched())
    with_phone = again.rows(
        "SELECT profile_id FROM lookups WHERE json_extract(facts, '$.phone') IS NOT NULL"
    )
    assert {row["profile_id"] for row in with_phone} & {row["profile_id"] for row in asked}


def test_lookups_still_open_are_not_bought_again_as_other_people(
    start_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    sandbox = start_sandbox(people=900, slow_site_seconds=0.01)
    house = launched(tmp_path / "home", sandbox, 20)
    app = house.app
    slow = NeverReady(app.rocketreach)
    service = Prospecting(
        app.store, slow, app.websites, ScriptedPlanner(), app.clock, lambda seconds: None
    )
    service.run(house.campaign_id, Unwatched())
    still_open = house.rows("SELECT profile_id FROM lookups WHERE state = 'asked'")
    assert still_open
    assert len(still_open) + len(house.rows("SELECT id FROM prospects")) == 20


class NeverReady:
    """A ``PeopleSource`` whose pending lookups stay pending."""

    def __init__(self, source: object) -> None:
        self._source = source

    def poll(self, profile_ids: list[str], reveal: Reveal) -> list[object]:
        return []

    def __getattr__(self, name: str) -> object:
        return getattr(self._source, name)


class Interrupted(NeverReady):
    """A ``PeopleSource`` during whose first poll the process is told to end."""

    def poll(self, profile_ids: list[str], reveal: Reveal) -> list[object]:
        raise KeyboardInterrupt


LOOKUP = {"classic": "/person/lookup", "universal": "/universal/person/lookup"}


def launched(home: Path, sandbox: Sandbox, target: int, reveal: Reveal | None = None) -> Home:
    house = opened(home, sandbox)
    limits = Limits(
        per_day=target, target=target, credits_per_run=100_000, reveal=reveal or Reveal()
    )
    house.launch(quick_spec().model_copy(update={"prospecting": limits}))
    return house


def interrupted(house: Home) -> Prospecting:
    app = house.app
    return Prospecting(
        app.store,
        Interrupted(app.rocketreach),
        app.websites,
        ScriptedPlanner(),
        app.clock,
        lambda seconds: None,
    )


def requests(sandbox: Sandbox, path: str) -> int:
    counted = sandbox.records()["requests"]
    return sum(count for name, count in counted.items() if name.endswith(path))


def lookup_charges(sandbox: Sandbox) -> list[dict[str, Any]]:
    """What the account says was taken for looking people up; pages and companies apart."""
    apart = ("person_search", "company_lookup")
    account = sandbox.records()["rocketreach"]
    return [charge for charge in account["charges"] if charge["reason"] not in apart]


def most(counted: Counter[str]) -> int:
    return max(counted.values())

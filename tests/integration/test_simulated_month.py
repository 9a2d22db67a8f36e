"""A short month from criteria to meetings on the sandbox, lived four times."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from timetable.simulation import simulate

DAYS, PROSPECTS = 8, 25

COUNT = {"type": "integer", "minimum": 0}


def _counts(*names: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict.fromkeys(names, COUNT),
        "required": list(names),
    }


DOCUMENT = {
    "type": "object",
    "properties": {
        "days": {"const": DAYS},
        "prospects": _counts("found", "duplicates", "qualified", "needs_review", "disqualified"),
        "messages": _counts("drafted", "approved", "sent", "failed", "uncertain"),
        "engagement": _counts(
            "opens_human", "opens_machine", "clicks_human", "clicks_machine", "replies",
            "bounces", "unsubscribes",
        ),
        "meetings": _counts("booked", "confirmed", "cancelled"),
        "crew_kickoffs": _counts("prospecting", "qualification", "outreach"),
        "violations": {"type": "array", "items": {"type": "object", "required": ["law"]}},
    },
    "required": [
        "days", "prospects", "messages", "engagement", "meetings", "crew_kickoffs", "violations",
    ],
    "additionalProperties": False,
}  # fmt: skip

WHO_BY_IP = {"203.0.113.20": "person", "203.0.113.77": "machine", "203.0.113.140": "machine"}
"""The sandbox's hidden truth of an open or click: the address of a person, proxy or scanner."""


def _live(name: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The month's document, and of each open and click who made it and who we say did."""
    seed, is_polled = {
        "first": (7, False), "again": (7, False), "polled": (7, True), "other": (8, False),
    }[name]  # fmt: skip
    with TemporaryDirectory(prefix="rendezvous-month-") as folder:
        home = Path(folder)
        document = simulate(
            days=DAYS, prospects=PROSPECTS, seed=seed, home=home, is_polled=is_polled
        )
        with closing(sqlite3.connect(home / "rendezvous.db")) as db:
            rows = db.execute(
                "SELECT json_extract(r.body, '$.raw.ip'), e.machine FROM events e"
                " JOIN raw_events r ON r.id = e.raw_id WHERE e.kind IN ('open', 'click')"
            )
            told = [(WHO_BY_IP[ip], machine) for ip, machine in rows]
    return document, told


@pytest.fixture(scope="module")
def lived() -> dict[str, tuple[dict[str, Any], list[tuple[str, str]]]]:
    """Each month in a process and a temporary home of its own, two at a time."""
    names = ("first", "again", "polled", "other")
    # Spawned, not forked: crewai's threads may be running here, and a fork inherits their locks.
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        return dict(zip(names, pool.map(_live, names), strict=True))


@pytest.fixture
def months(lived: dict[str, tuple[dict[str, Any], Any]]) -> dict[str, dict[str, Any]]:
    return {name: document for name, (document, _) in lived.items()}


pytestmark = pytest.mark.slow


def test_the_document_says_what_the_readme_promises(months: dict[str, dict[str, Any]]) -> None:
    for document in months.values():
        Draft202012Validator(DOCUMENT).validate(document)


def test_something_happens_in_it(months: dict[str, dict[str, Any]]) -> None:
    first = months["first"]
    assert first["prospects"]["found"] == PROSPECTS
    assert first["messages"]["sent"] >= 5
    assert first["engagement"]["clicks_machine"] > 0
    assert sum(first["meetings"].values()) + first["engagement"]["opens_human"] > 0
    assert first["crew_kickoffs"]["prospecting"] >= 1


def test_no_law_is_broken_in_any(months: dict[str, dict[str, Any]]) -> None:
    found = {name: document["violations"] for name, document in months.items()}
    assert found == {name: [] for name in months}


def test_the_same_seed_gives_the_same_document_and_another_seed_another(
    months: dict[str, dict[str, Any]],
) -> None:
    assert months["first"] == months["again"]
    assert months["first"] != months["other"]


def test_asking_the_vendors_gives_what_their_webhooks_tell_but_for_replies(
    months: dict[str, dict[str, Any]],
) -> None:
    told, asked = (_without_replies(months[name]) for name in ("first", "polled"))
    assert asked == told
    assert months["polled"]["engagement"]["replies"] == 0


def test_no_person_is_taken_for_a_machine_and_no_machine_for_a_person(
    lived: dict[str, tuple[Any, list[tuple[str, str]]]],
) -> None:
    for name, (_, told) in lived.items():
        assert {who for who, _ in told} == {"person", "machine"}, name
        assert set(told) == {("person", "no"), ("machine", "yes")}, name


def _without_replies(document: dict[str, Any]) -> dict[str, Any]:
    engagement = {k: v for k, v in document["engagement"].items() if k != "replies"}
    return {**document, "engagement": engagement}

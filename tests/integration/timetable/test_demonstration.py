"""The home of ``up --demo``: lived in once, with something left to do and a log-in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bootstrap import bootstrap
from errors import Conflict
from settings import load_settings
from storage.passwords import Argon2Passwords
from timetable.demonstration import WHO, prepare
from timetable.household import port_or_free

# A Friday evening, so that the days before it are working days.
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


def prepared(home: Path, days: int = 4) -> str:
    login = prepare(
        home,
        console_port=port_or_free(0, ""),
        sandbox_port=port_or_free(0, ""),
        now=NOW,
        days=days,
    )
    assert login.email == WHO
    return login.password


def test_the_demonstration_leaves_work_to_do_and_is_lived_once(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    first = prepared(home)
    app = bootstrap(load_settings(home=home))
    campaign, following = sorted(app.campaigns.all(), key=lambda row: row["id"])
    assert (campaign["stage"], following["stage"]) == ("running", "draft")
    found = len(app.review.waiting(campaign["id"])) + len(app.verdicts.waiting(campaign["id"]))
    assert found
    [user] = app.users.all()
    with app.store.read() as reading:
        digest = reading.get("users", user["id"])["password_hash"]
    assert Argon2Passwords().matches(digest, first)

    second = prepared(home)

    assert second != first
    left = len(app.review.waiting(campaign["id"])) + len(app.verdicts.waiting(campaign["id"]))
    assert left == found


def test_a_half_filled_home_is_not_taken_for_a_demonstration(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    (home / "rendezvous.db").write_bytes(b"")
    with pytest.raises(Conflict, match="no finished demonstration"):
        prepared(home)

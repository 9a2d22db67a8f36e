"""A refused message frees its prospect for a person's decision; a home is its owner's alone."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from configuration import load_campaign_file
from errors import ConfigurationInvalid
from services.clock import SteppedClock
from storage.database import Database


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_a_home_holds_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = Database(home / "rendezvous.db", SteppedClock(datetime(2026, 11, 2, tzinfo=UTC)))
    store.migrate()
    with store.begin() as work:
        work.audit(who="test", why="a write, so that the side files are there", entity="", key=None)
    assert _mode(home) == 0o700
    assert {file.name: oct(_mode(file)) for file in home.iterdir()} == {
        name: oct(0o600) for name in ("rendezvous.db", "rendezvous.db-wal", "rendezvous.db-shm")
    }
    store.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\n", "campaign.yaml:2: aliases"),
        (f"a: {'9' * 5000}\n", "cannot be read"),
        ("a: !!int x\n", "cannot be read"),
        (f"# {'x' * 1_000_001}\na: 1\n", "over 1,000,000"),
    ],
    ids=["aliases", "a number of 5,000 digits", "a forced type", "a large file"],
)
def test_a_campaign_file_that_would_choke_us_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "campaign.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationInvalid, match=said):
        load_campaign_file(file)

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_records import START, House

from services.clock import SteppedClock
from storage.database import Database
from storage.outbox_journal import FileJournal


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(START)


@pytest.fixture
def database(tmp_path: Path, clock: SteppedClock) -> Iterator[Database]:
    """A migrated, empty database."""
    made = Database(tmp_path / "rendezvous.db", clock)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def house(database: Database, clock: SteppedClock, tmp_path: Path) -> House:
    return House(database, clock, FileJournal(tmp_path / "outbox.journal"))

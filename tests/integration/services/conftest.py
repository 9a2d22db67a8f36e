from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from service_house import START, House

from services.clock import SteppedClock
from storage.database import Database


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "rendezvous.db"
    database = Database(path, SteppedClock(START))
    database.migrate()
    database.connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def house(tmp_path: Path, migrated: Path) -> Iterator[House]:
    made = House(tmp_path, migrated)
    yield made
    made.database.close()

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The records and doubles of the database's own tests serve here, too.
sys.path.insert(0, str(Path(__file__).parents[1] / "storage"))

from events_field import Field
from starlette.testclient import TestClient
from storage_records import START

from services.clock import SteppedClock
from storage.database import Database


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
def field(database: Database, clock: SteppedClock) -> Field:
    """Four people at two companies, each with a message that was sent."""
    made = Field(database, clock)
    made.sow(4, companies=2)
    return made


@pytest.fixture
def public(field: Field) -> Iterator[TestClient]:
    """The public routes, called in this process."""
    with field.client() as client:
        yield client

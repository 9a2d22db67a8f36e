from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# The field of people written to, and the database's doubles, serve here, too.
sys.path.insert(0, str(Path(__file__).parents[1] / "events"))
sys.path.insert(0, str(Path(__file__).parents[1] / "storage"))

from dovecot_server import Dovecot, running
from events_field import Field
from storage_records import START

from services.clock import SteppedClock
from storage.database import Database


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    # Sockets have short names: pytest's folders may be too deep for them.
    with tempfile.TemporaryDirectory(prefix="dc-") as folder, running(Path(folder)) as server:
        yield server


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    """Four people at two companies, each with a message that was sent."""
    clock = SteppedClock(START)
    database = Database(tmp_path / "rendezvous.db", clock)
    database.migrate()
    made = Field(database, clock)
    made.sow(4, companies=2)
    yield made
    database.close()

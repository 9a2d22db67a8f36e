"""A process that opens its database again keeps the locks of the connections it has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from services.clock import SystemClock
from storage.database import Database

LOOK = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1])
print(other.execute("SELECT count(*) FROM lease").fetchone()[0])
other.close()
"""


def _seen_by_another_process(path: Path) -> int:
    said = subprocess.run(
        [sys.executable, "-c", LOOK, str(path)], capture_output=True, text=True, check=True
    )
    return int(said.stdout)


def test_what_is_written_after_the_store_was_opened_twice_is_seen_by_other_processes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "rendezvous.db"
    first = Database(path, SystemClock())
    first.migrate()
    with first.read() as reading:
        assert reading.one("lease") is None
    Database(path, SystemClock()).migrate()  # as each lane of the worker does
    assert _seen_by_another_process(path) == 0  # it closes as if it were the last one
    with first.begin() as work:
        at = "2026-11-22T09:00:00.000Z"
        work.upsert("lease", id=1, worker="w", pid=1, host="h", since=at, beat_at=at)
    assert _seen_by_another_process(path) == 1
    first.close()

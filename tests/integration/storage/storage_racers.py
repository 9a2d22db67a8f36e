"""What tests let several threads or processes do at once. Light to import: each process does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from domain.stages import Entity
from errors import StageConflict
from services.clock import SteppedClock
from storage.database import Database

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def migrate(path: Path) -> list[str]:
    return Database(path, SteppedClock(AT)).migrate()


def queue(path: Path, message_id: int, who: str) -> str:
    """Queue the approved message; what came of it, in a few words."""
    database = Database(path, SteppedClock(AT))
    try:
        with database.begin() as work:
            work.move(
                Entity.MESSAGE,
                message_id,
                expected="approved",
                to="queued",
                who=who,
                why="its turn",
            )
    except StageConflict:
        return "too late"
    finally:
        database.close()
    return "took it"

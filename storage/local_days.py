"""The SQL function by which triggers tell on which day something happened.

SQLite knows no time zones, and a campaign's days are those of its own. Every connection
that writes needs it: without it, a write that counts in a figure is refused.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.instants import from_text

_HOUR = len("2026-11-22T09")


def register(connection: sqlite3.Connection) -> None:
    """Make ``local_day(instant, time_zone)`` known to the connection: ``2026-11-22``."""
    connection.create_function("local_day", 2, local_day, deterministic=True)


def local_day(instant: str | None, zone: str | None) -> str | None:
    """The date, where ``zone`` is, of an instant as :mod:`domain.instants` writes it."""
    if instant is None or zone is None:
        return None
    return _day_of_quarter(instant[:_HOUR], int(instant[_HOUR + 1 : _HOUR + 3]) // 15, zone)


@lru_cache(maxsize=65_536)
def _day_of_quarter(hour: str, quarter: int, zone: str) -> str:
    # All offsets from UTC in use are whole quarters of an hour: the cache answers nearly all.
    at = from_text(f"{hour}:00:00.000Z") + timedelta(minutes=15 * quarter)
    return at.astimezone(ZoneInfo(zone)).date().isoformat()

"""What is stored, as pandas frames with documented, typed, stable columns.

``docs/dataframes.md`` is the dictionary. Each function takes the open store, or
a connection to its file, and a campaign's number, or ``None`` for all campaigns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from errors import NotFound
from storage.database import Database
from storage.frames.columns import COLUMNS
from storage.frames.filters import Filter, lower, where
from storage.frames.reading import read_frame
from storage.named_queries import named_query

__all__ = [
    "FRAMES",
    "assessments",
    "count",
    "events",
    "filtered",
    "funnel",
    "meetings",
    "messages",
    "open_read_only",
    "prospects",
]

Source = Database | sqlite3.Connection


def prospects(source: Source, campaign_id: int | None = None) -> pd.DataFrame:
    """One row a prospect (a person in a campaign), with what is known of the person."""
    return _frame("prospects", source, campaign_id)


def assessments(source: Source, campaign_id: int | None = None) -> pd.DataFrame:
    """One row an assessment; ``is_latest`` marks the one that counts for its prospect."""
    return _frame("assessments", source, campaign_id)


def messages(source: Source, campaign_id: int | None = None) -> pd.DataFrame:
    """One row a message, whatever became of it, with what came back on it."""
    return _frame("messages", source, campaign_id)


def events(source: Source, campaign_id: int | None = None) -> pd.DataFrame:
    """One row an event, as it was applied. With a campaign: those known to be its own."""
    return _frame("events", source, campaign_id)


def meetings(source: Source, campaign_id: int | None = None) -> pd.DataFrame:
    """One row a booking; one that was moved to another time is two."""
    return _frame("meetings", source, campaign_id)


def funnel(source: Source, campaign_id: int | None = None) -> pd.DataFrame:
    """One row a campaign; every figure counts prospects, never messages or events."""
    return _frame("funnel", source, campaign_id)


FRAMES: dict[str, Callable[[Source, int | None], pd.DataFrame]] = {
    "prospects": prospects,
    "assessments": assessments,
    "messages": messages,
    "events": events,
    "meetings": meetings,
    "funnel": funnel,
}


def filtered(
    source: Source,
    name: str,
    campaign_id: int | None = None,
    filters: Sequence[Filter] = (),
    *,
    limit: int | None = None,
    on_rows: Callable[[int], None] = lambda _rows: None,
) -> pd.DataFrame:
    """The rows of a frame that pass every filter, at most ``limit`` of them, in its order.

    ``on_rows`` hears after each chunk how many were read. Raises ``InvalidInput`` for a frame
    or a filter that is none.
    """
    sql, params = where(name, filters)
    connection = _ready(source, campaign_id)
    whole = f"SELECT * FROM ({named_query(f'frame_{name}').rstrip().rstrip(';')}) {sql} ORDER BY 1"
    if limit is not None:
        whole += f" LIMIT {int(limit)}"
    return read_frame(
        connection, whole, COLUMNS[name], {"campaign_id": campaign_id, **params}, on_rows
    )


def count(
    source: Source, name: str, campaign_id: int | None = None, filters: Sequence[Filter] = ()
) -> int:
    """How many rows :func:`filtered` has without a limit."""
    sql, params = where(name, filters)
    connection = _ready(source, campaign_id)
    whole = f"SELECT count(*) FROM ({named_query(f'frame_{name}').rstrip().rstrip(';')}) {sql}"
    found = connection.execute(whole, {"campaign_id": campaign_id, **params}).fetchone()
    return int(found[0])


def open_read_only(path: Path | str) -> sqlite3.Connection:
    """The database at ``path``, to look into beside a running worker; nothing can be changed."""
    address = Path(path).expanduser().resolve().as_uri()
    return sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=15)


def _ready(source: Source, campaign_id: int | None) -> sqlite3.Connection:
    connection = source.connect() if isinstance(source, Database) else source
    # SQLite's own knows the letters of English alone.
    connection.create_function("lower_case", 1, lower, deterministic=True)
    if campaign_id is not None:
        _require_campaign(connection, campaign_id)
    return connection


def _frame(name: str, source: Source, campaign_id: int | None) -> pd.DataFrame:
    connection = source.connect() if isinstance(source, Database) else source
    if campaign_id is not None:
        _require_campaign(connection, campaign_id)
    sql = named_query(f"frame_{name}")
    return read_frame(connection, sql, COLUMNS[name], {"campaign_id": campaign_id})


def _require_campaign(connection: sqlite3.Connection, campaign_id: int) -> None:
    """An empty frame would say that the campaign has found nobody."""
    found = connection.execute("SELECT 1 FROM campaigns WHERE id = ?", (campaign_id,)).fetchone()
    if found is None:
        raise NotFound(
            f"There is no campaign {campaign_id}.",
            record=f"campaign {campaign_id}",
            fix="See the list for the numbers that exist: rendezvous campaign list.",
        )

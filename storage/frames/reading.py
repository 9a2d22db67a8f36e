"""A query's rows as a typed frame, read in chunks.

Each chunk of rows becomes Arrow columns at once: a million prospects as Python
objects would take several times the memory of the frame.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from storage.frames.columns import Column, Kind

CHUNK_ROWS = 20_000

_STORED = {
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.TRUTH: pa.bool_(),
    Kind.TEXT: pa.string(),
    Kind.TIME: pa.timestamp("us", tz="UTC"),
}
_CODES = pa.int16()
_MASKED: dict[Any, Any] = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
    pa.string(): pd.StringDtype("pyarrow"),
}


def read_frame(
    connection: sqlite3.Connection,
    sql: str,
    columns: Sequence[Column],
    params: dict[str, Any],
    on_rows: Callable[[int], None] = lambda _rows: None,
) -> pd.DataFrame:
    """The rows that ``sql`` answers, typed by ``columns``.

    ``on_rows`` is told after each chunk how many there are so far. Raises ``ValueError``
    where the query's columns are not ``columns``, or a cell is nothing that its column may
    hold.
    """
    chunks: list[list[pa.Array]] = [[] for _ in columns]
    with closing(connection.cursor()) as cursor:
        # Plain tuples, whatever the connection makes of its rows.
        cursor.row_factory = None
        cursor.execute(sql, params)
        names = [part[0] for part in cursor.description]
        if names != (promised := [column.name for column in columns]):
            raise ValueError(f"the query answers {names}, not the columns promised: {promised}")
        read = 0
        while rows := cursor.fetchmany(CHUNK_ROWS):
            for column, kept, cells in zip(columns, chunks, zip(*rows, strict=True), strict=True):
                kept.append(_array(column, cells))
            read += len(rows)
            on_rows(read)
    return pd.DataFrame(
        {
            column.name: _series(column, pa.chunked_array(kept, type=_stored(column)))
            for column, kept in zip(columns, chunks, strict=True)
        }
    )


def _stored(column: Column) -> pa.DataType:
    return _CODES if column.kind is Kind.CATEGORY else _STORED[column.kind]


def _array(column: Column, cells: Sequence[Any]) -> pa.Array:
    try:
        if column.kind is Kind.CATEGORY:
            return _codes(column, pa.array(cells, type=pa.string()))
        if column.kind is Kind.TIME:
            return pa.array(cells, type=pa.string()).cast(_STORED[Kind.TIME])
        if column.kind is Kind.TRUTH:  # SQLite has no truth values: 0 and 1
            return pa.array(cells, type=pa.int64()).cast(pa.bool_())
        return pa.array(cells, type=_STORED[column.kind])
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ValueError(f"the column {column.name} holds what is no {column.kind}") from error


def _codes(column: Column, cells: pa.Array) -> pa.Array:
    codes = pc.index_in(cells, value_set=pa.array(column.values, type=pa.string())).cast(_CODES)
    if codes.null_count > cells.null_count:
        known = ", ".join(column.values)
        raise ValueError(f"the column {column.name} holds what is none of: {known}")
    return codes


def _series(column: Column, data: pa.ChunkedArray) -> pd.Series[Any]:
    if column.kind is Kind.CATEGORY:
        codes = np.asarray(pc.fill_null(data, -1).to_numpy(), dtype=np.int16)
        return pd.Series(pd.Categorical.from_codes(codes, categories=list(column.values)))
    return data.to_pandas(types_mapper=_MASKED.get)

"""Writes frames to files that people open: CSV, Excel, Parquet, JSON.

- A file is whole or not there: it is written beside its name, then renamed. Only its
  owner may read it, as it holds people's data; a file that is replaced keeps its mode.
- CSV is UTF-8 with a byte-order mark (Excel takes a file without one for Windows-1252),
  comma-separated, with CRLF. A text that a spreadsheet would run as a formula gets an
  apostrophe in front (``tools.tables.formulas``); ``read_table`` takes it off again.
- Excel gets text as text: never a formula, a link or a number. A whole number of more
  than fifteen digits goes in as text, as Excel would round it.
- Times are UTC: ``2026-11-22T09:17:00.000Z`` in CSV and JSON, UTC timestamps in
  Parquet, and date cells without a zone in Excel, which has none. A time without a
  zone is taken for UTC.
- What is missing is an empty cell, a null in JSON and Parquet.
"""

from __future__ import annotations

import json
import math
import os
import stat
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import IO, Any, Literal

import pandas as pd

from errors import InvalidInput, Temporary
from tools.tables.formulas import neutralised
from tools.tables.workbook import write_workbook

__all__ = ["Format", "neutralised", "write_frame"]

Format = Literal["csv", "parquet", "xlsx", "json"]


def write_frame(frame: pd.DataFrame, path: Path, format: Format) -> None:
    """Write ``frame``, without its index, to ``path``, replacing what is there.

    Raises ``InvalidInput`` where the folder is missing or not writable, two columns have
    one name, the format is unknown, or Excel cannot hold the table; ``Temporary`` where
    the disk fails. Whatever is raised, ``path`` is as it was.
    """
    writers: dict[str, Callable[[pd.DataFrame, IO[bytes]], None]] = {
        "csv": _write_csv,
        "parquet": _write_parquet,
        "xlsx": _write_xlsx,
        "json": _write_json,
    }
    if format not in writers:
        raise InvalidInput(
            f"There is no export format {format!r}",
            record=str(path),
            fix=f"take one of {', '.join(writers)}",
        )
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(f"Two columns are named {twice!r}", record=str(path), fix="rename one")
    _check_target(path)
    _replace(path, lambda file: writers[format](frame.set_axis(names, axis="columns"), file))


def _check_target(path: Path) -> None:
    if path.is_dir():
        raise InvalidInput("This is a folder", record=str(path), fix="give a file name")
    if not path.parent.is_dir():
        raise InvalidInput("There is no such folder", record=str(path.parent), fix="make it first")


def _replace(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    part: Path | None = None
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(path)
    except PermissionError as problem:
        raise InvalidInput(
            "This folder or file may not be written", record=str(path), fix="choose another"
        ) from problem
    except OSError as problem:
        raise Temporary(
            f"The export could not be written: {problem.strerror or problem}",
            record=str(path),
            fix="free some space, or choose another folder, and export again",
        ) from problem
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _write_csv(frame: pd.DataFrame, file: IO[bytes]) -> None:
    shown = {neutralised(name): [_csv_cell(value) for value in frame[name].array] for name in frame}
    pd.DataFrame(shown, columns=[neutralised(str(name)) for name in frame], dtype=object).to_csv(
        file,
        index=False,
        encoding="utf-8-sig",
        lineterminator="\r\n",
        errors="replace",
    )


def _csv_cell(value: Any) -> Any:
    plain = plain_value(value)
    return neutralised(plain) if isinstance(plain, str) else plain


def _write_json(frame: pd.DataFrame, file: IO[bytes]) -> None:
    """A JSON array, one record a line."""
    names = list(frame)
    file.write(b"[")
    lead = b"\n"
    for values in zip(*(frame[name].array for name in names), strict=True):
        record = dict(zip(names, map(plain_value, values), strict=True))
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
        file.write(lead + text.encode("utf-8", "replace"))
        lead = b",\n"
    file.write(b"\n]\n")


def _write_parquet(frame: pd.DataFrame, file: IO[bytes]) -> None:
    columns = {name: _one_type(frame[name]) for name in frame}
    pd.DataFrame(columns, index=frame.index, columns=list(frame)).to_parquet(
        file, engine="pyarrow", index=False
    )


def _one_type(column: pd.Series) -> pd.Series:
    """The column with one type: times in UTC; text where a column of objects is mixed."""
    if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
        return pd.to_datetime(column, utc=True)
    if column.dtype != object:
        return column
    present = column.dropna()
    kinds = {type(value) for value in present}
    if kinds and all(issubclass(kind, datetime) for kind in kinds):
        return pd.Series([_utc(value) for value in column], index=column.index, name=column.name)
    if kinds in ({bool}, {int}, {float}, {date}):
        return column.convert_dtypes() if kinds != {date} else column
    return column.map(_text_or_none).astype("string")


def _text_or_none(value: Any) -> str | None:
    plain = plain_value(value)
    if plain is None:
        return None
    text = plain if isinstance(plain, str) else json.dumps(plain)
    return text.encode("utf-8", "replace").decode("utf-8")


def _write_xlsx(frame: pd.DataFrame, file: IO[bytes]) -> None:
    write_workbook(
        file,
        [str(name) for name in frame],
        len(frame),
        zip(*(map(_xlsx_cell, frame[name].array) for name in frame), strict=True),
    )


def _xlsx_cell(value: Any) -> Any:
    if isinstance(value, datetime) and not pd.isna(value):
        moment = _utc(value)
        return moment.replace(tzinfo=None) if moment and moment.year >= 1900 else _iso(value)
    if isinstance(value, date) and not pd.isna(value):
        return value if value.year >= 1900 else value.isoformat()
    return plain_value(value)


def plain_value(value: Any) -> str | int | float | bool | None:
    """A cell's value as text, number, truth or None: what CSV and JSON can say.

    A list or a mapping is its JSON, a decimal its exact text, a time its UTC text.
    """
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, list | tuple | dict | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return json.dumps(items, ensure_ascii=False, default=str)
    if isinstance(value, Enum):
        return plain_value(value.value)
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return _iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, float):
        return item if math.isfinite(item) else str(item)
    if isinstance(item, bool | int):
        return item
    return str(item)


def _utc(value: Any) -> datetime | None:
    if value is None or pd.isna(value):
        return None
    moment = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)  # type: ignore[no-any-return]
    return moment.astimezone(UTC)  # type: ignore[no-any-return]


def _iso(value: datetime) -> str | None:
    moment = _utc(value)
    return None if moment is None else moment.isoformat(timespec="milliseconds")[:-6] + "Z"

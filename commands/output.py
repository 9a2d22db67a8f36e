"""What goes to standard output, documents and tables; and progress, which does not."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

_IN_MEMORY = 32_000_000
"""Bytes of results held in memory; more wait in a temporary file."""
_NARROWEST = 8


MESSAGE_KEYS = (
    "id", "stage", "kind", "campaign_id", "prospect_id", "to_email", "subject", "template",
    "origin", "claimed_at", "sent_at", "failure", "alarm", "created_at", "first_name",
    "last_name", "title", "company", "score",
)  # fmt: skip
"""What is told of a message in a list."""


class JsonList:
    """A list of a document that may be long: each item is serialised when it is added.

    Nothing is printed before everything is done, so a failure half-way leaves no
    half document; and a list of any length takes little memory.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - lives with the list
            _IN_MEMORY, mode="w+", encoding="utf-8", errors="replace", newline="\n"
        )
        self._count = 0

    def add(self, item: Any) -> None:
        self._file.write((",\n" if self._count else "\n") + _dumped(item))
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def copy_to(self, stream: Any) -> None:
        stream.write("[")
        self._file.seek(0)
        shutil.copyfileobj(self._file, stream, 1 << 20)
        stream.write("\n]" if self._count else "]")


def emit(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output: a key a line, and an item of a list a line."""
    out = sys.stdout
    lead = "{"
    for key, value in document.items():
        out.write(f"{lead}\n{json.dumps(key)}: ")
        if isinstance(value, JsonList):
            value.copy_to(out)
        elif isinstance(value, list) and value:
            out.write("[\n" + ",\n".join(map(_dumped, value)) + "\n]")
        else:
            out.write(_dumped(value))
        lead = ","
    out.write("\n}\n" if document else "{}\n")


def answer(as_json: bool, document: Mapping[str, Any], text: str) -> None:
    """What a command did: the document with ``--json``, else the sentence."""
    if as_json:
        emit(document)
    else:
        click.echo(text)


_dumped = json.JSONEncoder(ensure_ascii=False, default=str).encode


def picked(rows: Iterable[Any], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Of each row the keys that its schema names, so that a new column changes no output."""
    return [{key: row[key] for key in keys} for row in rows]


def plain(text: str) -> str:
    """Without control characters, by which a cell could write to the whole terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def table(
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    empty: str,
    *,
    spare: Sequence[str] = (),
) -> None:
    """A plain table on standard output, as wide as the terminal.

    ``columns`` maps keys to headings; the columns in ``spare`` go where there is no room
    for them. Where no terminal is, nothing is cut.
    """
    if not rows:
        click.echo(empty)
        return
    room = _room()
    kept = dict(columns)
    cells = {key: [_cell(row.get(key)) for row in rows] for key in columns}
    natural = {key: max(_width(head), *map(_width, cells[key])) for key, head in columns.items()}
    for key in spare:
        wanted = sum(min(natural[k], 2 * _NARROWEST) + 2 for k in kept) - 2
        if room is not None and wanted > room:
            del kept[key]
    widths = _fitted({key: natural[key] for key in kept}, kept, room)
    right = {key for key in kept if _is_numeric(rows, key)}
    click.secho(_line([(kept[k], widths[k], k in right) for k in kept]), bold=True)
    for index in range(len(rows)):
        click.echo(_line([(cells[k][index], widths[k], k in right) for k in kept]))


def _room() -> int | None:
    """Columns of the terminal, or ``None`` where the output goes elsewhere."""
    if "COLUMNS" in os.environ or sys.stdout.isatty():
        return shutil.get_terminal_size((100, 40)).columns
    return None


def _fitted(
    widths: dict[str, int], headings: Mapping[str, str], room: int | None
) -> dict[str, int]:
    """The widths, the widest made narrower until the line fits into ``room``."""
    if room is None:
        return widths
    least = {key: max(_width(headings[key]), min(_NARROWEST, widths[key])) for key in widths}
    while sum(widths.values()) + 2 * (len(widths) - 1) > room:
        key = max(widths, key=lambda k: widths[k] - least[k])
        if widths[key] <= least[key]:
            break
        widths[key] -= 1
    return widths


def _is_numeric(rows: Sequence[Mapping[str, Any]], key: str) -> bool:
    values = [row.get(key) for row in rows if row.get(key) is not None]
    return bool(values) and all(isinstance(value, int | float) for value in values)


def _cell(value: Any) -> str:
    return "" if value is None else " ".join(plain(str(value)).split())


def _width(text: str) -> int:
    """Columns that a terminal gives to ``text``: two for most East Asian characters."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _line(cells: Sequence[tuple[str, int, bool]]) -> str:
    return "  ".join(_padded(*cell) for cell in cells).rstrip()


def _padded(text: str, width: int, is_number: bool) -> str:
    if _width(text) > width:
        while text and _width(text) >= width:
            text = text[:-1]
        text += "…"
    padding = " " * (width - _width(text))
    return padding + text if is_number else text + padding


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, silent where that is no terminal."""
    from tqdm import tqdm

    with tqdm(desc=label, total=total, file=sys.stderr, leave=False, disable=None) as bar:

        def advance(count: int = 1) -> None:
            bar.update(count)

        yield advance

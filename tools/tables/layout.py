"""Where the header of a list is, and what separates its cells."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from domain.columns import ColumnMap, map_headers
from errors import InvalidInput
from tools.tables.cells import cleaned
from tools.tables.formulas import restored

SAMPLE = 200_000
"""Characters of the file's start that are looked at."""

_DELIMITERS = (",", ";", "\t", "|")
_RECORDS = 60
_PREAMBLE = 15
_SEP = re.compile(r"\ufeff?\"?sep=([^\w\s\"']|\t)\"?[\r\n]*", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_EXAMPLE = "first_name,last_name,email,title,company"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list is laid out. ``line`` is the physical line of the header, from 1."""

    delimiter: str
    line: int
    headers: tuple[str, ...]
    columns: ColumnMap


@dataclass(frozen=True, slots=True)
class _Reading:
    layout: Layout | None
    records: int
    first: tuple[str, ...]
    score: tuple[float, ...]


def find_layout(sample: str, complete: bool, record: str) -> Layout:
    """The layout that makes most sense of the start of a file.

    Each delimiter is tried: the best is the one under which most columns are known,
    then the one that gives the records as many cells as the header. ``sep=;`` in the
    first line, as Excel writes it, settles it. Up to fifteen records may stand before
    the header (LinkedIn puts a note there). ``complete`` says that ``sample`` is the
    whole file. Raises ``InvalidInput`` where no header gives a name or an e-mail.
    """
    first_line = sample[: sample.find("\n") + 1] or sample
    told = _SEP.fullmatch(first_line.split("\r")[0].rstrip("\n"))
    choices = (told[1],) if told else _DELIMITERS
    readings = [_read_as(sample, delimiter, complete, told is not None) for delimiter in choices]
    best = max(readings, key=lambda reading: reading.score)
    if best.layout:
        return best.layout
    shown = ", ".join(cell for cell in best.first if cell)[:200]
    if any(_MAIL.fullmatch(cell) for cell in best.first):
        problem = f"The first line is not a header but a record: {shown}"
    elif best.records < 2:
        problem = f"There is one line, and it is no header of a list of people: {shown}"
    else:
        problem = f"No column gives a name or an e-mail; the header is: {shown}"
    raise InvalidInput(
        problem, record=record, fix=f"name the columns in the first line, such as {_EXAMPLE}"
    )


def header_cell(cell: str) -> str:
    """A header as it is compared: without marks, quotes and space around it."""
    return restored(cleaned(cell) or "").strip('"').strip()


def _read_as(sample: str, delimiter: str, complete: bool, told: bool) -> _Reading:
    records = _sampled(sample, delimiter, complete)
    if told:
        records = records[1:]
    first = records[0][1] if records else ()
    for place, (line, cells) in enumerate(records[:_PREAMBLE]):
        columns = map_headers(cells)
        if columns.identifies and (place == 0 or columns.recognised > 1):
            following = [len(c) for _, c in records[place + 1 :]]
            even = sum(count == len(cells) for count in following) / (len(following) or 1)
            score = (1, columns.recognised, -place, even, len(cells))
            return _Reading(Layout(delimiter, line, cells, columns), len(records), first, score)
    widths = [len(cells) for _, cells in records]
    even = sum(width == widths[0] for width in widths) / len(widths) if widths else 0
    return _Reading(None, len(records), first, (0, 0, 0, even if len(first) > 1 else 0, len(first)))


def _sampled(sample: str, delimiter: str, complete: bool) -> list[tuple[int, tuple[str, ...]]]:
    """The first records that are not blank, with the line each starts on."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    found: list[tuple[int, tuple[str, ...]]] = []
    start = 1
    try:
        for cells in reader:
            if len(cells) == 1 and delimiter in cells[0]:
                cells = next(csv.reader([cells[0]], delimiter=delimiter), cells)
            tidy = tuple(header_cell(cell) for cell in cells)
            if any(tidy):
                found.append((start, tidy))
            start = reader.line_num + 1
            if len(found) == _RECORDS:
                return found
    except csv.Error:
        return found
    return found if complete or len(found) < 2 else found[:-1]

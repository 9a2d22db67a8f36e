"""Records of a CSV, each with the physical line it starts on, whatever is wrong with some.

The ``csv`` module reads; what is here is what it does not do: to say where a record
starts, and to go on after a quote that is never closed, a cell without end or a line
without end, losing the one record that is wrong and none after it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

LONGEST_CELL = 100_000
"""Characters. Longer is no cell that a person wrote; it is a file gone wrong."""
LONGEST_LINE = 16_000_000
"""Characters. What is held in memory at once is bounded by it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read, and why."""

    reason: str


class _LineTooLong(csv.Error):
    pass


class _Feed:
    """The physical lines of a file, numbered; the lines of the current record are held."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self.number = 0
        self.held: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self._back:
            line = self._back.popleft()
        else:
            line = self._text.readline(LONGEST_LINE)
            if not line:
                raise StopIteration
            if len(line) == LONGEST_LINE:
                self._skip_rest(line)  # raises
            if line[0] == "\ufeff":  # files joined end to end bring their marks with them
                line = line[1:]
        self.number += 1
        self.held.append(line)
        return line

    def _skip_rest(self, line: str) -> None:
        self.held.append(line)  # its start, to be told of once more if the walk comes again
        while line and line[-1] not in "\r\n":
            line = self._text.readline(LONGEST_LINE)
        self.number += 1
        raise _LineTooLong

    def give_back(self, keep: int) -> None:
        """Of the held lines, keep the first ``keep`` as read; the rest come again."""
        self._back.extendleft(reversed(self.held[keep:]))
        self.number -= len(self.held) - keep
        self.held.clear()


def read_records(
    text: TextIO, delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | Broken]]:
    """Every record as (line it starts on, its cells or why it cannot be read).

    ``text`` must be opened with ``newline=""``; ``width`` is the number of columns. A
    blank line is a record without cells. Memory stays with one record.
    """
    feed = _Feed(text)
    reader = csv.reader(feed, delimiter=delimiter, strict=True, skipinitialspace=True)
    held = feed.held
    doubtful = 0
    while True:
        start = feed.number + 1
        try:
            for cells in reader:
                if len(cells) == 1 and width > 1 and delimiter in cells[0]:
                    cells = _unwrapped(cells[0], delimiter)
                if cells and max(map(len, cells)) > LONGEST_CELL:
                    yield start, Broken(_too_long())
                elif start <= doubtful and cells and not _is_whole(cells, width):
                    yield start, Broken("the rest of a record above, whose quotes do not match")
                else:
                    yield start, cells
                start = feed.number + 1
                held.clear()
            return
        except _LineTooLong:
            yield start, Broken(f"a line of more than {LONGEST_LINE:,} characters")
            held.clear()
        except csv.Error:
            outcome, up_to = _salvaged(feed, start, delimiter)
            doubtful = max(doubtful, up_to)
            yield start, outcome


def _is_whole(cells: list[str], width: int) -> bool:
    """Whether what follows a quote gone wrong is a record, and not the rest of that cell."""
    return len(cells) == width and not any(cell.count('"') % 2 for cell in cells)


def _unwrapped(cell: str, delimiter: str) -> list[str]:
    """A whole record in one pair of quotes, as spreadsheets write a CSV opened as text."""
    try:
        return next(csv.reader([cell], delimiter=delimiter, skipinitialspace=True), [cell])
    except csv.Error:
        return [cell]


def _salvaged(feed: _Feed, start: int, delimiter: str) -> tuple[list[str] | Broken, int]:
    """What to make of the record on which the strict reader failed.

    The feed goes on after it. The second part is the last line up to which what comes
    next may not be records but the rest of this one's last cell; 0 where there is none.
    """
    held = feed.held
    if len(held) == 1:
        cells = _tolerantly_split(held[0], delimiter)
        if cells is not None:
            held.clear()
            return Broken(_too_long()) if max(map(len, cells)) > LONGEST_CELL else cells, 0
    closed, opened, stopped = _walk(feed, delimiter)
    if closed:
        feed.give_back(stopped + 1)
        return Broken(_too_long()), 0
    if opened == stopped and stopped > 0:
        feed.give_back(stopped + 1)
        return Broken(f"text after a closing quote on line {start + stopped}"), 0
    feed.give_back(opened + 1)
    reason = f"a quote opens on line {start + opened} and is not closed"
    return Broken(reason), start + stopped


def _walk(feed: _Feed, delimiter: str) -> tuple[bool, int, int]:
    """Walk the record from its first line as the strict reader does, but without its limit.

    Gives whether the record comes to an end, the index of the line on which the last
    quote opened, and that of the line on which the walk stopped. Lines are pulled as
    they are needed.
    """
    held = feed.held
    quoted, opened, index, position = False, 0, 0, 0
    pulled = 0
    while True:
        line = held[index]
        if not quoted:
            while line[position : position + 1] == " ":
                position += 1
            if line[position : position + 1] == '"':
                quoted, opened, position = True, index, position + 1
                continue
            found = line.find(delimiter, position)
            if found < 0:
                return True, opened, index
            position = found + 1
            continue
        found = line.find('"', position)
        if found < 0:
            index, position = index + 1, 0
            if index == len(held):
                try:
                    pulled += len(next(feed))
                except (StopIteration, _LineTooLong):
                    return False, opened, index - 1
                if pulled > LONGEST_LINE:
                    return False, opened, index
            continue
        after = line[found + 1 : found + 2]
        if after == '"':
            position = found + 2
        elif after == delimiter:
            quoted, position = False, found + 2
        elif after in ("", "\r", "\n"):
            return True, opened, index
        else:
            return False, opened, index


def _tolerantly_split(line: str, delimiter: str) -> list[str] | None:
    """One line whose quotes are not doubled (``"the "new" Acme",x``); None: a quote stays open.

    A quote closes a cell only where a delimiter or the end of the line follows it.
    """
    line = line.rstrip("\r\n")
    cells: list[str] = []
    position = 0
    while True:
        while line[position : position + 1] == " ":
            position += 1
        if line[position : position + 1] == '"':
            close = position + 1
            while True:
                close = line.find('"', close)
                if close < 0:
                    return None
                rest = close + 1
                while line[rest : rest + 1] == " ":
                    rest += 1
                if line[close + 1 : close + 2] == '"':
                    close += 2
                elif rest >= len(line) or line[rest] == delimiter:
                    break
                else:
                    close += 1
            cells.append(line[position + 1 : close].replace('""', '"'))
        else:
            rest = line.find(delimiter, position)
            if rest < 0:
                rest = len(line)
            cells.append(line[position:rest])
        if rest >= len(line):
            return cells
        position = rest + 1


def _too_long() -> str:
    return f"a cell of more than {LONGEST_CELL:,} characters"

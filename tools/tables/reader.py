"""Reads any list of people that a rep has.

    for found in read_table(Path("leads.csv")):
        match found:
            case Row(line, facts): ...
            case BadRow(line, reason): ...

What is decided about lists that are not quite right:

- A cell that says that there is nothing (``-``, ``N/A``, ``null``, ``inconnu``) is unknown.
- Control, zero-width and bidirectional characters go; so do NUL bytes.
- A row with fewer cells than the header lacks the last facts; one with more, where the
  surplus is not empty, is bad: nobody can say which cell is which.
- A character that could not be decoded makes the row bad where it stands in a short
  fact (a mail would carry it), and is kept as U+FFFD in descriptions and extra columns.
- An e-mail that is none is unknown, and kept as ``email_as_written`` in ``extra``; the
  row stays if it has a name.
- Of several columns for one fact the best that is not empty wins; the others, where
  they differ, stay in ``extra`` under their own headers.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from domain.columns import ColumnMap
from domain.facts import ProspectFacts
from errors import InvalidInput
from tools.tables.encoding import recognise_encoding
from tools.tables.layout import SAMPLE, Layout, find_layout, header_cell
from tools.tables.records import Broken, read_records
from tools.tables.rows import RowReader


@dataclass(frozen=True, slots=True)
class Row:
    """One prospect. ``line`` is the physical line its record starts on, from 1."""

    line: int
    facts: ProspectFacts


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be used, and why, in words for the rep."""

    line: int
    reason: str


class Table:
    """A list of people, read anew, row by row, each time it is iterated.

    Rows and bad rows come in the order of the file; blank records do not come. Raises
    ``InvalidInput`` while iterating only if the file itself is gone or unreadable.
    """

    def __init__(self, source: _File, encoding: str, layout: Layout, provenance: str) -> None:
        self._file = source
        self._layout = layout
        self._provenance = provenance
        self.encoding = encoding
        """Python name of the encoding, such as ``utf-8-sig`` or ``cp1252``."""

    @property
    def columns(self) -> ColumnMap:
        """What each column holds."""
        return self._layout.columns

    @property
    def delimiter(self) -> str:
        """What separates the cells."""
        return self._layout.delimiter

    @property
    def header_line(self) -> int:
        """The physical line of the header; 1 but for notes or ``sep=;`` before it."""
        return self._layout.line

    def __iter__(self) -> Iterator[Row | BadRow]:
        layout = self._layout
        headers = list(layout.headers)
        rows = RowReader(layout.columns, self._provenance)
        width = len(headers)
        with self._file.text(self.encoding) as text:
            for line, cells in read_records(text, layout.delimiter, width):
                if line <= layout.line:
                    continue
                if isinstance(cells, Broken):
                    yield BadRow(line, cells.reason)
                    continue
                outcome = rows.read(cells)
                if outcome is None:
                    continue
                # A header has no address in it, so most rows need not be compared with it.
                facts = outcome if isinstance(outcome, ProspectFacts) else None
                if (facts is None or facts.email is None) and _repeats(cells, headers):
                    yield BadRow(line, "the header again")
                elif facts is not None:
                    yield Row(line, facts)
                else:
                    yield BadRow(line, str(outcome))


def read_table(path: Path | BinaryIO, *, source: str = "import") -> Table:
    """The list in a file, or in a binary stream such as an upload, from its start.

    ``source`` is written down as the source of every fact. A stream is not closed, and
    must stay open while the table is read. Raises ``InvalidInput`` for a file that is
    missing, a folder, empty or not text, and for one without a header that gives a name
    or an e-mail.
    """
    file = _File(path)
    with file.opened() as stream:
        encoding = recognise_encoding(stream, file.name)
    with file.text(encoding) as text:
        sample = text.read(SAMPLE)
        complete = not text.read(1)
    return Table(file, encoding, find_layout(sample, complete, file.name), source)


def _repeats(cells: list[str], headers: list[str]) -> bool:
    if header_cell(cells[0]) != headers[0]:
        return False
    return [header_cell(cell) for cell in cells[: len(headers)]] == headers


class _File:
    """A file on disk, or a stream that can be read again from its start."""

    def __init__(self, origin: Path | BinaryIO) -> None:
        self._path: Path | None = None
        self._stream: BinaryIO | None = None
        if isinstance(origin, str | Path):
            self._path = Path(origin)
            self.name = str(self._path)
        else:
            self.name = str(getattr(origin, "name", "") or "the list")
            self._stream = self._rewindable(origin)

    def _rewindable(self, stream: BinaryIO) -> BinaryIO:
        if isinstance(stream, io.TextIOBase):
            raise InvalidInput(
                "The list was opened as text", record=self.name, fix="open it in binary mode"
            )
        if isinstance(stream, io.IOBase) and stream.seekable():
            return stream
        kept = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the table
        shutil.copyfileobj(stream, kept)
        return cast(BinaryIO, kept)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        try:
            if self._stream is not None:
                self._rewind(self._stream)
                yield self._stream
                return
            with self._open() as stream:
                yield stream
        except OSError as problem:
            raise InvalidInput(
                f"The file cannot be read: {problem.strerror or problem}",
                record=self.name,
                fix="check that it is there and who may read it",
            ) from problem

    def _rewind(self, stream: BinaryIO) -> None:
        if stream.closed:
            raise InvalidInput("The list was closed", record=self.name, fix="give it again")
        stream.seek(0)

    def _open(self) -> BinaryIO:
        assert self._path is not None
        try:
            if self._path.is_dir():
                raise InvalidInput("This is a folder", record=self.name, fix="give a CSV file")
            return self._path.open("rb")
        except (FileNotFoundError, ValueError) as problem:
            raise InvalidInput(
                "There is no such file", record=self.name, fix="check its name and folder"
            ) from problem

    @contextmanager
    def text(self, encoding: str) -> Iterator[io.TextIOWrapper]:
        with self.opened() as stream:
            text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
            try:
                yield text
            finally:
                text.detach()

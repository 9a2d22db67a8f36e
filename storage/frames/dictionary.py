"""What each column means, read from ``docs/dataframes.md``, the one place where it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.frames.columns import COLUMNS

DOCUMENT = Path(__file__).parents[2] / "docs" / "dataframes.md"
_HEADING = re.compile(r"^## (\w+)$")
_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Described:
    name: str
    kind: str
    """Its pandas dtype."""
    unit: str
    meaning: str
    """Both empty where the document is not at hand."""


def described(frame: str) -> tuple[Described, ...]:
    """The frame's columns in their order."""
    said = _document().get(frame, {})
    return tuple(
        Described(column.name, column.kind.value, *said.get(column.name, ("", "")))
        for column in COLUMNS[frame]
    )


@cache
def _document() -> dict[str, dict[str, tuple[str, str]]]:
    if not DOCUMENT.is_file():
        return {}
    found: dict[str, dict[str, tuple[str, str]]] = {}
    frame: dict[str, tuple[str, str]] = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.match(line):
            frame = found.setdefault(heading[1], {})
        elif line.startswith("| `"):
            cells = [_plain(cell) for cell in _CELLS.split(line)[1:-1]]
            if len(cells) == 4:
                frame[cells[0]] = ("" if cells[2] == "-" else cells[2], cells[3])
    return found


def _plain(cell: str) -> str:
    return cell.replace("\\|", "|").replace("`", "").strip()

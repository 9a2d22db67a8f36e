"""A rep's own list with a column that says whom to contact, as labelled prospects."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

from domain.bant import Criterion
from domain.evaluation import Label, Labelled, Level
from errors import InvalidInput
from tools.tables.reader import BadRow, Row, read_table

Word = TypeVar("Word", Label, Level)
VERDICT_COLUMNS = ("verdict", "label")


def read_labelled_table(path: Path, as_of: date) -> tuple[list[Labelled], list[BadRow]]:
    """The rows that carry a verdict, and those that cannot be used.

    The column ``verdict`` (or ``label``) says ``contact``, ``reject`` or ``doubtful``;
    ``budget``, ``authority``, ``need`` and ``timeline`` may say ``weak``, ``fair``,
    ``strong`` or ``unknown``, ``why`` and ``lang`` what they like. A row without a verdict
    is bad: an evaluation that leaves rows out in silence would flatter.
    """
    labelled: list[Labelled] = []
    bad: list[BadRow] = []
    for found in read_table(path):
        if isinstance(found, BadRow):
            bad.append(found)
            continue
        try:
            labelled.append(_labelled(found, as_of))
        except InvalidInput as error:
            bad.append(BadRow(found.line, error.message))
    return labelled, bad


def _labelled(row: Row, as_of: date) -> Labelled:
    said = {header.strip().casefold(): value for header, value in row.facts.extra.items()}
    verdict = next((said[name] for name in VERDICT_COLUMNS if said.get(name)), "")
    return Labelled(
        name=f"line {row.line}",
        facts=row.facts,
        label=_one_of(Label, verdict, "verdict"),
        as_of=as_of,
        levels={
            criterion: _one_of(Level, level, str(criterion))
            for criterion in Criterion
            if (level := said.get(str(criterion)))
        },
        note=said.get("why"),
        group=said.get("lang"),
    )


def _one_of(kind: type[Word], word: str, column: str) -> Word:
    try:
        return kind(word.strip().casefold())
    except ValueError:
        raise InvalidInput(
            f"The column {column} says {word!r}: it must be one of {', '.join(kind)}."
        ) from None

"""The labelled people: the shipped file, how it is made, and its held-out variants."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from random import Random

from domain.identity.matching import IdentityRecord
from evals.identity.generate import generate, look_alikes
from evals.identity.measure import LabelledRecord

FOLDER = Path(__file__).parent
AUTHORED = FOLDER / "authored.csv"
PEOPLE = FOLDER / "people.csv"
SHIPPED_SEED = 2026
_FIELDS = tuple(field.name for field in fields(IdentityRecord))


def read_people(path: Path) -> list[LabelledRecord]:
    """The labelled records of a CSV file, in file order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            LabelledRecord(
                row["cluster"],
                IdentityRecord(**{name: row[name] or None for name in _FIELDS}),
                row["case"],
            )
            for row in csv.DictReader(file)
        ]


def write_people(path: Path, rows: Sequence[LabelledRecord]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("cluster", *_FIELDS, "case"), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            known = {name: value or "" for name, value in asdict(row.record).items()}
            writer.writerow({"cluster": row.cluster, **known, "case": row.case})


def make_people() -> list[LabelledRecord]:
    """The shipped set: what was written by hand, then what chance wrote."""
    return [*read_people(AUTHORED), *look_alikes(), *generate(SHIPPED_SEED)]


def held_out(seed: int) -> list[LabelledRecord]:
    """Everything in another order, with other generated people and other noise."""
    rows = [*read_people(AUTHORED), *look_alikes(), *generate(seed)]
    Random(seed).shuffle(rows)
    return rows

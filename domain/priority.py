"""Whom to look at first: how near a prospect is to what a campaign asks for.

Firmographic fit (size, industry, place) weighs 60 of 100, demographic fit
(rank, department or title) 40. What a campaign does not ask for is left out and
the rest weighs as much more. What is unknown earns half: it may fit, so it
stands below what does and above what does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from domain.campaign import SIZE_BUCKETS, Criteria
from domain.facts import ProspectFacts
from domain.headcount import Headcount, read_headcount
from domain.titles import Department, Seniority, TitleReading, read_title
from domain.vocabulary.folding import plain
from domain.whereabouts import country_code

_WEIGHTS = {"size": 25, "industry": 20, "place": 15, "rank": 20, "job": 20}
_UNKNOWN = 0.5
_NEAR = 0.5  # the size next to the one asked for
_ALIKE_MIN = 85  # of 100, rapidfuzz's token-set ratio: "Logiciels" and "Édition de logiciels"
_RANKS = (
    Seniority.OWNER,
    Seniority.C_LEVEL,
    Seniority.VP,
    Seniority.DIRECTOR,
    Seniority.MANAGER,
    Seniority.STAFF,
)


@dataclass(frozen=True, slots=True)
class Priority:
    """``score`` is 0 to 100, ``reasons`` one short sentence for each thing asked for."""

    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    share: float
    """0 for a miss, 1 for a fit, half for unknown."""
    reason: str


def priority(facts: ProspectFacts, criteria: Criteria) -> Priority:
    """How near ``facts`` are to ``criteria``; for ranking, never for deciding."""
    reading = read_title(facts.title)
    fits = {
        "size": _size(read_headcount(facts.employees), criteria),
        "industry": _industry(facts.industry, criteria),
        "place": _place(facts, criteria),
        "rank": _rank(reading, criteria),
        "job": _job(facts.title, reading, criteria),
    }
    asked = {name: fit for name, fit in fits.items() if fit is not None}
    weight = sum(_WEIGHTS[name] for name in asked)
    earned = sum(_WEIGHTS[name] * fit.share for name, fit in asked.items())
    return Priority(round(100 * earned / weight), tuple(fit.reason for fit in asked.values()))


def _size(headcount: Headcount | None, criteria: Criteria) -> _Fit | None:
    if not criteria.sizes:
        return None
    if headcount is None:
        return _Fit(_UNKNOWN, "size unknown")
    shown = headcount.quote
    wanted = {SIZE_BUCKETS.index(size) for size in criteria.sizes}
    there = _buckets(headcount)
    if there <= wanted:
        return _Fit(1.0, f"{shown} employees, as asked")
    if there & wanted:
        return _Fit(_NEAR, f"{shown} employees, partly as asked")
    if any(abs(a - b) == 1 for a in there for b in wanted):
        return _Fit(_NEAR, f"{shown} employees, next to the size asked for")
    return _Fit(0.0, f"{shown} employees, not as asked")


def _buckets(headcount: Headcount) -> frozenset[int]:
    """The buckets that a headcount may be in; an open range ("200+") reaches the last."""
    high = headcount.high
    return frozenset(
        index
        for index, (low_end, high_end) in enumerate(_bucket_ends())
        if (high is None or high >= low_end) and (high_end is None or headcount.low <= high_end)
    )


@lru_cache(maxsize=1)
def _bucket_ends() -> tuple[tuple[int, int | None], ...]:
    ends = (size.rstrip("+").split("-") for size in SIZE_BUCKETS)
    return tuple((int(end[0]), int(end[1]) if len(end) == 2 else None) for end in ends)


def _industry(industry: str | None, criteria: Criteria) -> _Fit | None:
    if not criteria.industries:
        return None
    if industry is None:
        return _Fit(_UNKNOWN, "industry unknown")
    if any(_alike(industry, wanted) for wanted in criteria.industries):
        return _Fit(1.0, f"industry {industry}, as asked")
    return _Fit(0.0, f"industry {industry}, not as asked")


def _place(facts: ProspectFacts, criteria: Criteria) -> _Fit | None:
    """A region or an unlisted place cannot be told from a city's name: that stays unknown."""
    if not criteria.places:
        return None
    shown = ", ".join(part for part in (facts.city, facts.country) if part)
    if not shown:
        return _Fit(_UNKNOWN, "place unknown")
    code = country_code(facts.country)
    undecided = False
    for wanted in criteria.places:
        head = wanted.partition(",")[0]
        if facts.city and _same_place(head, facts.city):
            return _Fit(1.0, f"{shown}, as asked")
        wanted_code = country_code(wanted)
        if country_code(head) is not None:  # the place asked for is a country
            if code is not None and code == wanted_code:
                return _Fit(1.0, f"{shown}, as asked")
            undecided = undecided or code is None
        else:
            undecided = undecided or wanted_code is None or code in (None, wanted_code)
    if undecided:
        return _Fit(_UNKNOWN, f"{shown}, perhaps as asked")
    return _Fit(0.0, f"{shown}, not as asked")


def _rank(reading: TitleReading, criteria: Criteria) -> _Fit | None:
    if criteria.seniorities:
        wanted = {Seniority(name) for name in criteria.seniorities}
    else:
        wanted = {read_title(title).seniority for title in criteria.titles} - {Seniority.UNKNOWN}
        if not wanted:
            return None
    if reading.seniority is Seniority.UNKNOWN:
        return _Fit(_UNKNOWN, "rank unknown")
    spoken = reading.seniority.value.replace("_", " ")
    if reading.former or reading.assistant:
        return _Fit(0.0, "not in the role itself")
    if reading.seniority in wanted:
        return _Fit(1.0, f"rank {spoken}, as asked")
    near = min(abs(_RANKS.index(reading.seniority) - _RANKS.index(rank)) for rank in wanted)
    if near == 1 and reading.seniority is not Seniority.STAFF:
        return _Fit(_NEAR, f"rank {spoken}, next to the rank asked for")
    return _Fit(0.0, f"rank {spoken}, not as asked")


def _job(title: str | None, reading: TitleReading, criteria: Criteria) -> _Fit | None:
    """By department, or by the titles asked for, whichever fits."""
    wanted = {_department(text) for text in criteria.departments}
    wanted |= {read_title(text).department for text in criteria.titles}
    wanted -= {Department.UNKNOWN, Department.OTHER}
    if not (wanted or criteria.titles):
        return None
    if title is None:
        return _Fit(_UNKNOWN, "job unknown")
    if reading.former or reading.assistant:
        return _Fit(0.0, "not in the job itself")
    if any(_alike(title, text) for text in criteria.titles):
        return _Fit(1.0, "title as asked")
    if reading.department is Department.UNKNOWN:
        return _Fit(_UNKNOWN, "department unknown")
    if reading.department in wanted:
        return _Fit(1.0, f"department {reading.department.value}, as asked")
    return _Fit(0.0, f"department {reading.department.value}, not as asked")


@lru_cache(maxsize=512)
def _department(text: str) -> Department:
    """A department as a campaign names it: by its own name, or as a title would."""
    name = plain(text).replace(" ", "_")
    if name in {department.value for department in Department}:
        return Department(name)
    for spelling in (f"Director of {text}", f"Directeur {text}", text):
        department = read_title(spelling).department
        if department not in (Department.UNKNOWN, Department.OTHER, Department.GENERAL):
            return department
    return Department.UNKNOWN


@lru_cache(maxsize=65_536)
def _alike(text: str, wanted: str) -> bool:
    one, other = plain(text), plain(wanted)
    # Below four letters ("IT", "RH") likeness is chance: the word itself must be there.
    if min(len(one), len(other)) < 4:
        return f" {other} " in f" {one} "
    return fuzz.token_set_ratio(one, other) >= _ALIKE_MIN


@lru_cache(maxsize=16_384)
def _same_place(wanted: str, city: str) -> bool:
    one, other = (plain(text).replace("-", " ") for text in (wanted, city))
    return f" {one} " in f" {other.replace(',', ' ')} "

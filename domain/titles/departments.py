"""Which department a rank belongs to: the function words around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from domain.titles.context import (
    WALL,
    Candidate,
    Spans,
    alternation,
    inside,
    segment_around,
)
from domain.titles.functions import FUNCTIONS
from domain.titles.grades import AUTHORITY, HEIGHT, Department, Seniority
from domain.vocabulary.folding import Folded

_FUNCTION = alternation(pattern for pattern, _ in FUNCTIONS)
_JOINED = re.compile(r" ?(?:&|,|/|\+|and|et) ?")
_UPPER_CASE_ONLY = frozenset({"it", "si", "pr"})


class Function(NamedTuple):
    """A function word at its place in the folded text."""

    start: int
    end: int
    department: Department


def functions_between(folded: Folded, start: int, end: int, employers: Spans) -> list[Function]:
    """The function words between two places, employers' names left out."""
    hits = []
    for match in _FUNCTION.finditer(folded.text, start, end):
        if inside(match.start(), employers):
            continue
        if match[0] in _UPPER_CASE_ONLY:
            written = folded.quote(*match.span())
            if not written.isupper() and folded.original != folded.original.lower():
                continue
        if match.start() and folded.text[match.start() - 1] == ".":
            continue  # the "com" of "acme.com"
        department = FUNCTIONS[(match.lastindex or 1) - 1][1]
        hits.append(Function(match.start(), match.end(), department))
    return hits


def function_of(
    folded: Folded, best: Candidate, found: list[Candidate], employers: Spans
) -> Function | None:
    """The function word that a rank governs; the rank's own words when it needs none.

    English puts the function before the rank ("Marketing Director") and French
    after it, so a function that touches the rank from the left wins, and of
    several joined by "&" the first; then what follows; then what is beyond a
    comma or a dash ("VP, Sales").
    """
    if best.department is not None and best.seniority is not Seniority.OWNER:
        return Function(best.start, best.end, best.department)
    if best.department is None:
        named = _named_around(folded, best, found, employers)
        if named is not None:
            return named
    beside = _beside(folded, best, found, employers)
    if beside is None and best.seniority is Seniority.OWNER:
        return Function(best.start, best.end, Department.GENERAL)
    return beside


def _beside(
    folded: Folded, best: Candidate, found: list[Candidate], employers: Spans
) -> Function | None:
    """The function of another rank of the same person: a founder who is also CTO.

    Only lower ranks are asked, so that two never ask each other.
    """
    for other in found:
        if (
            other.former is best.former
            and other.seniority in AUTHORITY
            and HEIGHT[other.seniority] < HEIGHT[best.seniority]
        ):
            named = function_of(folded, other, found, employers)
            if named is not None:
                return Function(best.start, best.end, named.department)
    return None


def _named_around(
    folded: Folded, best: Candidate, found: list[Candidate], employers: Spans
) -> Function | None:
    words = folded.text
    own = functions_between(folded, best.start, best.end, employers)
    if own:
        return own[0]
    low, high = segment_around(words, best.start, best.end)
    ranks = [each for each in found if each.seniority in AUTHORITY]
    floor = max((each.end for each in ranks if each.end <= best.start), default=0)
    ceiling = min((each.start for each in ranks if each.start >= best.end), default=len(words))
    before = functions_between(folded, max(low, floor), best.start, employers)
    if before and not words[before[-1].end : best.start].strip():
        head = len(before) - 1
        while head and _JOINED.fullmatch(words[before[head - 1].end : before[head].start]):
            head -= 1
        return before[head]
    after = functions_between(folded, best.end, min(high, ceiling), employers)
    if after:
        return after[0]
    if before:
        return before[-1]
    for match in WALL.finditer(words):
        if match.start() >= best.end:
            ceiling = min(ceiling, match.start())
        elif match.end() <= best.start:
            floor = max(floor, match.end())
    wider = functions_between(folded, best.end, max(ceiling, best.end), employers)
    wider = wider or functions_between(folded, min(floor, best.start), best.start, employers)
    return wider[0] if wider else None

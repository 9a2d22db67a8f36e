"""What a job title says, in English and French: rank, department, held now or not.

Rules, where a title could be read two ways:

- The highest rank held *now* decides: "Former VP at X, now CEO at Y" is a CEO.
- A rank that someone else holds is not the person's: "EA to the CEO", "CEO
  coach", "assistante du directeur", "I help founders".
- "Assistant" before VP, director or manager is that grade's deputy and keeps
  it; any other assistant serves somebody and has no authority. Deputies
  ("adjoint", "deputy") and interim holders keep the grade.
- Who manages accounts, projects, products, communities or an office rather
  than people is STAFF (see ``ranks``). Trainees, students and those who say
  "future" or "aspiring" are STAFF.
- "Looking for opportunities" and "open to work" beside a title: not held now.
- What follows "at", "@" or "chez" is the employer, whose name decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from domain.titles.context import (
    FORMER_BEFORE,
    INCLUSIVE,
    SEEKING,
    TRAINEE,
    Candidate,
    Spans,
    alternation,
    assistant_words,
    employer_spans,
    inside,
    is_managing_director,
    is_someone_elses,
    mark_times,
)
from domain.titles.departments import function_of, functions_between
from domain.titles.grades import AUTHORITY, HEIGHT, Department, Seniority
from domain.titles.ranks import RANKS
from domain.vocabulary.folding import Folded, dropping, fold

LONGEST = 300
"""Characters read; what follows in a pasted biography is not a title."""

_RANK = alternation(rank.pattern for rank in RANKS)
_UPPER_CASE_ONLY = frozenset(
    {"md", "gm", "dev", "cpo", "cso", "cco", "cgo", "cbo", "clo", "cdo", "raf"}
)
_JOINING = (" and ", " et ", " & ", ", ")
_NEAR = 30
"""Characters between a rank and its function for one quote to hold both."""


@dataclass(frozen=True, slots=True)
class TitleReading:
    """``quote``: the words that decided, exactly as written. ``former``: not held now.

    When every rank named is a former one, seniority and department are those
    once held, and ``former`` is true.
    """

    seniority: Seniority = Seniority.UNKNOWN
    department: Department = Department.UNKNOWN
    quote: str | None = None
    former: bool = False
    assistant: bool = False


NOTHING = TitleReading()


def has_authority(reading: TitleReading) -> bool:
    """Manager or above, now, and in their own right."""
    return reading.seniority in AUTHORITY and not reading.former and not reading.assistant


def read_title(text: str | None) -> TitleReading:
    """Read a title. Never raises; what says nothing of a job is UNKNOWN twice."""
    if text is None or not text.strip():
        return NOTHING
    return _read(text)


@lru_cache(maxsize=65_536)
def _read(text: str) -> TitleReading:
    folded = dropping(fold(text[:LONGEST]), INCLUSIVE)
    words = folded.text
    employers = employer_spans(words)
    found = _candidates(folded, employers)
    mark_times(words, found, employers)
    assisting = assistant_words(words, folded, found, employers)
    current = [each for each in found if not each.former]
    pool = current or found
    if not pool:
        return _without_rank(folded, employers, assisting)
    best = max(pool, key=lambda each: (HEIGHT[_held(each)], -each.start))
    seniority = _held(best)
    assistant = assisting is not None and seniority is Seniority.STAFF
    function = function_of(folded, best, found, employers)
    start, end = best.start, best.end
    if assistant and assisting is not None:
        start, end = assisting
    elif function is not None:
        low, high = min(start, function.start), max(end, function.end)
        if high - low <= (end - start) + (function.end - function.start) + _NEAR:
            start, end = low, high
    return TitleReading(
        seniority=seniority,
        department=function.department if function else Department.UNKNOWN,
        quote=folded.quote(start, end),
        former=not current,
        assistant=assistant,
    )


def _held(candidate: Candidate) -> Seniority:
    return Seniority.STAFF if candidate.trainee else candidate.seniority


def _candidates(folded: Folded, employers: Spans) -> list[Candidate]:
    words = folded.text
    found: list[Candidate] = []
    for match in _RANK.finditer(words):
        rank = RANKS[(match.lastindex or 1) - 1]
        if rank.seniority is Seniority.UNKNOWN:
            continue
        start, end = match.span()
        if inside(start, employers) and not words[:start].endswith(_JOINING):
            continue
        if match[0] in _UPPER_CASE_ONLY and not folded.quote(start, end).isupper():
            continue
        if match[0] == "md" and not is_managing_director(words):
            continue
        if rank.seniority is not Seniority.STAFF and is_someone_elses(words, start, end):
            continue
        found.append(Candidate(start, end, rank.seniority, rank.department, match[0]))
    return found


def _without_rank(
    folded: Folded, employers: Spans, assisting: tuple[int, int] | None
) -> TitleReading:
    """No rank word: an assistant or a trainee is STAFF, the rest unknown."""
    words = folded.text
    functions = functions_between(folded, 0, len(words), employers)
    department = functions[0].department if functions else Department.UNKNOWN
    trainee = TRAINEE.search(words)
    span = assisting or (trainee.span() if trainee else None)
    gone = FORMER_BEFORE.search(words)
    if span is None or inside(span[0], employers):
        if SEEKING.search(words):
            return NOTHING
        retired = (gone is not None and gone[0].startswith("retir")) or words.startswith("retrait")
        return TitleReading(department=department, former=retired)
    return TitleReading(
        seniority=Seniority.STAFF,
        department=department,
        quote=folded.quote(*span),
        former=gone is not None and gone.start() < span[0],
        assistant=assisting is not None,
    )

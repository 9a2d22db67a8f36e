"""Other spellings of a job, and the titles of a rank, for searching people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from domain.titles.grades import AUTHORITY, Department, Seniority
from domain.titles.reading import read_title
from domain.titles.search_titles import EQUIVALENT, JOBS
from domain.vocabulary.folding import plain

_SMALL_WORDS = frozenset({"of", "the", "and", "de", "des", "du", "la", "le", "les", "l", "d", "et"})


def _key(title: str) -> frozenset[str]:
    """The words that count: "VP, Sales" and "VP of Sales" are one job."""
    return frozenset(re.findall(r"[\w&]+", plain(title))) - _SMALL_WORDS


@lru_cache(maxsize=1)
def _spellings() -> dict[frozenset[str], tuple[str, ...]]:
    """Each known title -> every spelling of its job."""
    spellings: dict[frozenset[str], tuple[str, ...]] = {}
    for titles in (
        *EQUIVALENT,
        *(row for grade, about, row in JOBS if _is_one_job(grade, about)),
    ):
        for title in titles:
            key = _key(title)
            spellings[key] = _each_once((*spellings.get(key, ()), *titles))
    return spellings


def _is_one_job(seniority: Seniority, department: Department) -> bool:
    """Several jobs share the other rows: a CTO is no CIO, a plant's director no store's."""
    shared = (Department.GENERAL, Department.OPERATIONS)
    return seniority is not Seniority.C_LEVEL and department not in shared


def title_synonyms(title: str) -> tuple[str, ...]:
    """``title`` and the English and French spellings of the same job, itself first.

    "DSI" gives CIO and IT Director, "Regional Sales Director" the spellings of
    sales director. A former title, an assistant's, and a job that is not in the
    lists have no synonyms: to search for the rank alone would find everybody.
    """
    written = " ".join(title.split())
    if not written:
        return ()
    reading = read_title(written)
    if reading.former or reading.assistant:
        return (written,)
    known = _spellings()
    return _each_once(
        (
            written,
            *(known.get(_key(written)) or known.get(_key(reading.quote or "")) or ()),
        )
    )


def titles_at(
    seniorities: Iterable[Seniority], departments: Iterable[Department]
) -> tuple[str, ...]:
    """Titles to search, in English and French, highest rank first, each once.

    No seniority means manager and above; no department means every one.
    """
    wanted = frozenset(seniorities) or AUTHORITY
    within = frozenset(departments) or frozenset(Department)
    return _each_once(
        title
        for seniority, department, titles in JOBS
        if seniority in wanted and department in within
        for title in titles
    )


def _each_once(titles: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for title in titles:
        kept.setdefault(plain(title), title)
    return tuple(kept.values())

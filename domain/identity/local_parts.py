"""What the part before the @ says of its owner's name."""

from __future__ import annotations

import re
from functools import lru_cache

from domain.identity.folding import words_of
from domain.identity.names import PersonName
from domain.identity.surnames import significant

_TRAILING_DIGITS = re.compile(r"[._\-]?\d+$")

FULL = "full"
INITIAL = "initial"
PART = "part"


def without_number(local: str) -> str:
    """``jean.dupont`` of ``jean.dupont2``; a local part that is all digits stays."""
    return _TRAILING_DIGITS.sub("", local.partition("+")[0].lower()) or local.lower()


@lru_cache(maxsize=65_536)
def address_fits(local: str, name: PersonName) -> str | None:
    """How the local part is made of the name.

    ``full``: first and last name (claire.martin, martinclaire). ``initial``:
    one name and the initial of the other (cmartin, claire.m). ``part``: one
    name alone. ``None``: it says something else, or nothing.
    """
    compact = "".join(words_of(without_number(local)))
    firsts, lasts = _first_forms(name.first), _last_forms(name.last)
    if not compact or not (firsts or lasts):
        return None
    for first in firsts:
        for last in lasts:
            if compact in (first + last, last + first):
                return INITIAL if len(first) == 1 or len(last) == 1 else FULL
    initials = "".join(word[0] for word in name.first)
    for last in lasts:
        if initials and compact in (
            initials + last,
            last + initials,
            initials[0] + last,
            last + initials[0],
        ):
            return INITIAL
        if compact == last and len(last) > 1:
            return PART
    for first in firsts:
        if any(compact in (first + last[0], last[0] + first) for last in lasts):
            return INITIAL
        if compact == first and len(first) > 1:
            return PART
    return None


@lru_cache(maxsize=65_536)
def first_name_in(local: str, name: PersonName) -> tuple[str, ...] | None:
    """The first name that the local part spells out beside the last name, folded."""
    words = words_of(without_number(local))
    if len(words) < 2 or not name.last:
        return None
    core = significant(name.last)
    for last in (name.last, core, ("".join(name.last),), ("".join(core),)):
        rest: tuple[str, ...] = ()
        if words[-len(last) :] == last:
            rest = words[: -len(last)]
        elif words[: len(last)] == last:
            rest = words[len(last) :]
        if rest and all(len(word) > 1 for word in rest):
            return rest
    return None


@lru_cache(maxsize=65_536)
def last_name_in(local: str, first: tuple[str, ...]) -> tuple[str, ...] | None:
    """The last name that the local part spells out beside a known first name, folded."""
    words = words_of(without_number(local))
    for rest in (words[len(first) :], words[: -len(first)] if first else ()):
        if rest and len("".join(rest)) > 1 and sorted((*first, *rest)) == sorted(words):
            return rest
    return None


@lru_cache(maxsize=65_536)
def name_in(local: str) -> PersonName | None:
    """A name read from ``first.last``; which of the two comes first is a guess."""
    separated = re.split(r"[._]", without_number(local))
    if without_number(local) != local.lower() or len(separated) != 2:
        return None
    first, last = (words_of(part) for part in separated)
    if not first or not last or min(len("".join(first)), len("".join(last))) < 2:
        return None
    if not all(word.isalpha() for word in (*first, *last)):
        return None
    return PersonName(first, last)


def _first_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("".join(words), words[0]))) if words else ()


def _last_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    core = significant(words)
    forms = ("".join(words), "".join(core), core[0], core[-1]) if words else ()
    return tuple(dict.fromkeys(form for form in forms if form))

"""A person's whole name, as one cell holds it, in two parts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nameparser import HumanName
from nameparser.config import CONSTANTS

_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_INITIAL = re.compile(r"[^\W\d_]\.?(?:\s|$)")
_PICTURES = ("So", "Sk", "Cs", "Co")
_SIMPLE = 3
# The parser knows the English ones; these are what it lacks, or takes for a name.
_HONORIFICS = frozenset(
    (
        "m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "doctor", "docteur", "pr", "prof",
        "professor", "professeur", "me", "maître", "sir", "madame", "monsieur", "mademoiselle",
        "lord", "lady", "dame",
    )
)  # fmt: skip
_PARTICLES = frozenset(
    (
        "de", "du", "des", "di", "da", "del", "della", "van", "von", "der", "den", "la", "le",
        "les", "el", "al", "bin", "ben", "ibn", "abu", "st", "saint", "dos", "das", "do", "e",
        "y", "et", "und", "and", "ter", "ten", "zu", "zur",
    )
)  # fmt: skip


def split_name(text: str) -> tuple[str | None, str | None]:
    """First and last name, as written; None for what the text does not give.

    ``Claire Martin``, ``Martin, Claire`` and ``MARTIN Claire`` are one person: words in
    capitals beside words that are not are the family name, as French lists have it.
    Honorifics, degrees, nicknames in brackets and pictures are left out; particles
    (``de la Tour``, ``van der Berg``) stay with the family name. A middle name is in
    neither part.
    """
    shown = text
    if not text.isascii():
        shown = "".join(c for c in text if unicodedata.category(c) not in _PICTURES)
    words = shown.split()
    if not any(map(str.isalpha, shown)):
        return None, None
    if len(words) <= _SIMPLE and all(map(_plain, words)):  # most names: no need of the parser
        if len(words) == 1:
            return words[0], None
        if len(words) == 2 or _marked().isdisjoint(map(str.casefold, words)):
            return _by_capitals(words) or (words[0], words[-1])
    addressed = False
    while len(words) > 1 and words[0].rstrip(".").casefold() in _HONORIFICS:
        addressed, words = True, words[1:]
    if addressed and len(words) == 1:
        return None, words[0]
    name = HumanName(" ".join(words))
    first, last = name.first or None, name.last or None
    if _INITIAL.fullmatch(name.first) and not _INITIAL.match(name.middle):
        first = name.middle.split()[0] if name.middle else first  # J. Robert is called Robert
    if "," not in shown:
        order = _by_capitals([*name.first.split(), *name.middle.split(), *name.last.split()])
        if order:
            first, last = order
    if first is None and last is None:
        return " ".join(words), None
    return first, last


@lru_cache(maxsize=1)
def _marked() -> frozenset[str]:
    """Words that are more than a name to the parser: titles, particles, suffixes."""
    return frozenset(
        word
        for words in (
            CONSTANTS.titles,
            CONSTANTS.prefixes,
            CONSTANTS.conjunctions,
            CONSTANTS.bound_first_names,
            CONSTANTS.suffix_acronyms,
            CONSTANTS.suffix_acronyms_ambiguous,
            CONSTANTS.suffix_not_acronyms,
        )
        for word in words
    )


def _plain(word: str) -> bool:
    lowered = word.casefold()
    return (
        _PLAIN_WORD.fullmatch(word) is not None
        and lowered not in _HONORIFICS
        and lowered not in _PARTICLES
        and not (word.isupper() and len(word) < 4)  # may be a degree: the parser knows them
    )


def _in_capitals(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) > 2


def _by_capitals(words: list[str]) -> tuple[str, str] | None:
    """First and last name where capitals mark the family name, in front or at the end."""
    front = 0
    while front < len(words) and words[front].isupper() and "." not in words[front]:
        front += 1
    if 0 < front < len(words) and any(map(_in_capitals, words[:front])):
        return words[front], " ".join(words[:front])
    back = len(words)
    while back and words[back - 1].isupper() and "." not in words[back - 1]:
        back -= 1
    if 0 < back < len(words) and any(map(_in_capitals, words[back:])):
        return words[0], " ".join(words[back:])
    return None

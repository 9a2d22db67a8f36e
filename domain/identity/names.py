"""Taking a written name apart, and one key for all its spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nameparser import HumanName

from domain.identity import given_names, surnames
from domain.identity.folding import without_decoration, words_of

_CIVILITIES = frozenset(
    """
    m mr mrs ms miss mme mlle mm mister madame monsieur mademoiselle dr doctor docteur pr prof
    professor professeur me maitre sir dame lord lady herr frau dipl ing sig sigra srta dott
    """.split()  # noqa: SIM905
)
_DEGREES = frozenset(
    """
    phd mba msc bsc md mdphd ma esq cpa cfa acca pmp llm llb jd dba fca rn pe mph hdr ing dea
    dess dscg edd ceng sphr shrm cissp frsa obe mbe
    """.split()  # noqa: SIM905
)
_GENERATIONS = {
    "jr": "junior",
    "junior": "junior",
    "fils": "junior",
    "sr": "senior",
    "senior": "senior",
    "pere": "senior",
    "ii": "ii",
    "iii": "iii",
    "iv": "iv",
}
_SIMPLE = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)* [^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LEADING_CIVILITY = re.compile(
    r"^(?:(?:m|mr|mrs|ms|mme|mlle|melle|me|dr|pr|prof|ma\u00eetre|madame|monsieur)\.?\s+)+(?=\S)",
    re.IGNORECASE,
)
_TRAILING_DEGREE = re.compile(
    r"[\s,]+(?:ph\.?\s?d|m\.?b\.?a|m\.?sc|b\.?sc|m\.d|md|cfa|cpa|pmp|llm|esq|dba|hdr)\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it is compared: folded words, without civility and degrees."""

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    generation: str | None = None
    """``junior``, ``senior``, ``ii``...: what tells a son from his father."""

    @property
    def empty(self) -> bool:
        return not self.first and not self.last

    @property
    def first_is_initial(self) -> bool:
        return bool(self.first) and all(len(word) == 1 for word in self.first)


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """Of two names. ``None``: one of the two does not say."""

    first: float | None
    last: float | None

    @property
    def known(self) -> bool:
        return self.first is not None or self.last is not None

    @property
    def full(self) -> bool:
        """First and last name both agree, and neither is a mere initial or a slip."""
        return _at_least(self.first, given_names.AGREES) and _at_least(
            self.last, given_names.AGREES
        )

    @property
    def compatible(self) -> bool:
        """Nothing said on one side is denied on the other."""
        return (self.first is None or self.first > 0) and (self.last is None or self.last > 0)

    @property
    def score(self) -> float:
        said = [value for value in (self.first, self.last) if value is not None]
        return min(said) if said else 0.0


def _at_least(value: float | None, floor: float) -> bool:
    return value is not None and value >= floor


@lru_cache(maxsize=65_536)
def read_name(first: str | None, last: str | None) -> PersonName:
    """The name that the two fields hold, also when one field holds all of it."""
    if first and not last and " " in first.strip():
        first, last = split_name(first)
    elif last and not first and " " in last.strip() and not _is_particled(last):
        first, last = split_name(last)
    first_words, generation_a = _without_additions(words_of(without_decoration(first or "")))
    last_words, generation_b = _without_additions(words_of(without_decoration(last or "")))
    return PersonName(first_words, last_words, generation_b or generation_a)


def name_key(first: str | None, last: str | None) -> str | None:
    """One key for all spellings of a name: its folded words in alphabetical order.

    Accents, case, hyphens, spaces within a name, civility and degrees do not
    count, nor does which name stands first. ``None`` when either is unknown.
    """
    name = read_name(first, last)
    if not name.first or not name.last:
        return None
    return " ".join(sorted(("".join(name.first), "".join(name.last))))


@lru_cache(maxsize=65_536)
def split_name(full: str | None) -> tuple[str | None, str | None]:
    """First and last name of a name written in one piece, as they were written.

    Reads ``MARTIN Claire``, ``Martin, Claire``, ``Dr. Claire de la Tour``,
    ``Mme Claire Martin, PhD``, ``Claire M.``, and names with emojis or remarks
    in brackets. What it cannot tell stays ``None``.
    """
    text = without_decoration(full or "").strip(" ,;-|/")
    text = _TRAILING_DEGREE.sub("", _TRAILING_DEGREE.sub("", text))
    addressed = _LEADING_CIVILITY.match(text) is not None
    text = _LEADING_CIVILITY.sub("", text)
    if not text or not any(char.isalpha() for char in text):
        return None, None
    words = text.split(" ")
    if len(words) == 1:
        # "Dr Dupont" and "DUPONT" are last names; a bare "Claire" is a first name.
        return (None, text) if addressed or (text.isupper() and len(text) > 3) else (text, None)
    if "," not in text:
        shouted = [_is_shouted(word) for word in words]
        if any(shouted) and not all(shouted):
            return _by_capitals(words, shouted)
        if _SIMPLE.fullmatch(text):
            return words[0], words[1]
    parsed = HumanName(text)
    first = " ".join(part for part in (parsed.first, parsed.middle) if part)
    last = " ".join(part for part in (parsed.last, parsed.suffix) if part)
    if not first and len(parsed.last.split()) > 1:
        first, _, last = parsed.last.partition(" ")
    return first or None, last or None


def names_agree(a: PersonName, b: PersonName) -> NameAgreement:
    """The better of the two readings: as they stand, or first and last name swapped."""
    if a.empty or b.empty:
        return NameAgreement(None, None)
    if a.generation and b.generation and a.generation != b.generation:
        return NameAgreement(given_names.DIFFERENT, _last_agreement(a.last, b.last))
    straight = NameAgreement(_first_agreement(a.first, b.first), _last_agreement(a.last, b.last))
    if straight.full or not (a.first and a.last and b.first and b.last):
        return straight
    words_a, words_b = a.first + a.last, b.first + b.last
    if sorted(words_a) == sorted(words_b) and all(len(word) > 1 for word in words_a):
        # The other way round, or cut elsewhere: José María García, López.
        return NameAgreement(given_names.SPELLED, given_names.SPELLED)
    return max(straight, _swapped(a, b), _swapped(b, a), key=lambda reading: reading.score)


def _swapped(a: PersonName, b: PersonName) -> NameAgreement:
    """The agreement if the names of ``b`` stand the wrong way round; a slip then proves nothing."""
    first = given_names.words_agree(a.first, b.last)
    last = surnames.words_agree(a.last, b.first)
    if last < surnames.ONE_OF_TWO or first == given_names.MISTYPED:
        return NameAgreement(given_names.DIFFERENT, given_names.DIFFERENT)
    return NameAgreement(min(first, given_names.SPELLED), min(last, given_names.SPELLED))


def _first_agreement(a: tuple[str, ...], b: tuple[str, ...]) -> float | None:
    return given_names.words_agree(a, b) if a and b else None


def _last_agreement(a: tuple[str, ...], b: tuple[str, ...]) -> float | None:
    return surnames.words_agree(a, b) if a and b else None


def _is_particled(last: str) -> bool:
    return words_of(last)[:1] != () and words_of(last)[0] in surnames.PARTICLES


def _without_additions(words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    if len(words) < 2:
        return words, None
    generation: str | None = None
    kept = list(words)
    while len(kept) > 1 and kept[0] in _CIVILITIES:
        kept.pop(0)
    while len(kept) > 1 and (kept[-1] in _DEGREES or kept[-1] in _GENERATIONS):
        generation = _GENERATIONS.get(kept.pop()) or generation
    return tuple(kept), generation


def _is_shouted(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and word.isupper() and "." not in word


def _by_capitals(words: list[str], shouted: list[bool]) -> tuple[str | None, str | None]:
    """The capitals are the last name, and so are the particles before them."""
    last = [i for i, loud in enumerate(shouted) if loud]
    start, end = last[0], last[-1]
    if all(words[i].isupper() and len(words[i]) == 2 for i in last) and len(words) == 2:
        # "JP Dupont": initials, not a family name.
        return words[0], words[1]
    while start > 0 and words[start - 1].lower() in surnames.PARTICLES and start > 1:
        start -= 1
    if start == 0 and end < len(words) - 1:
        return " ".join(words[end + 1 :]), " ".join(words[: end + 1])
    return " ".join(words[:start]) or None, " ".join(words[start:])

"""Do two first names belong to one person?"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from domain.identity.diminutives import are_spellings_of_one_name, stand_for_one_another
from domain.identity.folding import without_umlaut_e, words_of

# Agreement, from 0 to 1. Below AGREES the names alone settle nothing.
EQUAL = 1.0
SPELLED = 0.95
SHORTENED = 0.9
AGREES = 0.8
MISTYPED = 0.75
PARTLY = 0.7
INITIAL = 0.6
DIFFERENT = 0.0

# First halves of double names: Jean is not Jean-Philippe, as a rule.
_HALVES = frozenset({"jean", "marie", "anne", "juan", "jose", "maria", "pier", "gian", "hans"})
# What turns a man's name into a woman's, and the reverse: Michel and Michèle are two people.
_GENDERED = ("e", "a", "ne", "le", "te", "ette", "ine", "o", "i")
_GENDERED_PAIRS = frozenset(
    frozenset(pair.split("/"))
    for pair in """
    laurent/laurence laurent/laure julien/julie julien/juliette lucien/lucie valentin/valentina
    clement/clemence christian/christine christophe/christine francois/francoise yves/yvette
    joel/joelle michel/michelle michel/michele maxime/maxence michael/michele fabien/fabienne
    mario/maria mario/marie marin/marine marion/marlon alexis/alexia lucas/lucie
    stephane/stephanie frederic/frederique marina/martina sandra/sandro aurelien/aurelie
    """.split()  # noqa: SIM905
)


def first_names_agree(a: str | None, b: str | None) -> float:
    """How far two first names agree, from 0 (two people) to 1 (the same name).

    1 equal but for accents and case; 0.95 another spelling (Mohamed, Mohammed);
    0.9 a short form or one given name more; 0.75 probably mistyped; 0.7 one
    half of a double name; 0.6 an initial. Unknown on either side gives 0.
    """
    if not a or not b:
        return DIFFERENT
    return words_agree(words_of(a), words_of(b))


@lru_cache(maxsize=131_072)
def words_agree(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """``first_names_agree`` for names already folded into words."""
    if not a or not b:
        return DIFFERENT
    joined_a, joined_b = "".join(a), "".join(b)
    if joined_a == joined_b:
        return EQUAL
    if len(a) > len(b):
        a, b, joined_a, joined_b = b, a, joined_b, joined_a
    if len(joined_a) == 1 or len(joined_b) == 1 or all(len(word) == 1 for word in (*a, *b)):
        return INITIAL if joined_a[0] == joined_b[0] and _initials_fit(a, b) else DIFFERENT
    if all(len(word) == 1 for word in a):
        return INITIAL if _initials_fit(a, b) else DIFFERENT
    spaced_a, spaced_b = " ".join(a), " ".join(b)
    if are_spellings_of_one_name(spaced_a, spaced_b) or without_umlaut_e(
        joined_a
    ) == without_umlaut_e(joined_b):
        return SPELLED
    if _of_two_sexes(joined_a, joined_b):
        return DIFFERENT
    if stand_for_one_another(spaced_a, spaced_b):
        return SHORTENED
    if len(a) < len(b):
        return _one_of_several(a, b)
    if len(a) > 1:
        return min(words_agree((x,), (y,)) for x, y in zip(a, b, strict=True))
    return MISTYPED if _mistyped(joined_a, joined_b) else DIFFERENT


def _initials_fit(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return all(x[0] == y[0] for x, y in zip(a, b, strict=False))


def _one_of_several(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """``Claire`` and ``Claire Anne``; ``Jean`` and ``Jean-Philippe``; ``JP`` and ``Jean-Paul``."""
    if len(a) == 1 and a[0] == "".join(word[0] for word in b):
        return INITIAL
    head = min(words_agree((x,), (y,)) for x, y in zip(a, b, strict=False))
    if head >= AGREES:
        return PARTLY if b[0] in _HALVES and len(a) == 1 else min(head, SHORTENED)
    if len(a) == 1 and any(a[0] == word for word in b):
        return PARTLY
    return DIFFERENT


def _of_two_sexes(a: str, b: str) -> bool:
    if frozenset((a, b)) in _GENDERED_PAIRS:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) < 4 or len(short) == len(long):
        return len(short) >= 4 and a[:-1] == b[:-1] and {a[-1], b[-1]} <= set("aeoi")
    return long.startswith(short) and long[len(short) :] in _GENDERED


def _mistyped(a: str, b: str) -> bool:
    """One slip in a name of five letters or more, and not in its ending, where names differ."""
    if min(len(a), len(b)) < 5 or a[-1] != b[-1] or a[0] != b[0]:
        return False
    return DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1


@lru_cache(maxsize=16_384)
def nearly_alike(a: tuple[str, ...], b: tuple[str, ...], floor: float) -> bool:
    """Whether two folded first names look like one mistyped; Michel and Michèle do not."""
    joined_a, joined_b = "".join(a), "".join(b)
    if not joined_a or not joined_b or _of_two_sexes(joined_a, joined_b):
        return False
    return JaroWinkler.similarity(joined_a, joined_b, score_cutoff=floor) >= floor

"""Do two last names belong to one person?"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from domain.identity.folding import without_umlaut_e, words_of
from domain.identity.given_names import DIFFERENT, EQUAL, INITIAL, MISTYPED, SHORTENED, SPELLED

ONE_OF_TWO = 0.85
PARTICLES = frozenset(
    """
    a af al av bin binti d da das de del della den der des di do dos du e el et ibn in la las le
    les lo los of t te ten ter the und van vande vanden vander von vom y zu zum zur
    """.split()  # noqa: SIM905
)
_CONTRACTED = {"st": "saint", "ste": "sainte", "mc": "mac"}


def last_names_agree(a: str | None, b: str | None) -> float:
    """How far two last names agree, from 0 to 1.

    1 equal but for accents, case, spaces and hyphens; 0.95 another spelling
    (Müller, Mueller) or another habit of particles (de la Tour, Delatour);
    0.85 one of two names (Martin, Martin-Durand); 0.75 probably mistyped;
    0.6 an initial. Unknown on either side gives 0.
    """
    if not a or not b:
        return DIFFERENT
    return words_agree(words_of(a), words_of(b))


@lru_cache(maxsize=131_072)
def words_agree(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """``last_names_agree`` for names already folded into words."""
    if not a or not b:
        return DIFFERENT
    joined_a, joined_b = "".join(a), "".join(b)
    if joined_a == joined_b:
        return EQUAL
    if len(joined_a) == 1 or len(joined_b) == 1:
        return INITIAL if joined_a[0] == joined_b[0] else DIFFERENT
    if _plain(a) == _plain(b):
        return SPELLED
    core_a, core_b = significant(a), significant(b)
    if _plain(core_a) == _plain(core_b):
        return SPELLED
    short, long = sorted((core_a, core_b), key=len)
    if len(short) < len(long) and _is_part(short, long):
        return ONE_OF_TWO
    if len(short) == len(long) and set(short) == set(long):
        return SHORTENED
    return MISTYPED if _mistyped(joined_a, joined_b) else DIFFERENT


@lru_cache(maxsize=65_536)
def significant(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a last name without particles; all of them when there are only particles."""
    return tuple(word for word in words if word not in PARTICLES) or words


def _plain(words: tuple[str, ...]) -> str:
    joined = "".join(_CONTRACTED.get(word, word) for word in words)
    if joined.startswith("mac"):
        joined = "mc" + joined[3:]
    return without_umlaut_e(joined)


def _is_part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    wanted = {without_umlaut_e(word) for word in short if len(word) > 1}
    return bool(wanted) and wanted <= {without_umlaut_e(word) for word in long}


def _mistyped(a: str, b: str) -> bool:
    """One slip in a name of five letters or more; its first letter stays."""
    if min(len(a), len(b)) < 5 or a[0] != b[0]:
        return False
    return DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1

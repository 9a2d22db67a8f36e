"""Figures in a text, as values: "3,5 M€" and "3 500 000 €" are one and the same."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Unit = Literal["plain", "percent", "money"]

_SPACE = "[ \u00a0\u202f\u2009]"
_FIGURE = re.compile(
    rf"""
    (?<![\w.,]) (?P<before>[€$£]{_SPACE}?)? (?P<sign>[+\-−])?
    (?P<digits>\d{{1,3}}(?:[ \u00a0\u202f\u2009.,'’]\d{{3}}(?!\d))+(?:[.,]\d{{1,6}})?
      |\d{{1,15}}(?:[.,]\d{{1,6}})?)
    (?:{_SPACE}?(?P<scale>millions?|milliards?|billions?|thousands?|mille|Mds?|bn|k|K|m(?!\w)|M))?
    (?P<de>{_SPACE}d(?:e{_SPACE}|['’]))?
    (?:{_SPACE}?(?P<unit>%|€|\$|£|euros?|EUR|USD|GBP|CHF|dollars?|pounds?
      |percent|per{_SPACE}cent|pour{_SPACE}cent))?
    """,
    re.VERBOSE,
)
_SCALES = {
    "million": 1e6,
    "milliard": 1e9,
    "billion": 1e9,
    "thousand": 1e3,
    "mille": 1e3,
    "md": 1e9,
    "bn": 1e9,
    "k": 1e3,
    "m": 1e6,
}
_PERCENT = ("%", "percent", "per cent", "pour cent")
# From three on: "in two lines" and "one question" are no figures.
_SPELLED = {
    **dict.fromkeys(("three", "trois"), 3),
    **dict.fromkeys(("four", "quatre"), 4),
    **dict.fromkeys(("five", "cinq"), 5),
    **dict.fromkeys(("six",), 6),
    **dict.fromkeys(("seven", "sept"), 7),
    **dict.fromkeys(("eight", "huit"), 8),
    **dict.fromkeys(("nine", "neuf"), 9),
    **dict.fromkeys(("ten", "dix", "dizaine"), 10),
    **dict.fromkeys(("eleven", "onze"), 11),
    **dict.fromkeys(("twelve", "douze", "dozen", "douzaine"), 12),
    **dict.fromkeys(("thirteen", "treize"), 13),
    **dict.fromkeys(("fourteen", "quatorze"), 14),
    **dict.fromkeys(("fifteen", "quinze", "quinzaine"), 15),
    **dict.fromkeys(("sixteen", "seize"), 16),
    **dict.fromkeys(("seventeen", "dix-sept"), 17),
    **dict.fromkeys(("eighteen", "dix-huit"), 18),
    **dict.fromkeys(("nineteen", "dix-neuf"), 19),
    **dict.fromkeys(("twenty", "vingt", "vingtaine"), 20),
    **dict.fromkeys(("thirty", "trente", "trentaine"), 30),
    **dict.fromkeys(("forty", "quarante"), 40),
    **dict.fromkeys(("fifty", "cinquante", "cinquantaine"), 50),
    **dict.fromkeys(("hundred", "hundreds", "cent", "centaine", "centaines"), 100),
    **dict.fromkeys(("thousands", "milliers", "mille", "thousand"), 1000),
    **dict.fromkeys(("millions", "million"), 1_000_000),
}
# "neuf" is also "new" in French, "sept." a month, "cent" and "six" are safe enough.
_SPELLED_WORD = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted((re.escape(word) for word in _SPELLED if word != "neuf"), key=len)[::-1])
    + r")(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: its value and what it is a number of."""

    value: float
    unit: Unit
    start: int
    end: int

    def equals(self, other: Figure) -> bool:
        return self.unit == other.unit and math.isclose(self.value, other.value, rel_tol=1e-9)


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """All figures of ``text``, in digits or spelled out, in their order.

    Several decimal readings are not weighed: "1.200" is twelve hundred, "1.2" is
    one and a fifth, as a reader would take them.
    """
    found = [_figure(match) for match in _FIGURE.finditer(text)]
    taken = [(figure.start, figure.end) for figure in found]
    for match in _SPELLED_WORD.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            value = _SPELLED[match.group().lower()]
            found.append(Figure(float(value), "plain", match.start(), match.end()))
    return tuple(sorted(found, key=lambda figure: figure.start))


def _figure(match: re.Match[str]) -> Figure:
    value = _value(match["digits"])
    scale, unit, end = match["scale"], match["unit"], match.end()
    if scale:
        value *= _SCALES[scale.lower().rstrip("s")]
    if match["sign"] in ("-", "−"):
        value = -value
    kind: Unit = "plain"
    if unit and " ".join(unit.lower().split()) in _PERCENT:
        kind = "percent"
    elif unit or match["before"]:
        kind = "money"
    elif match["de"]:
        end = match.start("de")
    return Figure(value, kind, match.start(), end)


def _value(digits: str) -> float:
    """ "1 200", "1.200" and "1,200" are 1200; "1,2" and "1.25" are fractions."""
    compact = re.sub(r"[ \u00a0\u202f\u2009'’]", "", digits)
    marks = [char for char in compact if char in ".,"]
    if not marks:
        return float(compact)
    if len(set(marks)) == 2:  # the last kind is the decimal one
        decimal = marks[-1]
        thousands = "," if decimal == "." else "."
        return float(compact.replace(thousands, "").replace(decimal, "."))
    whole, _, fraction = compact.rpartition(marks[0])
    if len(marks) > 1 or (len(fraction) == 3 and whole not in ("", "0")):
        return float(compact.replace(marks[0], ""))
    return float(compact.replace(",", "."))

"""Numbers as people write them: "1 200", "1,200", "1.200", "12,5", "1e3", "une dizaine"."""

from __future__ import annotations

import math
import re

DIGITS = (
    r"(?:\d{1,3}(?:[ ,.']\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2})?)"
)
"""One unsigned number, on folded text (where every width of space is a plain one)."""

_GROUPED = re.compile(r"\d{1,3}(?:([ ,.'])\d{3})(?:\1\d{3})*(?:([.,])\d{1,2})?")

WORDS: dict[str, int] = {
    "zero": 0,
    "un": 1,
    "une": 1,
    "one": 1,
    "a": 1,
    "an": 1,
    "deux": 2,
    "two": 2,
    "trois": 3,
    "three": 3,
    "quatre": 4,
    "four": 4,
    "cinq": 5,
    "five": 5,
    "six": 6,
    "sept": 7,
    "seven": 7,
    "huit": 8,
    "eight": 8,
    "neuf": 9,
    "nine": 9,
    "dix": 10,
    "ten": 10,
    "onze": 11,
    "eleven": 11,
    "douze": 12,
    "twelve": 12,
    "quinze": 15,
    "fifteen": 15,
    "vingt": 20,
    "twenty": 20,
    "trente": 30,
    "thirty": 30,
    "cinquante": 50,
    "fifty": 50,
    "cent": 100,
    "hundred": 100,
}
"""Spelled-out numbers that occur in counts; "sept" is a month elsewhere, not here."""

ABOUT: dict[str, int] = {
    "dizaine": 10,
    "douzaine": 12,
    "dozen": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1000,
}
"""Words for "about so many"."""


def number(written: str, *, decimal_groups: bool = False) -> float | None:
    """The value of one number that ``DIGITS`` found; ``None`` when it is no number.

    A separator before exactly three digits groups thousands ("1.200" is 1200),
    unless ``decimal_groups`` says that a single dot is a decimal one, as it is
    before a scale ("1.250 Md").
    """
    text = written.strip()
    grouped = _GROUPED.fullmatch(text)
    if grouped and grouped[1] != grouped[2] and not text.startswith("0"):
        separator = grouped[1]
        if not (decimal_groups and separator == "." and text.count(".") == 1 and not grouped[2]):
            whole, mark = text, grouped[2]
            fraction = ""
            if mark:
                whole, _, fraction = text.rpartition(mark)
            return float(re.sub(r"\D", "", whole) + "." + (fraction or "0"))
    try:
        value = float(text.replace(" ", "").replace("'", "").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None

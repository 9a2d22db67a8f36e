"""Amounts of money, from what is written of them.

Percentages and counts are read next door, in ``counts``, and offered here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.counts import Count, Percentage, read_count, read_percentage
from domain.vocabulary.folding import Folded, fold
from domain.vocabulary.numerals import DIGITS, number

__all__ = [
    "Count",
    "Money",
    "Percentage",
    "read_count",
    "read_money",
    "read_percentage",
]

LONGEST = 2_000
"""Characters read of a text that may be a paragraph."""


@dataclass(frozen=True, slots=True)
class Money:
    """``amount`` in whole units of ``currency`` (ISO 4217; ``None`` when not named).

    ``high`` is the top of a range. Without it, ``amount`` is the amount, or the
    least it is when the text says "+" or "more than".
    """

    amount: float
    high: float | None
    currency: str | None
    quote: str


_SYMBOLS = {
    "\u20ac": "EUR",
    "$": "USD",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
    "us$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "s$": "SGD",
    "hk$": "HKD",
    "euros": "EUR",
    "euro": "EUR",
    "dollars": "USD",
    "dollar": "USD",
    "us dollars": "USD",
    "livres sterling": "GBP",
    "pounds": "GBP",
    "francs suisses": "CHF",
    "swiss francs": "CHF",
    "dollars canadiens": "CAD",
    "canadian dollars": "CAD",
    "fr.": "CHF",
}
_CODES = [
    "eur",
    "usd",
    "gbp",
    "chf",
    "cad",
    "aud",
    "nzd",
    "jpy",
    "cny",
    "inr",
    "brl",
    "mxn",
    "sek",
    "nok",
    "dkk",
    "pln",
    "czk",
    "huf",
    "ron",
    "bgn",
    "sgd",
    "hkd",
    "krw",
    "zar",
    "aed",
    "sar",
    "ils",
    "try",
    "mad",
    "tnd",
    "dzd",
    "xof",
    "xaf",
    "thb",
    "myr",
    "idr",
    "php",
    "vnd",
    "clp",
    "cop",
    "ars",
    "egp",
    "ngn",
    "kes",
]
_CURRENCIES = {**_SYMBOLS, **{code: code.upper() for code in _CODES}}
_SCALES: dict[str, float] = {
    **dict.fromkeys(("k", "ke", "mille", "thousand", "milliers"), 1e3),
    **dict.fromkeys(("m", "mn", "mm", "mio", "mln", "million", "millions"), 1e6),
    **dict.fromkeys(
        (
            "b",
            "bn",
            "md",
            "mds",
            "mrd",
            "mrds",
            "mia",
            "billion",
            "billions",
            "milliard",
            "milliards",
        ),
        1e9,
    ),
    **dict.fromkeys(("tn", "trn", "trillion", "trillions"), 1e12),
}


def _either(words: dict[str, str] | dict[str, float]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CURRENCY = rf"(?:{_either(_CURRENCIES)})"
_SCALE = rf"(?:{_either(_SCALES)})\.?"


def _amount(name: str) -> str:
    """A number with its currency before it or after it, and its scale."""
    return (
        rf"(?:(?P<{name}_before>{_CURRENCY}) ?)?(?P<{name}>{DIGITS})"
        rf"(?: ?(?P<{name}_scale>{_SCALE})(?![a-z]))?"
        rf"(?: ?(?:d'|de |of )?(?P<{name}_after>{_CURRENCY})(?![a-z]))?"
        # "12 m€" and "12 meur": the scale and the currency in one word.
        rf"(?:(?P<{name}_both>(?: ?(?:k|m|md|b|bn)(?:\u20ac|\$|\u00a3|eur|usd|gbp|chf)))(?![a-z]))?"
    )


_RANGE = re.compile(
    rf"(?<![\w.,-])(?:entre |between |de |from )?{_amount('low')} ?(?:-+|a|to|et|"
    rf"and) ?{_amount('high')}"
)
_SINGLE = re.compile(rf"(?<![\w.,])(?<!\d[ -])(?P<minus>- ?)?{_amount('one')}(?! ?%)")
_UNDER = re.compile(r"(?:moins d[e']|less than|under|below|up to|jusqu'a|<=?|\u2264) ?$")
_NOTED = re.compile(
    r"(?: ?(?:\+|et plus|or more|and above|par an|/an|a year|per year|annual|arr|ttm|ht|"
    r"\([^)]*\)))*\.?"
)
_PREFIX = re.compile(
    r"(?:ca|chiffre d'affaires|revenue|turnover|arr|~|env(?:iron|\.)?|about|around|circa|"
    r"approx(?:imately|\.)?|plus de|more than|over|>=?|\u2265|moins de|less than|under|<=?|"
    r"\u2264|up to|jusqu'a|au moins|at least|pres de|nearly)? ?:? ?"
)
_MONEY_TALK = re.compile(
    r"(?<!\w)(?:lev\w+|rais\w+|fund\w*|financ\w*|revenue|turnover|chiffre d'affaires|arr|series|"
    r"serie|seed|tour de table|invest\w*|valu\w+|valoris\w+)"
)


def read_money(text: str | None) -> Money | None:
    """Read an amount; ``None`` when there is none, or when it is negative.

    - A text that is nothing but a number or a range is an amount without
      currency ("10000000-50000000"). In a sentence the number needs a currency,
      or a spelled scale beside a word of money ("raised 12M").
    - A range's scale and currency stand for both ends ("2 à 5 M€").
    - "$" alone is the US dollar; "billion" is a thousand million.
    - "1.250 Md" and "3.500 M€" hold a decimal point, "1,250 million" thousands.
    - "less than $1M" is 0 to 1 million.
    """
    if text is None or not text.strip():
        return None
    return _read_money(text)


@lru_cache(maxsize=16_384)
def _read_money(text: str) -> Money | None:
    folded = fold(text[:LONGEST])
    words = folded.text
    start = len(words) - len(words.lstrip())
    end = len(words.rstrip())
    prefix = _PREFIX.match(words, start)
    begin = prefix.end() if prefix else start
    for pattern in (_RANGE, _SINGLE):
        match = pattern.match(words, begin)
        if match and _NOTED.fullmatch(words, match.end(), end):
            return _money(folded, match)
    talk = _MONEY_TALK.search(words) is not None
    for match in _RANGE.finditer(words):
        if _has_currency(match) or (talk and _is_scaled(folded, match)):
            return _money(folded, match)
    for match in _SINGLE.finditer(words):
        if _has_currency(match) or (talk and _is_scaled(folded, match)):
            return _money(folded, match)
    return None


def _has_currency(match: re.Match[str]) -> bool:
    return any(
        value and name.endswith(("_before", "_after", "_both"))
        for name, value in match.groupdict().items()
    )


def _is_scaled(folded: Folded, match: re.Match[str]) -> bool:
    """Millions without a currency: spelled, or in capitals, and not millions of something."""
    for name in ("one_scale", "high_scale"):
        if match.groupdict().get(name):
            written = folded.quote(*match.span(name))
            big = _SCALES[match[name].rstrip(".")] >= 1e6
            counted = re.match(
                r" ?(?:d'|de |of )|[ -]?(?:user|client|custom)",
                folded.text[match.end() :],
            )
            return big and not counted and (len(written) > 2 or written[0].isupper())
    return False


def _scale_and_currency(match: re.Match[str], name: str) -> tuple[str | None, str | None]:
    both = match[f"{name}_both"]
    if both:
        split = re.fullmatch(r" ?(k|md|m|bn|b)(.+)", both)
        if split:
            return split[1], _CURRENCIES[split[2]]
    word = match[f"{name}_before"] or match[f"{name}_after"]
    scale = match[f"{name}_scale"]
    return (scale.rstrip(".") if scale else None), (_CURRENCIES[word] if word else None)


def _value(written: str, scale: str | None) -> float | None:
    value = number(written, decimal_groups=scale is not None)
    return None if value is None else round(value * (_SCALES[scale] if scale else 1), 2)


def _money(folded: Folded, match: re.Match[str]) -> Money | None:
    words = folded.text
    start, end = match.span()
    while words[start] == " ":
        start += 1
    if match.re is _RANGE:
        low_scale, low_currency = _scale_and_currency(match, "low")
        high_scale, high_currency = _scale_and_currency(match, "high")
        low = _value(match["low"], low_scale or high_scale)
        high = _value(match["high"], high_scale)
        if low is not None and high is not None and low > high and not low_scale:
            low = _value(match["low"], None)  # "500000 to 2M"
        if low is None or high is None or low > high:
            return None
        return Money(low, high, low_currency or high_currency, folded.quote(start, end).rstrip())
    scale, currency = _scale_and_currency(match, "one")
    amount = _value(match["one"], scale)
    if amount is None or match["minus"] or _in_accounting_brackets(words, start, end):
        return None
    tail = re.compile(r" ?\+").match(words, end)
    under = _UNDER.search(words[:start])
    if under:
        quote = folded.quote(under.start(), end).strip()
        return Money(0.0, amount, currency, quote)
    quote = folded.quote(start, tail.end() if tail else end).rstrip()
    return Money(amount, None, currency, quote)


def _in_accounting_brackets(words: str, start: int, end: int) -> bool:
    return words.strip() == f"({words[start:end].strip()})"

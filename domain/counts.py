"""Percentages and numbers of things, from what is written of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.vocabulary.folding import Folded, fold
from domain.vocabulary.numerals import ABOUT, DIGITS, WORDS, number

LONGEST = 2_000
"""Characters read of a text that may be a paragraph."""


@dataclass(frozen=True, slots=True)
class Percentage:
    """``value`` in percent: 12.0 for "+12 %"."""

    value: float
    quote: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things, such as open positions."""

    value: int
    quote: str


_PERCENT = re.compile(
    rf"(?<![\w.,])(?P<sign>[+-] ?)?(?P<value>{DIGITS})"
    rf"(?: ?%?(?: ?- ?| a | to | et | and ){DIGITS})? ?(?:%|percent|per cent|pct|"
    rf"pour[ -]?cents?)(?!\w)"
)
_PLAIN = re.compile(rf"(?P<open>\()?(?P<sign>[+-] ?)?(?P<value>{DIGITS}) ?%?(?P<close>\))?")
_FALLING = re.compile(
    r"(?<!\w)(?:down|decreas\w+|declin\w+|fell|fall\w*|drop\w*|shr[aiu]nk\w*|lost|minus|"
    r"baiss\w+|recul\w*|chut\w+|diminu\w+|perd\w*|repli)(?!\w)[^.;,]{0,30}$"
)


def read_percentage(text: str | None) -> Percentage | None:
    """Read a percentage, such as a year's growth; ``None`` when there is none.

    - A bare number below 1 that has decimals is a fraction, as spreadsheets
      export percentages: "0.12" is 12 %. Any other bare number is in percent:
      "12,5" is 12.5 %, "1" is 1 %. With a "%" nothing is scaled: "0.5%" is 0.5.
    - "(5%)" and "down 5%" are -5.
    - In a sentence the sign "%" (or "percent", "pour cent") is needed; of a
      range the low end is read.
    """
    if text is None or not text.strip():
        return None
    return _read_percentage(text)


@lru_cache(maxsize=16_384)
def _read_percentage(text: str) -> Percentage | None:
    folded = fold(text[:LONGEST])
    words = folded.text
    start = len(words) - len(words.lstrip())
    end = len(words.rstrip())
    match = _PLAIN.fullmatch(words, start, end)
    if match is not None and bool(match["open"]) == bool(match["close"]):
        value = number(match["value"])
        if value is None:
            return None
        if "%" not in match[0] and 0 < value < 1:
            value = round(value * 100, 10)
        negative = (match["sign"] or "").startswith("-") or match["open"]
        return Percentage(-value if negative else value, folded.quote(start, end))
    match = _PERCENT.search(words)
    if match is None:
        return None
    value = number(match["value"])
    if value is None:
        return None
    sign = (match["sign"] or "").strip()
    falling = None if sign else _FALLING.search(words[: match.start()])
    start = falling.start() if falling else match.start()
    return Percentage(-value if sign == "-" or falling else value, folded.quote(start, match.end()))


_NONE = re.compile(
    r"(?<!\w)(?:none|nil|aucune?s?|zero|neant|pas de (?:postes?|recrutements?|offres?)|"
    r"no (?:current |open |job )*(?:positions?|openings?|jobs?|roles?|vacanc\w+))(?!\w)"
)
_WHOLE = re.compile(rf"(?P<sign>- ?)?(?P<value>{DIGITS}) ?\+?")
_THINGS = (
    r"(?:[a-z'-]+ ){0,2}?(?:postes?|positions?|jobs?|roles?|openings?|vacanc(?:y|ies)|offres?|"
    r"emplois?|recrutements?|embauches?|hires?|people|personnes|commercia\w+|developp\w+|"
    r"ingenieurs?|engineers?|collaborateurs?|salaries|employees|annonces?|listings?)"
)
_COUNTED = re.compile(
    rf"(?<![\w.,-])(?:(?P<value>{DIGITS})|(?:une? |a )?(?P<about>{'|'.join(ABOUT)})|"
    rf"(?P<word>{'|'.join(WORDS)})) ?\+?(?: ?- ?\d+)? (?:de |d')?{_THINGS}(?!\w)"
)
_ABOUT = re.compile(rf"(?:une? |a )?(?:petite |bonne )?(?P<about>{'|'.join(ABOUT)})")


def read_count(text: str | None) -> Count | None:
    """Read a number of open positions or the like; ``None`` when none is said.

    "none" and "aucun poste" are 0; "une dizaine" is 10, "a dozen" 12; of a
    range ("10-15") the low end; "12+" is 12. "several" is no number.
    """
    if text is None or not text.strip():
        return None
    return _read_count(text)


@lru_cache(maxsize=16_384)
def _read_count(text: str) -> Count | None:
    folded = fold(text[:LONGEST])
    words = folded.text
    start = len(words) - len(words.lstrip())
    end = len(words.rstrip())
    whole = _WHOLE.match(words, start)
    if whole and re.compile(r"(?: ?(?:-|a|to) ?\d+)?(?: ?\([^)]*\))?\.?").fullmatch(
        words, whole.end(), end
    ):
        return None if whole["sign"] else _count(whole["value"], folded, whole.span())
    about = _ABOUT.fullmatch(words, start, end)
    if about:
        return Count(ABOUT[about["about"]], folded.quote(start, end))
    if words.strip() in WORDS and len(words.strip()) > 2:
        return Count(WORDS[words.strip()], folded.quote(start, end))
    none = _NONE.search(words)
    counted = _COUNTED.search(words)
    if counted and not (none and none.start() < counted.start()):
        if counted["value"]:
            return _count(counted["value"], folded, counted.span())
        value = ABOUT[counted["about"]] if counted["about"] else WORDS[counted["word"]]
        return Count(value, folded.quote(*counted.span()))
    return Count(0, folded.quote(*none.span())) if none else None


def _count(written: str, folded: Folded, span: tuple[int, int]) -> Count | None:
    value = number(written)
    if value is None or value != int(value) or value > 1_000_000:
        return None
    return Count(int(value), folded.quote(*span).rstrip())

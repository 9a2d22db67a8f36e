"""How many people work somewhere, from what is written about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.vocabulary.folding import Folded, fold
from domain.vocabulary.months import MONTHS
from domain.vocabulary.numerals import ABOUT, DIGITS, WORDS, number

LARGEST = 10_000_000
"""No employer has more people than this; a greater number is something else."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """``low`` to ``high`` people, both included; ``high`` is ``None`` when open above.

    ``quote`` is the part of the text that says so, word for word.
    """

    low: int
    high: int | None
    quote: str

    @property
    def midpoint(self) -> float:
        """The middle of the band; of an open band its low end, all that is certain."""
        return float(self.low) if self.high is None else (self.low + self.high) / 2


_PEOPLE = (
    r"employee?s?|employe?e?s?|salarie?e?s?|sal\.?|collaborat(?:eurs?|rices?|or)s?|personnes?|"
    r"people|"
    r"staff|fte|etp|workers|persons?|agents|headcount|team members|membres|effectifs?|emplois"
)


def _numeral(name: str) -> str:
    return rf"(?P<{name}>{DIGITS})(?: ?(?P<{name}_scale>k|m|mille|thousand)(?![a-z]))?"


_ONE = _numeral("one")
_APPROXIMATELY = (
    r"(?:~|\u2248|env(?:iron)?\.?|about|around|approx(?:imately)?\.?|circa|ca\.?|pres de|nearly|"
    r"almost|quelque|some|roughly)? ?"
)
_LABEL = (
    r"(?:company size|taille(?: de l'entreprise)?|size|effectifs?|headcount|employees?|salaries|"
    r"nombre de salaries|equipe de|team of|staff)? ?[:=]? ?"
)
_OVER = (
    r"\+ d[e']|plus d[e']|more than|over|above|at least|au moins|superieur a|min(?:imum)?\.?|"
    r"a partir de|"
    r"from|>=?|\u2265|\+(?=\d)"
)
_UNDER = r"- d[e']|moins d[e']|less than|fewer than|under|below|inferieur a|<(?!=)"
_UP_TO = r"up to|jusqu'a|au plus|at most|max(?:imum)?\.?|<=|\u2264"
_NOTE = r"(?: ?\([^)]*\))?\.?"

_RANGE = re.compile(
    rf"(?:entre |between |de |from )?{_numeral('low')} ?"
    rf"(?:-+|a|to|et|and|~|/|\.\.+|\u2026) ?{_numeral('high')}"
    rf"(?: (?:{_PEOPLE}))?"
)
_BOUND = re.compile(
    rf"(?:(?P<over>{_OVER})|(?P<under>{_UNDER})|(?P<up_to>{_UP_TO})) ?{_ONE}(?: (?:{_PEOPLE}))?"
)
_OPEN = re.compile(
    rf"{_ONE} ?(?:\+|et plus|ou plus|and (?:more|over|above)|or more|plus(?= |"
    rf"$))(?: ?(?:{_PEOPLE}))?"
)
_EXACT = re.compile(rf"{_APPROXIMATELY}{_ONE}(?: (?:{_PEOPLE}))?")
_SPELLED = re.compile(
    rf"(?:(?:une? |a )?(?P<about>{'|'.join(ABOUT)})|(?P<word>{'|'.join(WORDS)}))"
    rf"(?: de| d')? ?(?:{_PEOPLE})"
)
_ALONE = re.compile(
    r"self[ -]?employed|(?:just |only )?(?:myself|me)(?: only)?|only me|solo(?:preneur|founder)?|"
    r"freelance|independant|auto[ -]?entrepreneur|micro[ -]?entreprise|entreprise individuelle|"
    r"(?:sas|eur)u|moi seule?|seule?|sole (?:trader|proprietor)"
)
_NONE = re.compile(rf"(?:aucun|sans|no|zero) (?:{_PEOPLE})")
_NEAR_PEOPLE = re.compile(
    rf"(?:{_numeral('first')}(?: ?(?:-|a|to|et|and) ?\d[\d ,.']*k?)? ?\+? (?:{_PEOPLE})(?![a-z]))|"
    rf"(?:(?:team|staff|workforce|equipe|effectif) (?:of|de|d'environ|d') ?{_numeral('second')})"
)
_STATEMENTS = (_RANGE, _BOUND, _OPEN, _EXACT)

# A spreadsheet turns "11-50" into the first of November 1950 and "2-10" into the
# second of October: what is then exported is a month's name, or that date.
_MONTH_FIRST = re.compile(rf"(?P<month>{'|'.join(MONTHS)})\.?[ -](?P<number>\d{{1,2}})")
_MONTH_LAST = re.compile(rf"(?P<number>\d{{1,2}})[ -](?P<month>{'|'.join(MONTHS)})\.?")
_ISO_DAY = re.compile(
    r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[ t]00:00(?::00)?(?:\.0+)?)?|"
    r"(?P<d2>\d\d)/(?P<m2>\d\d)/(?P<year2>\d{4})"
)
_BANDS = frozenset(
    {
        (1, 5),
        (1, 9),
        (1, 10),
        (2, 10),
        (5, 10),
        (6, 9),
        (6, 10),
        (10, 19),
        (11, 20),
        (11, 50),
        (1, 50),
    }
)


def read_headcount(text: str | None) -> Headcount | None:
    """Read a headcount; ``None`` when the text gives no number of people.

    - "moins de 10" and "<10" stop at 9, "jusqu'à 10" and "≤10" at 10; both
      start at 1. "plus de 500", ">500" and "500+" start at 500 and are open.
    - A bare number is a headcount, whatever its size: "2024" is 2024 people.
      In a sentence a number needs its people beside it ("350 salariés").
    - "Nov-50", "50-nov." and "1950-11-01" are "11-50" after a spreadsheet;
      "10-Feb", "2-Oct" are "2-10". The lesser number is the low end, and
      "11-Nov" (11 to 11) is nothing that anybody wrote.
    - "self-employed" and "myself only" are 1. Size classes ("PME") are ``None``.
    """
    if text is None or not text.strip():
        return None
    return _read(text)


@lru_cache(maxsize=16_384)
def _read(text: str) -> Headcount | None:
    folded = fold(text[:400])
    words = folded.text
    start = len(words) - len(words.lstrip())
    end = len(words.rstrip())
    label = re.compile(_LABEL).match(words, start)
    begin = label.end() if label else start
    spreadsheet = _spreadsheet_date(folded, start, end)
    if spreadsheet is not None:
        return spreadsheet
    for pattern in _STATEMENTS:
        match = pattern.match(words, begin)
        if match and re.compile(_NOTE).fullmatch(words, match.end(), end):
            return _stated(folded, match)
    if _ALONE.fullmatch(words, start, end):
        return Headcount(1, 1, folded.quote(start, end))
    match = _NONE.search(words)
    if match:
        return Headcount(0, 0, folded.quote(*match.span()))
    return _in_a_sentence(folded)


def _in_a_sentence(folded: Folded) -> Headcount | None:
    words = folded.text
    near = _NEAR_PEOPLE.search(words)
    if near is not None:
        place = near.start("first") if near["first"] else near.start("second")
        if re.search(r"(?:^|[^\w)])-$", words[:place]):
            return None
        bound = next(
            (m for m in _BOUND.finditer(words) if m.start() <= place < m.end()),
            None,
        )
        match = bound or next(
            (m for p in (_RANGE, _OPEN, _EXACT) if (m := p.match(words, place))), None
        )
        if match is not None:
            return _stated(folded, match)
    spelled = re.search(rf"(?<!\w)(?:{_SPELLED.pattern})(?!\w)", words)
    if spelled is not None:
        count = ABOUT[spelled["about"]] if spelled["about"] else WORDS[spelled["word"]]
        return Headcount(count, count, folded.quote(*spelled.span()))
    return None


def _stated(folded: Folded, match: re.Match[str]) -> Headcount | None:
    found = match.groupdict()
    start, end = match.span()
    while folded.text[start] == " ":
        start += 1
    quote = folded.quote(start, end).rstrip()
    if found.get("low"):
        scale = found["low_scale"] or (
            found["high_scale"] if "." in found["low"] or len(found["low"]) < 3 else None
        )
        low, high = (
            _people(found["low"], scale),
            _people(found["high"], found["high_scale"]),
        )
        if low is None or high is None or low > high:
            return None
        return Headcount(low, high, quote)
    one = _people(found["one"], found["one_scale"])
    if one is None:
        return None
    if match.re is _OPEN or found.get("over"):
        return Headcount(one, None, quote)
    if found.get("under"):
        return Headcount(min(1, one - 1), one - 1, quote) if one > 0 else None
    if found.get("up_to"):
        return Headcount(min(1, one), one, quote)
    return Headcount(one, one, quote)


def _people(written: str, scale: str | None) -> int | None:
    value = number(written, decimal_groups=bool(scale))
    if value is None:
        return None
    value *= {"m": 1_000_000}.get(scale, 1_000) if scale else 1
    if value != int(value) or value > LARGEST:
        return None
    return int(value)


def _spreadsheet_date(folded: Folded, start: int, end: int) -> Headcount | None:
    words = folded.text
    match = _MONTH_FIRST.fullmatch(words, start, end) or _MONTH_LAST.fullmatch(words, start, end)
    if match is not None:
        pair = sorted((MONTHS[match["month"]], int(match["number"])))
        if pair[0] == pair[1] or pair[0] == 0:
            return None
        return Headcount(pair[0], pair[1], folded.quote(start, end))
    match = _ISO_DAY.fullmatch(words, start, end)
    if match is None:
        return None
    year = int(match["year"] or match["year2"])
    month, day = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
    band = (month, year % 100) if day == 1 and year < 1990 else (min(month, day), max(month, day))
    if band not in _BANDS:
        return None
    return Headcount(band[0], band[1], folded.quote(start, end))

"""The day from which somebody who is away may be written to again, in their machine's words.

English and French. "Back on 3 December" is that day; "until 3 December" is the day after it;
a weekend's day becomes the Monday. Where no day is named, or it has passed, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from anyascii import anyascii

from domain.vocabulary.months import MONTHS

LONGEST_WITHOUT_YEAR = timedelta(days=200)
"""A day and month farther ahead than this has passed: the note was left on from last time."""
LONGEST = timedelta(days=550)
"""Parental leave with the holidays behind it; what is farther off is a slip of the pen."""
_SEARCHED = 4_000
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon lundi", "tuesday tues mardi", "wednesday mercredi", "thursday thurs jeudi",
         "friday fri vendredi", "saturday samedi", "sunday dimanche")
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_DAY = (
    rf"(?:(?:next |this |the |le |ce )?(?:{_WEEKDAY})\b[,.]?\s*)?(?:the\s+|le\s+)?(?:"
    r"(?P<iso>\d{4}-\d{2}-\d{2})|"
    r"(?P<one>\d{1,2})[/.](?P<two>\d{1,2})(?:[/.](?P<year1>\d{4}|\d{2}))?(?![\d/.])|"
    rf"(?P<day1>\d{{1,2}})(?:st|nd|rd|th|er)?\s*(?:of\s+)?(?P<month1>{_MONTH})\b\.?"
    r"(?:,?\s*(?P<year2>\d{4}))?|"
    rf"(?P<month2>{_MONTH})\b\.?\s*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(?P<year3>\d{{4}}))?|"
    r"(?P<day3>\d{1,2})(?:st|nd|rd|th|er)?\b(?!\s*(?:h|:|\d|%|hours|heures|days|jours)))"
)
_NAMED = rf"(?:next |this |the |le |ce )?(?P<weekday>{_WEEKDAY})\b|(?P<tomorrow>tomorrow|demain)\b"
_LINK = r"\s*(?:again\s+)?(?:on|by|as of|from|le|des|a partir du|au|:|,)?\s*"
_RETURN = (
    r"\b(?:back|return(?:ing|s)?|de retour|retour|reprend\w*|rentre\w*|resume\w*|available again)\b"
    r"(?:\s+(?:in|at|to|au|a|dans|mes?)\s+(?:the\s+|my\s+|le\s+|mon\s+)?"
    r"(?:office|desk|work|bureau|poste|travail|fonctions))?"
)
_UNTIL = (
    r"(?:\b(?:until|till|through|thru|up to|jusqu.?au|jusqu.?a|jusque)\b|"
    r"(?P<weak>\bto\b|\bau\b|\s-))\s*"  # "9 to 17" are hours: a month must follow
)
_RETURNS = re.compile(rf"{_RETURN}{_LINK}(?:{_DAY}|{_NAMED})")
_LAST_DAYS = re.compile(rf"{_UNTIL}(?:and including\s+)?(?:{_DAY}|{_NAMED})")


def returns_on(words: str, *, on: date) -> date | None:
    """The first day after ``on`` (when the note came) on which they are back; ``None``: unknown."""
    text = re.sub(r"\s+", " ", anyascii(words[:_SEARCHED]).lower())
    for pattern, later in ((_RETURNS, 0), (_LAST_DAYS, 1)):
        for match in pattern.finditer(text):
            day = _soonest(match, on)
            if day is not None:
                return _working_day(day + timedelta(days=later))
    return None


def _soonest(match: re.Match[str], on: date) -> date | None:
    """Of what the words may mean the nearest day ahead, if it is not too far."""
    return min((day for day in _readings(match, on) if on <= day <= on + LONGEST), default=None)


def _readings(match: re.Match[str], on: date) -> Iterator[date]:
    told = match.groupdict()
    if told["iso"]:
        with suppress(ValueError):
            yield date.fromisoformat(told["iso"])
    elif told["one"]:
        one, two = int(told["one"]), int(told["two"])
        yield from _in_year(two, one, told["year1"], on)
        yield from _in_year(one, two, told["year1"], on)
    elif told["month1"]:
        yield from _in_year(MONTHS[told["month1"]], int(told["day1"]), told["year2"], on)
    elif told["month2"]:
        yield from _in_year(MONTHS[told["month2"]], int(told["day2"]), told["year3"], on)
    elif told["day3"] and told.get("weak"):
        return
    elif told["day3"]:
        yield from (
            day for ahead in range(32)
            if (day := on + timedelta(days=ahead)).day == int(told["day3"])
        )  # fmt: skip
    elif told["weekday"]:
        ahead = (_WEEKDAYS[told["weekday"]] - on.weekday()) % 7
        yield on + timedelta(days=ahead or 7)
    else:
        yield on + timedelta(days=1)


def _in_year(month: int, day: int, year: str | None, on: date) -> Iterator[date]:
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [on.year, on.year + 1]
    for each in years:
        with suppress(ValueError):
            found = date(each, month, day)
            if year or on <= found <= on + LONGEST_WITHOUT_YEAR:
                yield found


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)

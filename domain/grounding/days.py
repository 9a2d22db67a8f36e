"""Days, months and hours in a text, as parts of a date that can be compared."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

from domain.spoken_days import MONTH_NAMES, WEEKDAY_NAMES
from domain.vocabulary.folding import fold

_MONTHS = {
    spelling: number
    for names in MONTH_NAMES.values()
    for number, name in enumerate(names, start=1)
    for spelling in {fold(name).text, fold(name).text[:3], fold(name).text[:4]}
    if spelling != "jui"  # juin or juillet
}
_WEEKDAYS = {
    fold(name).text: number for names in WEEKDAY_NAMES.values() for number, name in enumerate(names)
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
_WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
# Matched on folded text: lower case, no accents.
_WRITTEN = re.compile(
    rf"""
    (?<![\w/-])(?:
      (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\d)
    | (?P<slashed>\d{{1,2}}/\d{{1,2}}(?:/\d{{4}}|/\d{{2}})?)(?![\d/])
    | (?:(?P<wd1>{_WEEKDAY}),?\ )?(?:the\ )?(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th)?\ (?:of\ )?
        (?P<m1>{_MONTH})(?:,?\ (?P<y1>\d{{4}})(?!\d))?
    | (?:(?P<wd2>{_WEEKDAY}),?\ )?(?P<m2>{_MONTH})\ (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:h%])
        (?:,?\ (?P<y2>\d{{4}})(?!\d))?
    | (?P<m3>{_MONTH})\ (?P<y3>\d{{4}})(?!\d)
    | (?:en|in|since|depuis|early|late|mid|debut|fin|mi)[ -](?P<m4>{_MONTH})(?!\ \d)
    | (?P<wd3>{_WEEKDAY})s?(?![a-z])
    | (?P<clock>\d{{1,2}}\ ?h(?:\ ?\d{{2}})?(?![a-z])|\d{{1,2}}:\d{{2}}|\d{{1,2}}\ ?(?:am|pm)\b)
    | (?P<relative>il\ y\ a\ \w{{1,12}}\ (?:jours?|semaines?|mois|ans?)(?![a-z])
        |\w{{1,12}}\ (?:days?|weeks?|months?|years?)\ ago(?![a-z])
        |hier|yesterday|demain|tomorrow
        |la\ semaine\ derniere|le\ mois\ dernier|l'annee\ derniere|l'an\ dernier
        |last\ (?:week|month|year|quarter))(?![a-z])
    )
    """,
    re.VERBOSE,
)
_YEAR = re.compile(r"(?<![\w.,])(?:19|20)\d{2}(?![\w%]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day as far as a text tells it; ``words`` is its folded text."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    words: str
    start: int
    end: int

    @property
    def comparable(self) -> bool:
        return any(part is not None for part in (self.year, self.month, self.weekday))

    @property
    def only_a_year(self) -> bool:
        return self.year is not None and self.month is None

    @property
    def full_weekday(self) -> int | None:
        """The weekday, as written or as the calendar has it."""
        if self.weekday is None and self.year and self.month and self.day:
            try:
                return calendar.weekday(self.year, self.month, self.day)
            except ValueError:
                return None
        return self.weekday

    def supported_by(self, other: WrittenDate) -> bool:
        """Whether ``other`` tells all that this tells, and the same."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.full_weekday),
        )
        return self.comparable and all(mine is None or mine == theirs for mine, theirs in pairs)


@lru_cache(maxsize=4096)
def written_dates(text: str) -> tuple[WrittenDate, ...]:
    """Every date, weekday, hour and "last week" of ``text``, in their order."""
    folded = fold(text)
    found = [
        date
        for match in _WRITTEN.finditer(folded.text)
        if (date := _date(match, folded.position(match.start()), folded.position(match.end())))
    ]
    for match in _YEAR.finditer(text):
        if not any(date.start < match.end() and match.start() < date.end for date in found):
            year = int(match.group())
            found.append(
                WrittenDate(year, None, None, None, match.group(), match.start(), match.end())
            )
    return tuple(sorted(found, key=lambda date: date.start))


def _date(match: re.Match[str], start: int, end: int) -> WrittenDate | None:
    words = match.group().strip()
    if words.endswith("."):  # of "sept.", or the sentence's own
        words, end = words[:-1], end - 1
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return WrittenDate(year, month, day, None, words, start, end)
    if match["slashed"]:
        return _slashed(match["slashed"], words, start, end)
    for suffix in ("1", "2", "3", "4"):
        groups = match.groupdict()
        month_name = groups.get(f"m{suffix}")
        if month_name:
            day_text, year_text = groups.get(f"d{suffix}"), groups.get(f"y{suffix}")
            weekday = groups.get(f"wd{suffix}") if suffix in "12" else None
            return WrittenDate(
                int(year_text) if year_text else None,
                _MONTHS[month_name.rstrip(".")],
                int(day_text) if day_text else None,
                _WEEKDAYS[weekday] if weekday else None,
                words,
                start,
                end,
            )
    if match["wd3"]:
        return WrittenDate(None, None, None, _WEEKDAYS[match["wd3"]], words, start, end)
    return WrittenDate(None, None, None, None, words, start, end)


def _slashed(text: str, words: str, start: int, end: int) -> WrittenDate | None:
    parts = [int(part) for part in text.split("/")]
    day, month = parts[0], parts[1]
    if month > 12:
        day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None  # "24/7" and the like
    year = parts[2] if len(parts) == 3 else None
    if year is not None and year < 100:
        year += 2000
    return WrittenDate(year, month, day, None, words, start, end)

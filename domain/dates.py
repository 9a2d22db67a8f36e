"""Days, from what people and machines write: ISO, French, English, "3 days ago", serials."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from domain.vocabulary.folding import Folded, fold
from domain.vocabulary.months import MONTHS
from domain.vocabulary.numerals import WORDS

Precision = Literal["day", "month", "year"]

FIRST_YEAR = 1990
LAST_YEAR = 2100
LONGEST = 500
"""Characters read of a text that may be a sentence."""

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_SERIALS = range(32_874, 73_416)
"""1990-01-01 to 2100-12-31."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """``day`` as exactly as ``precision`` says; ``quote`` is the text that says it.

    Of a written month, quarter or year ``day`` is the first day. Of a relative
    one ("2 mo", "last year") it is the same day so long before, so that an age
    counted from it is the age that was written.
    """

    day: date
    precision: Precision
    quote: str


def read_date(text: str | None, *, as_of: date, day_first: bool = True) -> DateReading | None:
    """Read the first date in ``text``; ``None`` for garbage. Never raises.

    - An ISO time with a zone gives the day in UTC; epoch seconds and
      milliseconds, Excel's serial days and RFC 2822 are read too.
    - ``14/11/2026`` is day first unless ``day_first`` is false; where that
      cannot be, the other order is taken ("11/14/2026").
    - A day without a year is the latest such day up to tomorrow. "Nov-26" with
      a hyphen is November 2026, as spreadsheets write months.
    - A quarter is read as its first month.
    - A day in the future is returned as it stands: whether it makes sense is
      for the caller, who knows what the field means, to say.
    - Years outside 1990 to 2100 are ``None``.
    """
    if text is None or not text.strip():
        return None
    found = _read(text, as_of, day_first)
    if found is None or not FIRST_YEAR <= found.day.year <= LAST_YEAR:
        return None
    return found


_MONTH = "|".join(MONTHS)
_DAYS_OF_WEEK = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|"
    r"lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)\.?,? "
)
_COUNT = r"(?P<count>\d{1,4}|" + "|".join(word for word in WORDS if word != "zero") + ")"

_ISO = re.compile(
    r"(?<![\d.-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?P<time>[t ]\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?"
    r"(?P<zone> ?(?:z(?![a-z])|utc|gmt|[+-]\d\d:?\d\d|[+-]\d\d(?!\d)))?(?!\d)"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20|21)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:t\d{4,6}z?)?")
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})[/. ](?P<month>\d{1,2})[/. ](?P<day>\d{1,2})(?!\d)"
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<one>\d{1,2})(?P<sep>[/.-])(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4}|"
    r"\d\d)(?![\d/])"
)
_DAY_MONTH = re.compile(
    rf"(?<![\w.])(?:{_DAYS_OF_WEEK})?(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?(?: of)?[ -]?"
    rf"(?P<month>{_MONTH})(?![a-z])\.?(?:,? ?-?(?P<year>\d{{4}}|'?\d\d(?![\d:])))?(?!\d)"
    r"(?P<clock>,? \d{1,2}:\d\d(?::\d\d)?(?P<zone> ?(?:gmt|utc|z|[+-]\d{4}))?)?"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)(?:{_DAYS_OF_WEEK})?(?P<month>{_MONTH})(?![a-z])\.? (?P<day>\d{{1,2}})"
    r"(?:st|nd|rd|th)?(?![\d:])(?:,? (?P<year>\d{4}))?(?!\d)"
)
_MONTH_YEAR = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})(?![a-z])\.?(?:,? |[-/]| de )?(?P<year>(?:19|20)\d\d|(?<=-)\d\d|"
    rf"'\d\d)(?!\d)"
)
_YEAR_MONTH = re.compile(r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})(?![\d/.-])")
_SLASH_YEAR = re.compile(r"(?<![\d/.-])(?P<month>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)(?![\d/.-])")
_QUARTER = re.compile(
    r"(?<!\w)(?:[qt](?P<q>[1-4])[ /-]?(?P<year>(?:19|20)\d\d)|(?P<year2>(?:19|"
    r"20)\d\d)[ /-]?[qt](?P<q2>[1-4])|"
    r"(?P<q3>[1-4])(?:er|e|eme|st|nd|rd|th)? (?:trimestre|quarter)(?: de| of)? (?P<year3>(?:19|"
    r"20)\d\d))(?!\w)"
)
_YEAR = re.compile(r"(?<![\w.,/-])(?P<year>(?:19|20)\d\d)(?![\w/-]|[.,]\d)")
_UNITS: dict[str, str] = {
    **dict.fromkeys(["seconde", "secondes", "second", "seconds", "sec", "s"], "hour"),
    **dict.fromkeys(["minute", "minutes", "min", "mins", "m"], "hour"),
    **dict.fromkeys(["heure", "heures", "hour", "hours", "hr", "hrs", "h"], "hour"),
    **dict.fromkeys(["jour", "jours", "day", "days", "d", "j"], "day"),
    **dict.fromkeys(["semaine", "semaines", "week", "weeks", "wk", "wks", "sem", "w"], "week"),
    **dict.fromkeys(["mois", "month", "months", "mo", "mos", "mths"], "month"),
    **dict.fromkeys(
        ["an", "ans", "annee", "annees", "year", "years", "yr", "yrs", "y", "a"], "year"
    ),
}
_UNIT = r"(?P<unit>" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")(?![a-z])\.?"
_AGO = re.compile(
    rf"(?<!\w)(?:(?:il y a|voici|depuis)(?: environ| pres de| plus de)? {_COUNT} ?{_UNIT}|"
    rf"{_COUNT.replace('count', 'count2')} ?{_UNIT.replace('unit', 'unit2')} (?:ago|plus tot|"
    rf"earlier))"
)
_AHEAD = re.compile(rf"(?<!\w)(?:in|dans) {_COUNT} ?{_UNIT}")
_SHORT = re.compile(
    rf"(?:(?:posted|edited|publie|modifie) )?(?P<quoted>(?P<count>\d{{1,3}}) ?{_UNIT}) ?\+?"
    r"(?: ?[\u2022\u00b7|(,-].*)?"
)
_NAMED_DAYS: tuple[tuple[str, str, int], ...] = (
    (r"avant-hier|day before yesterday", "day", 2),
    (r"hier|yesterday", "day", 1),
    (
        r"aujourd'hui|today|ce jour|a l'instant|just now|maintenant|this morning|ce matin",
        "day",
        0,
    ),
    (r"la semaine (?:derniere|passee)|last week", "week", 1),
    (r"le mois (?:dernier|passe)|last month", "month", 1),
    (r"l'an(?:nee)? (?:dernier|derniere|passee?)|last year", "year", 1),
    (r"cette semaine|this week", "week", 0),
    (r"ce mois(?:-ci)?|this month", "month", 0),
    (r"cette annee|this year", "year", 0),
    (r"demain|tomorrow", "day", -1),
)
_NAMED = re.compile(
    r"(?<!\w)(?:" + "|".join(f"({pattern})" for pattern, _, _ in _NAMED_DAYS) + r")(?!\w)"
)
_WEEKDAYS: dict[str, int] = {
    name: place
    for place, names in enumerate(
        (
            "monday lundi",
            "tuesday mardi",
            "wednesday mercredi",
            "thursday jeudi",
            "friday vendredi",
            "saturday samedi",
            "sunday dimanche",
        )
    )
    for name in names.split()
}
_LAST_WEEKDAY = re.compile(
    rf"(?<!\w)(?:(?:last|past) (?P<en>{'|'.join(_WEEKDAYS)})|"
    rf"(?P<fr>{'|'.join(_WEEKDAYS)}) (?:dernier|passe))(?!\w)"
)
_DIGITS = re.compile(r"\d{4,13}(?:\.\d+)?")


@lru_cache(maxsize=16_384)
def _read(text: str, as_of: date, day_first: bool) -> DateReading | None:
    folded = fold(text[:LONGEST])
    words = folded.text
    try:
        bare = words.strip()
        if _DIGITS.fullmatch(bare):
            return _bare_number(folded, bare)
        return (
            _absolute(folded, as_of, day_first)
            or _relative(folded, as_of)
            or _by_month_or_year(folded)
        )
    except (ValueError, OverflowError):
        return None


def _bare_number(folded: Folded, bare: str) -> DateReading | None:
    start = folded.text.index(bare)
    quote = folded.quote(start, start + len(bare))
    whole = bare.partition(".")[0]
    value = int(whole)
    if len(whole) == 4 and whole == bare:
        return DateReading(date(value, 1, 1), "year", quote) if value else None
    if value in _EXCEL_SERIALS:
        return DateReading(_EXCEL_DAY_ZERO + timedelta(days=value), "day", quote)
    if len(whole) == 6 and whole == bare and whole.startswith(("19", "20")):
        return DateReading(date(int(whole[:4]), int(whole[4:]), 1), "month", quote)
    if len(whole) == 8 and (match := _COMPACT.fullmatch(whole)):
        return DateReading(_day(match), "day", quote)
    if len(whole) in (9, 10):
        return DateReading(datetime.fromtimestamp(float(bare), UTC).date(), "day", quote)
    if len(whole) in (12, 13):
        return DateReading(datetime.fromtimestamp(value / 1000, UTC).date(), "day", quote)
    return None


def _day(match: re.Match[str]) -> date:
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _full_year(written: str) -> int:
    digits = written.lstrip("'")
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _absolute(folded: Folded, as_of: date, day_first: bool) -> DateReading | None:
    """A date with its day, wherever it stands; the first in the text."""
    words = folded.text
    if match := _ISO.search(words):
        return DateReading(_iso_day(match), "day", folded.quote(*match.span()).strip())
    if match := _COMPACT.fullmatch(words.strip()):
        return DateReading(_day(match), "day", folded.original.strip())
    if match := _YEAR_FIRST.search(words):
        return DateReading(_day(match), "day", folded.quote(*match.span()))
    if match := _NUMERIC.search(words):
        day, month = int(match["one"]), int(match["two"])
        if not day_first:
            day, month = month, day
        if month > 12:
            day, month = month, day
        year = _full_year(match["year"])
        return DateReading(date(year, month, day), "day", folded.quote(*match.span()))
    return _with_month_name(folded, as_of)


def _iso_day(match: re.Match[str]) -> date:
    return _in_utc(_day(match), match["time"] or "", (match["zone"] or "").strip())


def _in_utc(day: date, clock: str, zone: str) -> date:
    """The day in UTC of a time of day in a zone such as ``-05:00``; ``day`` without one."""
    if not clock or zone[:1] not in ("+", "-"):
        return day
    hours, minutes = (int(part) for part in re.findall(r"\d+", clock)[:2])
    digits = zone[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    local = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=UTC)
    return (local - ahead if zone[0] == "+" else local + ahead).date()


def _with_month_name(folded: Folded, as_of: date) -> DateReading | None:
    words = folded.text
    matches = [m for p in (_DAY_MONTH, _MONTH_DAY) for m in p.finditer(words)]
    for match in sorted(matches, key=lambda m: m.start()):
        if re.match(rf"(?:{_MONTH})-\d\d$", words[match.start() : match.end()]):
            continue
        month, number = MONTHS[match["month"]], int(match["day"])
        quote = folded.quote(*match.span()).strip()
        if match["year"]:
            day = date(_full_year(match["year"]), month, number)
            clock = match.groupdict().get("clock")
            if clock and match["zone"]:
                day = _in_utc(day, clock, match["zone"].strip())
            return DateReading(day, "day", quote)
        if not 1 <= number <= 31:
            continue
        return DateReading(_latest(month, number, as_of), "day", quote)
    return None


def _latest(month: int, day: int, as_of: date) -> date:
    """The latest such day that is not after tomorrow, within a leap cycle."""
    for year in range(as_of.year + 1, as_of.year - 8, -1):
        if day <= monthrange(year, month)[1] and date(year, month, day) <= as_of + timedelta(1):
            return date(year, month, day)
    raise ValueError("no such day")


def _shifted(as_of: date, unit: str, count: int) -> tuple[date, Precision]:
    """``as_of`` moved back by so many units, and how exact that is."""
    if unit == "hour":
        return as_of, "day"
    if unit in ("day", "week"):
        return as_of - timedelta(days=count * (7 if unit == "week" else 1)), "day"
    months = as_of.year * 12 + as_of.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    day = min(as_of.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day), ("year" if unit == "year" else "month")


def _counted(as_of: date, count: str, unit: str, *, ahead: bool = False) -> tuple[date, Precision]:
    number = int(count) if count.isdigit() else WORDS[count]
    name = _UNITS[unit]
    if name == "hour" and unit.startswith("h") and number >= 24:
        return _shifted(as_of, "day", number // 24 * (-1 if ahead else 1))
    return _shifted(as_of, name, -number if ahead else number)


def _relative(folded: Folded, as_of: date) -> DateReading | None:
    words = folded.text
    if match := _AGO.search(words):
        count, unit = match["count"] or match["count2"], match["unit"] or match["unit2"]
        day, precision = _counted(as_of, count, unit)
        return DateReading(day, precision, folded.quote(*match.span()))
    if match := _AHEAD.search(words):
        day, precision = _counted(as_of, match["count"], match["unit"], ahead=True)
        return DateReading(day, precision, folded.quote(*match.span()))
    start = len(words) - len(words.lstrip())
    if match := _SHORT.fullmatch(words, start, len(words.rstrip())):
        day, precision = _counted(as_of, match["count"], match["unit"])
        return DateReading(day, precision, folded.quote(*match.span("quoted")))
    if match := _NAMED.search(words):
        _, unit, count = _NAMED_DAYS[(match.lastindex or 1) - 1]
        day, precision = _shifted(as_of, unit, count)
        return DateReading(day, precision, folded.quote(*match.span()))
    if match := _LAST_WEEKDAY.search(words):
        back = (as_of.weekday() - _WEEKDAYS[match["en"] or match["fr"]]) % 7 or 7
        return DateReading(as_of - timedelta(days=back), "day", folded.quote(*match.span()))
    return None


def _by_month_or_year(folded: Folded) -> DateReading | None:
    words = folded.text
    for pattern in (_MONTH_YEAR, _YEAR_MONTH, _SLASH_YEAR):
        if match := pattern.search(words):
            month = MONTHS.get(match["month"]) or int(match["month"])
            day = date(_full_year(match["year"]), month, 1)
            return DateReading(day, "month", folded.quote(*match.span()))
    if match := _QUARTER.search(words):
        year = int(match["year"] or match["year2"] or match["year3"])
        quarter = int(match["q"] or match["q2"] or match["q3"])
        return DateReading(date(year, quarter * 3 - 2, 1), "month", folded.quote(*match.span()))
    if match := _YEAR.search(words):
        return DateReading(date(int(match["year"]), 1, 1), "year", folded.quote(*match.span()))
    return None

"""Dates that stand inside a text, such as a news line."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from domain.dates import DateReading, read_date

_MONTH = (
    r"(?:jan(?:uary|vier|v)?|feb(?:ruary)?|f[ée]v(?:rier|r)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|"
    r"may|mai|june?|juin|july?|juil(?:let)?|aug(?:ust)?|ao[uû]t|sept?(?:ember|embre)?|"
    r"oct(?:ober|obre)?|nov(?:ember|embre)?|dec(?:ember)?|d[ée]c(?:embre)?)\b\.?"
)
# Every alternative starts with a digit or a fixed word, and nothing repeats within a
# repetition: the search is linear in the length of the text.
_CANDIDATE = re.compile(
    rf"""
    \b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b
    | \b\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}})\b
    | \b\d{{1,2}}(?:er|st|nd|rd|th)?\ (?:of\ )?{_MONTH}(?:,?\ \d{{4}}\b)?
    | \b{_MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}}\b)
    | \b{_MONTH}\ \d{{4}}\b
    | \b(?:il\ y\ a|depuis)\ \d{{1,3}}\ (?:jours?|semaines?|mois|ans?)\b
    | \b\d{{1,3}}\ (?:days?|weeks?|months?|years?)\ ago\b
    | \b(?:hier|aujourd'hui|yesterday|today|la\ semaine\ derni[èe]re|last\ week
        |le\ mois\ dernier|last\ month)\b
    | \b[QT][1-4]\ \d{{4}}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 5_000  # characters of a text that are searched


@lru_cache(maxsize=16_384)
def dates_in(text: str, as_of: date) -> tuple[DateReading, ...]:
    """The dates written in ``text``, as they come; each ``quote`` stands in ``text``.

    A year alone is no date here: "2026" in a news line is seldom when it happened.
    """
    found: list[DateReading] = []
    for match in _CANDIDATE.finditer(text[:_LONGEST]):
        reading = read_date(match.group(), as_of=as_of)
        if reading is not None and reading.precision != "year":
            found.append(reading)
    return tuple(found)

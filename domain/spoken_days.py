"""Days as a person writes them in a mail: "Wednesday 12 June", "mercredi 12 juin"."""

from __future__ import annotations

from datetime import date

from domain.campaign import Language

WEEKDAY_NAMES: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
MONTH_NAMES: dict[Language, tuple[str, ...]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}


def spoken_day(day: date, language: Language) -> str:
    """Weekday, day and month, without the year; the first is "1er" in French."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    weekday = WEEKDAY_NAMES[language][day.weekday()]
    return f"{weekday} {number} {MONTH_NAMES[language][day.month - 1]}"

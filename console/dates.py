"""Instants and numbers as the user writes them: their time zone, their language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from console.visit import Visit
from domain.instants import from_text


def local(visit: Visit, instant: str | datetime) -> datetime:
    """The instant (text as the database keeps it, or aware) in the user's zone."""
    moment = from_text(instant) if isinstance(instant, str) else instant
    return moment.astimezone(ZoneInfo(visit.user.time_zone))


def day(visit: Visit, instant: str | datetime) -> str:
    """``22 Nov 2026``."""
    from babel.dates import format_date

    return format_date(local(visit, instant), "medium", locale=visit.user.language)


def day_and_time(visit: Visit, instant: str | datetime) -> str:
    """``22 Nov 2026, 14:10`` (in French ``22 nov. 2026, 14:10``)."""
    from babel.dates import format_datetime

    return format_datetime(local(visit, instant), "d MMM y, HH:mm", locale=visit.user.language)


def time_of_day(visit: Visit, instant: str | datetime) -> str:
    """``14:10``."""
    return f"{local(visit, instant):%H:%M}"


def ago(visit: Visit, instant: str | datetime) -> str:
    """``5 min ago``."""
    from babel.dates import format_timedelta

    moment = from_text(instant) if isinstance(instant, str) else instant
    return format_timedelta(
        moment - visit.house.clock.now(),
        add_direction=True,
        format="short",
        locale=visit.user.language,
    )


def number(visit: Visit, value: float) -> str:
    """``1,240`` (in French ``1 240``)."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=visit.user.language)

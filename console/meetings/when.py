"""When a meeting is, for us and for them; and with whom."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from console.dates import local
from console.i18n import _
from console.visit import Visit
from domain.instants import from_text
from domain.whereabouts import zone_of
from services.unit_of_work import Row


def who_in_words(row: Row) -> str:
    """``Claire Martin, Alto Industrie``; the booking's own name where ours is gone."""
    name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    shown = name or row["invitee_name"] or row["invitee_email"] or _("somebody who was erased")
    return ", ".join(part for part in (shown, row["company"]) if part)


def short_when(visit: Visit, starts_at: str) -> str:
    """``Wed 25 Nov, 14:00``."""
    from babel.dates import format_datetime

    return format_datetime(local(visit, starts_at), "EEE d MMM, HH:mm", locale=visit.user.language)


def our_time(visit: Visit, row: Row) -> str:
    """``Wednesday 25 November 2026, 14:00-14:30 (Europe/Paris)``."""
    return _span(visit, row, visit.user.time_zone)


def their_time(visit: Visit, row: Row) -> str | None:
    """The same for the prospect; ``None`` where their zone is not known or is as ours."""
    zone = zone_of(row["city"], row["country"])
    if zone is None:
        return None
    begins = from_text(row["starts_at"])
    ours, theirs = (begins.astimezone(ZoneInfo(name)) for name in (visit.user.time_zone, zone))
    return None if ours.utcoffset() == theirs.utcoffset() else _span(visit, row, zone)


def _span(visit: Visit, row: Row, zone: str) -> str:
    from babel.dates import format_datetime

    begins, ends = (
        from_text(row[name]).astimezone(ZoneInfo(zone)) for name in ("starts_at", "ends_at")
    )
    day = format_datetime(begins, "EEEE d MMMM y, HH:mm", locale=visit.user.language)
    return f"{day}-{ends:%H:%M} ({zone.replace('_', ' ')})"

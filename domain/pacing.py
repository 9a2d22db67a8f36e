"""When a mail may leave: contact hours, days, ramp, gaps, and when to halt.

Everything is a pure function of aware instants. Hours are read on the
recipient's clock, so the days on which clocks change need care: a window's
opening may not exist on the wall, or may come twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as public_holidays

from domain.campaign import WEEKDAYS, Hours, Sending
from errors import InvalidInput

IsHoliday = Callable[[date], bool]

_LONGEST_SEARCH_DAYS = 400  # over a year: a window of one weekday survives any run of holidays
_JITTER_SHARE = 0.5  # of the minimum gap: enough not to look like a machine's metronome
_MIDNIGHT = time(0, 0)


def day_of(instant: datetime, zone: str) -> date:
    """The calendar day of ``instant`` (aware) on the clocks of ``zone``."""
    return _aware(instant).astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The UTC instants at which ``day`` begins (included) and ends (not included) in ``zone``."""
    return _begins(day, zone), _begins(day + timedelta(days=1), zone)


def holiday_check(country: str | None) -> IsHoliday | None:
    """Whether a day is a public holiday in ``country`` (ISO code); ``None`` if none are known.

    National holidays alone: those of a region or a canton are not counted,
    since the region of a prospect is seldom known.
    """
    if not country:
        return None
    code = country.upper()
    if not _has_holidays(code):
        return None
    return lambda day: day in _holidays_of(code, day.year)


def in_window(
    instant: datetime, hours: Hours, zone: str, holidays: IsHoliday | None = None
) -> bool:
    """Whether ``instant`` (aware) falls in the week's ``hours`` on the clocks of ``zone``.

    ``holidays`` tells days on which nobody is written to, see :func:`holiday_check`.
    """
    local = _aware(instant).astimezone(ZoneInfo(zone))
    return (
        WEEKDAYS[local.weekday()] in hours.days
        and hours.start <= local.time() < hours.end
        and not (holidays is not None and holidays(local.date()))
    )


def next_opening(
    instant: datetime, hours: Hours, zone: str, country: str | None = None
) -> datetime:
    """The first instant (UTC) at or after ``instant`` that is in the window.

    ``country`` (ISO code) adds its public holidays. Raises
    :class:`errors.InvalidInput` if there is none within 400 days.
    """
    holidays = holiday_check(country)
    instant = _aware(instant).astimezone(UTC)
    if in_window(instant, hours, zone, holidays):
        return instant
    first_day = day_of(instant, zone)
    for ahead in range(_LONGEST_SEARCH_DAYS):
        day = first_day + timedelta(days=ahead)
        if WEEKDAYS[day.weekday()] not in hours.days:
            continue
        # A window can only open at its start, of which there are two when the
        # clock goes back over it, or at the moment when the clock changes.
        openings = {_utc(day, hours.start, zone, fold) for fold in (0, 1)}
        openings.update(_clock_changes(day, zone))
        usable = [o for o in openings if o >= instant and in_window(o, hours, zone, holidays)]
        if usable:
            return min(usable)
    raise InvalidInput(
        f"No opening within {_LONGEST_SEARCH_DAYS} days of {instant.isoformat()}.",
        record=zone,
        fix="Widen the days or the hours of sending.",
    )


def sender_allowance(sending: Sending, sender_first_sent_on: date | None, today: date) -> int:
    """Mails that a sender may send ``today`` over all campaigns: the cap, or the ramp below it.

    The ramp counts calendar days from the sender's first mail; a sender who has
    not written yet (``None``) is on its first day.
    """
    day = 0 if sender_first_sent_on is None else max(0, (today - sender_first_sent_on).days)
    if day < len(sending.ramp):
        return min(sending.ramp[day], sending.per_sender_per_day)
    return sending.per_sender_per_day


def allowed_today(sending: Sending, sender_first_sent_on: date | None, today: date) -> int:
    """Mails that one campaign may send ``today``: its daily number within its sender's."""
    return min(sending.per_day, sender_allowance(sending, sender_first_sent_on, today))


def gap_after(message_key: str, sending: Sending) -> timedelta:
    """How long the sender waits after this message: the minimum gap and up to half of it more.

    The jitter is a hash of ``message_key``, so that the same message has the
    same gap however often it is asked.
    """
    gap = timedelta(minutes=sending.min_gap_minutes)
    digest = hashlib.sha256(message_key.encode()).digest()
    share = int.from_bytes(digest[:8], "big") / 2**64
    return gap + timedelta(seconds=int(gap.total_seconds() * _JITTER_SHARE * share))


def halt_reason(sending: Sending, sent: int, bounced: int, complained: int) -> str | None:
    """Why sending must halt until a person lifts it, or ``None``.

    Nothing is said before ``halt_after`` mails: one bounce in two tells nothing.
    """
    if sent < sending.halt_after or sent <= 0:
        return None
    if complained / sent >= sending.halt_complaint_rate:
        return _rate_sentence("complaints", complained, sent, sending.halt_complaint_rate)
    if bounced / sent >= sending.halt_bounce_rate:
        return _rate_sentence("bounces", bounced, sent, sending.halt_bounce_rate)
    return None


def _rate_sentence(what: str, count: int, sent: int, limit: float) -> str:
    return f"{count} {what} in {sent} mails ({count / sent:.1%}), the limit is {limit:.1%}"


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise InvalidInput(
            f"{instant.isoformat()} has no time zone.", fix="Give an aware datetime, in UTC."
        )
    return instant


def _utc(day: date, wall: time, zone: str, fold: int = 0) -> datetime:
    naive = datetime.combine(day, wall.replace(tzinfo=None, fold=fold))
    return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _begins(day: date, zone: str) -> datetime:
    midnight = _utc(day, _MIDNIGHT, zone)
    if midnight.astimezone(ZoneInfo(zone)).time() == _MIDNIGHT:
        return midnight
    # Midnight does not exist on this day: the day begins when the clock jumps.
    return min(
        (change for change in _clock_changes(day, zone) if day_of(change, zone) == day),
        default=midnight,
    )


def _clock_changes(day: date, zone: str) -> list[datetime]:
    """The instants (UTC) near ``day`` at which the zone's offset changes: almost always none."""
    changes: list[datetime] = []
    tz = ZoneInfo(zone)
    for hour in range(-2, 26, 4):  # two changes within four hours have never been seen
        early = _utc(day, _MIDNIGHT, zone) + timedelta(hours=hour)
        late = early + timedelta(hours=4)
        if early.astimezone(tz).utcoffset() == late.astimezone(tz).utcoffset():
            continue
        before = early.astimezone(tz).utcoffset()
        while late - early > timedelta(seconds=1):
            middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
            if middle.astimezone(tz).utcoffset() == before:
                early = middle
            else:
                late = middle
        changes.append(late)
    return changes


@lru_cache(maxsize=512)
def _has_holidays(country: str) -> bool:
    return country in public_holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=1024)
def _holidays_of(country: str, year: int) -> frozenset[date]:
    return frozenset(public_holidays.country_holidays(country, years=year))

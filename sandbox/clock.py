"""Instants and the sandbox's clock, which a driver steps or the system drives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime


def iso(instant: datetime) -> str:
    """``2026-11-22T09:17:00.000Z``."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_micro(instant: datetime) -> str:
    """``2026-11-22T09:17:00.000000Z``, the spelling of Calendly's answers."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """An aware UTC instant. Raises ``ValueError`` for anything else, a time without zone too."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return parsed.astimezone(UTC)


class Clock:
    """What time it is in the sandbox. Stepped unless it is given a ``source`` to follow."""

    def __init__(self, start: datetime, source: Callable[[], datetime] | None = None) -> None:
        self._now = start
        self._source = source

    @property
    def live(self) -> bool:
        return self._source is not None

    def now(self) -> datetime:
        if self._source is not None:
            return max(self._now, self._source())
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Forward only: an earlier instant changes nothing."""
        self._now = max(self._now, instant)


def system_now() -> datetime:
    return datetime.now(UTC)

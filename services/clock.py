"""Time and ids, injected everywhere."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class Ids(Protocol):
    def token(self, purpose: str) -> str:
        """A random token for something that leaves this machine; never guessable.

        Lower-case letters and digits: mail systems fold the case of addresses.
        """
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    def token(self, purpose: str) -> str:
        return secrets.token_hex(16)


class SteppedClock:
    """A clock that a driver moves; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, instant: datetime) -> None:
        if instant < self._now:
            raise ValueError(f"{instant} is before {self._now}")
        self._now = instant.astimezone(UTC)

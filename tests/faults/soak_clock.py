"""The time of day of a stepped month, shared by its processes through one small file."""

from __future__ import annotations

import mmap
from datetime import UTC, datetime, timedelta
from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NOW, SEEN, PASSES = range(3)


class SharedClock:
    """A ``Clock`` that one process moves and others read; a worker tells in it that it is idle.

    Three whole numbers of eight bytes: the time in microseconds since 1970, the time at
    which the worker last found nothing to do, and how often it did.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(24))
        with path.open("r+b") as file:
            self._numbers = memoryview(mmap.mmap(file.fileno(), 24)).cast("q")

    def now(self) -> datetime:
        return _instant(self._numbers[NOW])

    def move_to(self, instant: datetime) -> None:
        self._numbers[NOW] = (instant - _EPOCH) // _MICROSECOND

    def tell_idle(self, seen: datetime) -> None:
        """The worker's side. In this order: whoever counts the passes reads ``SEEN`` after."""
        self._numbers[SEEN] = (seen - _EPOCH) // _MICROSECOND
        self._numbers[PASSES] += 1

    @property
    def passes(self) -> int:
        return self._numbers[PASSES]

    def is_idle_since(self, passes: int) -> bool:
        """Whether the worker found nothing to do now, in a pass begun after ``passes``.

        The first pass to end after that may have begun before it: two are waited for.
        """
        return self._numbers[PASSES] >= passes + 2 and self._numbers[SEEN] == self._numbers[NOW]


def _instant(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND

"""Questions to a vendor, asked beside the page: no page waits for somebody else's server."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

AT_ONCE = 4
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question. While it is open, both are ``None`` and it is not ``done``."""

    done: bool
    value: Any = None
    error: Exception | None = None


class Asking:
    """Answers are kept for as long as whoever asks will have them, for all sessions alike."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="asking")
        self._asked: OrderedDict[Hashable, tuple[Future[Any], float]] = OrderedDict()
        self._lock = Lock()

    def answer(
        self, question: Hashable, ask: Callable[[], Any], *, kept_for: float = 60.0
    ) -> Answer:
        """The answer to ``question``, or that it is open; asked if nobody has, or long ago."""
        with self._lock:
            future, asked_at = self._asked.get(question, (None, 0.0))
            if future is None or (future.done() and time.monotonic() - asked_at > kept_for):
                future = self._threads.submit(ask)
                self._asked[question] = (future, time.monotonic())
                while len(self._asked) > MOST_KEPT:
                    self._asked.popitem(last=False)
        return _answer(future)

    def known(self, question: Hashable) -> Answer | None:
        """The answer if somebody has asked; asks nothing."""
        with self._lock:
            future, _ = self._asked.get(question, (None, 0.0))
        return None if future is None else _answer(future)

    def forget(self, question: Hashable) -> None:
        with self._lock:
            self._asked.pop(question, None)

    def settle(self) -> None:
        """Wait until every question is answered."""
        with self._lock:
            open_ones = [future for future, _ in self._asked.values()]
        for future in open_ones:
            future.exception()


def _answer(future: Future[Any]) -> Answer:
    if not future.done():
        return Answer(done=False)
    error = future.exception()
    if error is None:
        return Answer(done=True, value=future.result())
    return Answer(done=True, error=error if isinstance(error, Exception) else None)


@cache
def asking() -> Asking:
    """The one of this process."""
    return Asking()

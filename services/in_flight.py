"""Several questions to a slow model at once, what comes of each stored by the one who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import partial
from itertools import islice
from typing import TypeVar

from services.runs import Stopped

T = TypeVar("T")
R = TypeVar("R")


def _no_bound(in_flight: int) -> bool:
    return True


def each_in_flight(
    items: Iterable[T],
    ask: Callable[[T], R],
    land: Callable[[T, Callable[[], R]], None],
    *,
    width: int,
    may_start: Callable[[int], bool] = _no_bound,
) -> None:
    """``ask`` for each item on up to ``width`` threads, ``land`` each on the caller's own.

    ``land`` is given the item and a function that returns what ``ask`` did, or raises it; it
    may use a database connection, ``ask`` may not. What came first lands first, and of those
    that came together the first asked; with a width of 1 no thread is begun and each item
    lands before the next one is taken. ``may_start`` is told how many are in flight and holds
    the next one back, which is taken only when it may start.

    What ``items`` or ``land`` raises ends it: no more are begun. Those in flight are waited
    for; after :class:`services.runs.Stopped` they are thrown away, else they land first.
    """
    waiting = iter(items)
    if width <= 1:
        while may_start(0) and (taken := list(islice(waiting, 1))):
            land(taken[0], partial(ask, taken[0]))
        return
    flying: dict[Future[R], T] = {}
    failure: Exception | None = None
    with ThreadPoolExecutor(width, thread_name_prefix="in-flight") as pool:
        while True:
            try:
                while failure is None and len(flying) < width and may_start(len(flying)):
                    taken = list(islice(waiting, 1))
                    if not taken:
                        break
                    flying[pool.submit(copy_context().run, ask, taken[0])] = taken[0]
                if not flying:
                    break
                wait(flying, return_when=FIRST_COMPLETED)
                come = next(future for future in flying if future.done())
                land(flying.pop(come), come.result)
            except Stopped:
                if failure is None:
                    raise
            except Exception as error:
                failure = failure or error
    if failure is not None:
        raise failure

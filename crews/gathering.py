"""Runs a gathering once for a kickoff, on the thread of the one who asked for it."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Generic, TypeVar

from domain.search import SearchPlan

T = TypeVar("T")


class Gathering(Generic[T]):
    """Stands between the tool and the service's ``gather``.

    CrewAI runs tools on threads of its own, while ``gather`` writes to a database
    whose connections belong to one thread; so the kickoff runs on a second
    thread, and ``gather`` on the first. However often the tool is called, by a
    model that repeats itself or by a retry, people are looked up and paid for once:
    later calls get the first one's answer, or its error.
    """

    def __init__(
        self, gather: Callable[[SearchPlan], str], bound: Callable[[SearchPlan], SearchPlan]
    ) -> None:
        self._gather = gather
        self._bound = bound
        self._plans: SimpleQueue[SearchPlan | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._answer: Future[str] | None = None
        self.plan: SearchPlan | None = None
        """The plan that was searched with; ``None`` while nothing was."""

    def ask(self, plan: SearchPlan) -> str:
        """For the tool, from any thread: waits for the one gathering and gives its answer."""
        with self._lock:
            first = self._answer is None
            if self._answer is None:
                self._answer = Future()
            answer = self._answer
        if first:
            self.plan = self._bound(plan)
            self._plans.put(self.plan)
        return answer.result()

    def serve(self, kickoff: Callable[[], T]) -> T:
        """Run ``kickoff`` on a second thread and, when it asks, ``gather`` on this one.

        Raises what ``kickoff`` raises; what ``gather`` raised is for :meth:`result`.
        """
        context = contextvars.copy_context()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="kickoff") as pool:
            running = pool.submit(context.run, kickoff)
            running.add_done_callback(lambda _: self._plans.put(None))
            while (plan := self._plans.get()) is not None:
                self._answer_with(plan)
            return running.result()

    def result(self) -> str | None:
        """The gathering's answer; raises what it raised, as it is; ``None``: never asked."""
        return None if self._answer is None else self._answer.result()

    def _answer_with(self, plan: SearchPlan) -> None:
        answer = self._answer
        if answer is None:
            raise AssertionError("a plan came without anybody waiting for its answer")
        try:
            answer.set_result(self._gather(plan))
        except BaseException as error:  # also an interrupt: it ends the kickoff and comes out
            answer.set_exception(error)

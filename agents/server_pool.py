"""Several addresses of the same model: questions are shared out, a dead one is left alone a while.

A question to a model may be repeated harmlessly, so that one which a server did not answer is
put to another at once. Free of crewai.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agents.chat_server import ChatAnswer, ChatServer
from agents.llm_settings import LlmSettings
from errors import KeyRefused, OutcomeUnknown, RendezvousError, Temporary

log = logging.getLogger(__name__)

FIRST_REST_S = 5.0
LONGEST_REST_S = 300.0
"""How long a server that failed is left alone: doubled with each failure in a row."""


@dataclass
class _Member:
    server: ChatServer
    in_flight: int = 0
    failures: int = 0
    """In a row."""
    rests_until: float = 0.0


class ServerPool:
    """Asks the server with the fewest questions in flight, from any thread.

    A server that does not answer, or answers 5xx, 429 or 401, is taken out and the
    question put to the next; when its rest is over it is asked for its list of models
    first. With all of them out, the one whose rest ends first is asked all the same: an
    answer that may come is better than none.
    """

    def __init__(
        self,
        servers: Sequence[ChatServer],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not servers:
            raise ValueError("a pool needs a server")
        self._members = [_Member(server) for server in servers]
        self._monotonic = monotonic
        self._lock = threading.Lock()

    @property
    def settings(self) -> LlmSettings:
        return self._members[0].server.settings

    def close(self) -> None:
        for member in self._members:
            member.server.close()

    def ask(self, payload: dict[str, Any]) -> ChatAnswer:
        """As :meth:`ChatServer.ask`; raises the last server's error when none answers.

        A time-out is raised at once: whoever waits has waited as long as was allowed.
        """
        began = self._monotonic()
        asked: set[int] = set()
        failure: RendezvousError | None = None
        while (member := self._take(asked)) is not None:
            asked.add(id(member))
            try:
                if member.failures and len(self._members) > 1:
                    member.server.check()
                answer = member.server.ask(payload)
            except (Temporary, KeyRefused) as error:
                self._give_back(member, failed=True)
                log.warning("a model server is left alone for a while: %s", error)
                waited = self._monotonic() - began
                if isinstance(error, OutcomeUnknown) and waited > self.settings.timeout_seconds / 2:
                    raise
                failure = error
            except BaseException:
                self._give_back(member, failed=False)
                raise
            else:
                self._give_back(member, failed=False)
                return answer
        if failure is None:
            raise AssertionError("a pool has a server")
        raise failure

    def _take(self, asked: set[int]) -> _Member | None:
        """The best server not asked yet, counted as busy; ``None``: all were asked."""
        with self._lock:
            left = [member for member in self._members if id(member) not in asked]
            if not left:
                return None
            now = self._monotonic()
            ready = [member for member in left if member.rests_until <= now]
            if ready:
                chosen = min(ready, key=lambda member: member.in_flight)
                # Equals take turns.
                self._members.remove(chosen)
                self._members.append(chosen)
            else:
                chosen = min(left, key=lambda member: member.rests_until)
            chosen.in_flight += 1
            if chosen.failures:  # one question tries it out; the others go elsewhere meanwhile
                chosen.rests_until = now + self._rest(chosen)
            return chosen

    def _give_back(self, member: _Member, *, failed: bool) -> None:
        with self._lock:
            member.in_flight -= 1
            if failed:
                member.failures += 1
                member.rests_until = self._monotonic() + self._rest(member)
            else:
                member.failures, member.rests_until = 0, 0.0

    @staticmethod
    def _rest(member: _Member) -> float:
        return float(min(FIRST_REST_S * 2 ** min(member.failures - 1, 10), LONGEST_REST_S))

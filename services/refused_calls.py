"""How often somebody called a public route without being able to sign it."""

from __future__ import annotations

import logging

from domain.instants import to_text
from errors import Temporary
from services.clock import Clock
from services.unit_of_work import Row, Store

log = logging.getLogger(__name__)


class RefusedCalls:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def count(self, route: str, status: int) -> None:
        """One more. The caller has its answer either way: a busy database is only logged."""
        try:
            with self._store.begin() as work:
                work.run(
                    "count_refused_call", route=route, status=status, at=to_text(self._clock.now())
                )
        except Temporary as error:
            log.warning("a refused call of %s was not counted: %s", route, error)

    def all(self) -> list[Row]:
        """``route``, ``status``, ``count`` and ``last_at``, a row for each pair."""
        with self._store.read() as reading:
            return list(reading.query("refused_calls"))

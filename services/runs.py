"""Crew runs as rows: who asked, how far it is, how it ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from domain.instants import to_text
from errors import RendezvousError
from services.clock import Clock
from services.unit_of_work import Store


class Stopped(Exception):
    """A person paused or stopped the work; what is done is kept."""


class Progress:
    """Tells the run's row how far it is, and hears whether to go on."""

    def __init__(self, store: Store, clock: Clock, run_id: int, campaign_id: int | None) -> None:
        self._store = store
        self._clock = clock
        self.run_id = run_id
        self._campaign_id = campaign_id
        self.done = 0

    def advance(self, *, done: int, total: int | None = None) -> None:
        """Record progress. Raises :class:`Stopped` if the run or its campaign was stopped."""
        self.done = done
        with self._store.begin() as work:
            run = work.get("runs", self.run_id)
            if run["state"] != "running":
                raise Stopped("the run was stopped")
            work.update(
                "runs",
                self.run_id,
                done=done,
                total=total if total is not None else run["total"],
                heartbeat=to_text(self._clock.now()),
            )
            if self._campaign_id is not None:
                stage = work.get("campaigns", self._campaign_id)["stage"]
                if stage != "running":
                    raise Stopped(f"the campaign is {stage}")


class Runs:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def carry_out(
        self,
        kind: str,
        campaign_id: int | None,
        *,
        asked_by: str,
        job: Callable[[Progress], Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Run ``job`` under a row of its own; its result, or its error after noting it."""
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            run_id = work.insert(
                "runs",
                kind=kind,
                campaign_id=campaign_id,
                asked_by=asked_by,
                state="running",
                started_at=now,
                heartbeat=now,
            )
        progress = Progress(self._store, self._clock, run_id, campaign_id)
        try:
            result = job(progress)
        except Stopped as stop:
            self._end(run_id, "stopped", error=str(stop))
            return {"stopped": str(stop), "done": progress.done}
        except RendezvousError as error:
            self._end(run_id, "failed", error=json.dumps(error.as_dict(), ensure_ascii=False))
            raise
        except Exception as error:
            self._end(run_id, "failed", error=type(error).__name__)
            raise
        self._end(run_id, "done", result=json.dumps(result, ensure_ascii=False, default=str))
        return result

    def _end(self, run_id: int, state: str, **values: Any) -> None:
        with self._store.begin() as work:
            work.update("runs", run_id, state=state, ended_at=to_text(self._clock.now()), **values)

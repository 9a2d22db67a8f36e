"""Exports: a table too large to wait for is made by the worker, and who took what is noted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.runs import Runs
from services.unit_of_work import Row, Store

KIND = "export"
LOOKED_BACK = 50
"""Exports asked for, by whomever, among which one's own are looked for."""


@dataclass(frozen=True, slots=True)
class Export:
    run_id: int
    frame: str
    format: str
    state: str
    """As of runs: ``asked``, ``running``, ``done``, ``failed``, ``stopped``."""
    done: int
    total: int | None
    rows: int | None
    """In the file, once it is done."""
    asked_at: str
    ended_at: str | None
    error: str | None
    """As the run keeps it: JSON with ``message`` and ``fix``, or words."""


class Exports:
    def __init__(self, store: Store, runs: Runs) -> None:
        self._store = store
        self._runs = runs

    def ask(
        self,
        frame: str,
        format: str,
        *,
        campaign_id: int | None,
        filters: Sequence[Mapping[str, Any]],
        who: str,
    ) -> int:
        """Ask the worker for a file; its run's id."""
        request = {"frame": frame, "format": format, "filters": list(filters), "for": who}
        run_id = self._runs.ask(KIND, campaign_id, who, request)
        self.note(frame, format, who=who, run_id=run_id)
        return run_id

    def note(self, frame: str, format: str, *, who: str, run_id: int | None = None) -> None:
        """Write down that somebody took people's data out of the house."""
        with self._store.begin() as work:
            work.audit(
                who=who, why="exported", entity="runs", key=run_id,
                detail={"frame": frame, "format": format},
            )  # fmt: skip

    def of(self, who: str, limit: int = 5) -> list[Export]:
        """A user's own, newest first."""
        found = [_export(run) for run in self._runs.recent(LOOKED_BACK, kind=KIND)
                 if run["asked_by"] == who]  # fmt: skip
        return found[:limit]

    def one(self, run_id: int, *, who: str) -> Export | None:
        """One of a user's own; ``None`` for anything else."""
        return next((each for each in self.of(who, LOOKED_BACK) if each.run_id == run_id), None)


def _export(run: Row) -> Export:
    request = json.loads(run["request"])
    result = json.loads(run["result"] or "{}")
    return Export(
        run_id=run["id"], frame=request["frame"], format=request["format"], state=run["state"],
        done=run["done"], total=run["total"], rows=result.get("rows"),
        asked_at=run["created_at"], ended_at=run["ended_at"], error=run["error"],
    )  # fmt: skip

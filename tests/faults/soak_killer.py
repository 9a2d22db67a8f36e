"""Who kills the worker, when, and in the midst of what."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nursery import Nursery

from services.runs import MOST_RESUMED, Runs

KINDS = ("prospecting", "qualification", "outreach", "sending", "tracking")
FIRST_GUESS_S = {"prospecting": 0.4, "qualification": 0.2, "outreach": 0.2,
                 "sending": 0.06, "tracking": 0.01}  # fmt: skip
BLIND_SHARE = 0.08
LONGEST_BLIND_S = 0.5
LOOK_EVERY_S = 0.002
MOST_BEHIND = 0.05
"""Of all kills. Then any kind will do: on a weekend there is nothing but tracking."""


@dataclass
class Killer:
    """SIGKILLs at moments drawn from ``seed``, an equal share of ``kills`` for each kind.

    Most are aimed: as soon as a run of a kind that is behind is under way, after a random
    time. The rest strike at a random time after a start or a step, whatever goes on then.
    A run that died so often that the next death would end it for good is left in peace:
    giving it up then is what the product means to do.
    """

    kills: int
    seed: int
    minutes: float = math.inf
    """It strikes no more after so long; the month then goes on in peace."""
    by_kind: Counter[str] = field(default_factory=Counter)
    between: int = 0
    """Kills that struck while no run was under way: a start, a chore, the loop itself."""

    def __post_init__(self) -> None:
        self._random = random.Random(f"soak-{self.seed}")
        self._reach = dict(FIRST_GUESS_S)
        self._until = time.monotonic() + self.minutes * 60

    @property
    def struck(self) -> int:
        """Kills in the midst of a run."""
        return sum(self.by_kind.values())

    def wants_more(self, share_of_month: float) -> bool:
        return time.monotonic() < self._until and self.struck < self.kills * share_of_month

    def strike(
        self, worker: Nursery, pid: int, runs: Runs, share_of_month: float,
        is_idle: Callable[[], bool],
    ) -> bool:  # fmt: skip
        """Kill the worker once, if it gives occasion; whether it was killed."""
        blind = self._random.random() < BLIND_SHARE
        until = time.monotonic() + self._random.uniform(0, LONGEST_BLIND_S)
        while not is_idle():
            running = _under_way(runs, pid)
            if any(row["times_resumed"] >= MOST_RESUMED for row in [*running, *runs.waiting()]):
                time.sleep(LOOK_EVERY_S)
                continue
            if blind and time.monotonic() >= until:
                return self._kill(worker, pid, 0.0, None, runs)
            if not blind and (aim := self._aim(running, share_of_month)):
                delay = self._random.uniform(0, self._reach[aim])
                return self._kill(worker, pid, delay, aim, runs)
            time.sleep(LOOK_EVERY_S)
        return False

    def _aim(self, running: list[dict[str, Any]], share: float) -> str | None:
        fair = self.kills / len(KINDS) * share + 1
        is_late = self.struck < self.kills * (share - MOST_BEHIND)
        behind = [row["kind"] for row in running if is_late or self.by_kind[row["kind"]] < fair]
        return min(behind, key=lambda kind: self.by_kind[kind], default=None)

    def _kill(self, worker: Nursery, pid: int, delay: float, aim: str | None, runs: Runs) -> bool:
        assert worker.kill_after(pid, delay), "the worker had ended by itself"
        hit = [row["kind"] for row in _under_way(runs, pid)]
        if aim is not None:
            # Learn how long a run of this kind takes, so that most strikes find it alive.
            self._reach[aim] *= 1.05 if aim in hit else 0.9
        if hit:
            # One kill counts once, for what it was aimed at or else for one that it struck.
            self.by_kind[aim if aim in hit else hit[0]] += 1
        else:
            self.between += 1
        return True


def _under_way(runs: Runs, pid: int) -> list[dict[str, Any]]:
    """What this very worker is at; what an earlier one left behind is not yet taken up."""
    return [
        dict(row)
        for row in runs.running()
        if row["kind"] in KINDS and f"-{pid}-" in str(row["worker"])
    ]

"""What a piece of work cost: elapsed seconds, processor seconds and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
LAUNCHER = CHECKOUT / "bench" / "launcher.py"


@dataclass(frozen=True, slots=True)
class Cost:
    """``cpu_seconds`` says more than ``seconds`` where others use the machine too."""

    seconds: float
    cpu_seconds: float
    peak_mib: float | None = None
    """Of the process; ``None`` where it did other work too."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One piece of work done by the product and, its plain part, by a plain tool."""

    name: str
    unit: str
    count: int
    ours: Cost
    theirs: Cost
    what_ours: str
    what_theirs: str

    @property
    def ratio(self) -> float:
        """Elapsed time, ours to theirs: 2.0 is twice as long."""
        return self.ours.seconds / self.theirs.seconds

    @property
    def cpu_ratio(self) -> float:
        return self.ours.cpu_seconds / max(self.theirs.cpu_seconds, 1e-9)

    def as_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "ratio": round(self.ratio, 3),
            "cpu_ratio": round(self.cpu_ratio, 3),
            "ours_per_second": round(self.count / self.ours.seconds, 1),
            "theirs_per_second": round(self.count / self.theirs.seconds, 1),
        }


class ChildFailed(Exception):
    """A command under measurement did not end well; the message holds its last words."""


def cost_of_command(
    arguments: Sequence[str], *, out: Path, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command from the checkout, its standard output into ``out``.

    The memory is the peak of its largest process. Raises :class:`ChildFailed`.
    """
    told, cost = out.with_suffix(".stderr"), out.with_suffix(".cost")
    launcher = [sys.executable, "-S", str(LAUNCHER), str(cost), *arguments]
    with out.open("wb") as stdout, told.open("wb") as stderr:
        ended = subprocess.run(  # noqa: S603 - our own command lines
            launcher,
            cwd=CHECKOUT,
            env={**os.environ, **(environment or {})},
            stdout=stdout,
            stderr=stderr,
            check=False,
        )
    if ended.returncode != 0:
        tail = told.read_text(encoding="utf-8", errors="replace")[-2_000:]
        raise ChildFailed(f"{' '.join(arguments)} ended with {ended.returncode}: {tail}")
    seconds, cpu_seconds, peak_kib = json.loads(cost.read_bytes())
    return Cost(seconds, cpu_seconds, peak_kib / 1024)


def cost_of_call(call: Callable[[], object]) -> Cost:
    """Run ``call`` in this process."""
    started, used = time.perf_counter(), time.process_time()
    call()
    return Cost(time.perf_counter() - started, time.process_time() - used)


def in_turn(repeat: int, ours: Callable[[], Cost], theirs: Callable[[], Cost]) -> tuple[Cost, Cost]:
    """Both sides ``repeat`` times, one after the other in turn, so that both meet the same
    machine; the medians."""
    pairs = [(ours(), theirs()) for _ in range(repeat)]
    return _middle([mine for mine, _ in pairs]), _middle([other for _, other in pairs])


def _middle(costs: Sequence[Cost]) -> Cost:
    peaks = [cost.peak_mib for cost in costs if cost.peak_mib is not None]
    return Cost(
        median(cost.seconds for cost in costs),
        median(cost.cpu_seconds for cost in costs),
        max(peaks) if peaks else None,
    )

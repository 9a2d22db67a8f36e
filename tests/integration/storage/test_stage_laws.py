"""Whatever is done in whatever order: no illegal stage, no orphan, no duplicate, no gap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from storage_laws import broken_laws
from storage_walks import ProductWalk, StoredWalk, Walk, steps_of

from domain.stages import MOVES, Entity

CALM = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def walks(walk: type[Walk], *, steps: int) -> st.SearchStrategy[list[tuple[str, int, int]]]:
    """Sequences of a step's name, the connection it goes through, and the seed of its choices."""
    step = st.tuples(st.sampled_from(steps_of(walk)), st.integers(0, 1), st.integers(0, 9_999))
    return st.lists(step, min_size=steps // 2, max_size=steps)


def take(walk: StoredWalk | ProductWalk, steps: list[tuple[str, int, int]]) -> None:
    for name, side, seed in steps:
        note(f"{name} ({side}, {seed})")
        getattr(walk, name)(side, Random(seed))
        assert walk.broken() == []


@settings(CALM, max_examples=25)
@given(steps=walks(StoredWalk, steps=80))
def test_the_unit_of_work_keeps_the_laws_in_any_order(steps: list[tuple[str, int, int]]) -> None:
    with StoredWalk() as walk:
        take(walk, steps)


@settings(CALM, max_examples=25)
@given(steps=walks(ProductWalk, steps=60))
def test_the_services_keep_the_laws_in_any_order(steps: list[tuple[str, int, int]]) -> None:
    with ProductWalk() as walk:
        take(walk, steps)

"""Whatever is done in whatever order: no illegal stage, no orphan, no duplicate, no gap."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from storage_records import facts
from storage_walks import PEOPLE, ProductWalk, StoredWalk, Walk, steps_of

from errors import StageConflict

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


def test_the_walks_go_far_enough_to_mean_something() -> None:
    """Most moves are made by one walk or the other, and mails are sent, in these few seeds."""
    chance, moves = Random(7), Counter[tuple[str, str, str]]()
    for kind, steps in ((StoredWalk, 250), (ProductWalk, 120)):
        for _ in range(3):
            with kind() as walk:
                for name in chance.choices(steps_of(kind), k=steps):
                    getattr(walk, name)(0, Random(chance.random()))
                moves += walk.moves()
                assert walk.broken() == []
    assert len(moves) > 50
    assert moves["messages", "sending", "sent"] >= 3


def test_the_laws_hold_while_four_threads_write_at_once() -> None:
    with StoredWalk() as walk:
        together = Barrier(4)

        def go(thread: int) -> None:
            chance = Random(thread)
            together.wait(timeout=30)
            for name in chance.choices(steps_of(StoredWalk), k=120):
                getattr(walk, name)(chance.randrange(2), chance)
            for database in walk.databases:  # this thread's connections
                database.close()

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(go, range(4)))
        assert walk.broken() == []
        assert sum(walk.moves().values()) > 20


def test_two_senders_at_once_send_each_message_once() -> None:
    with ProductWalk() as walk:
        house = walk.houses[0]
        house.import_people(1, [facts(number) for number in range(PEOPLE)])
        house.qualify(1)
        house.draft(1)
        walk.approve_all(0, Random(0))
        together = Barrier(2)

        def go(side: int) -> None:
            together.wait(timeout=30)
            for _ in range(PEOPLE):
                try:
                    walk.houses[side].outbox.run(None)
                except StageConflict:  # the other one took it
                    continue
            walk.databases[side].close()

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(go, range(2)))
        assert len(walk.mailer.posted) == PEOPLE
        assert len(set(walk.mailer.posted)) == PEOPLE
        assert walk.broken() == []

"""People are looked up once for a kickoff, whatever the framework does, on the caller's thread."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from crews.gathering import Gathering
from domain.search import SearchPlan
from errors import BudgetExceeded

PLAN = SearchPlan(titles=["CEO"])


def test_repeated_calls_get_the_first_answer(play: Any) -> None:
    gather = play.gatherer()
    gathering: Gathering[list[str]] = Gathering(gather, lambda plan: plan)
    answers = gathering.serve(
        lambda: [gathering.ask(PLAN), gathering.ask(SearchPlan(titles=["CFO"]))]
    )
    assert gather.plans == [PLAN]
    assert answers == [gathering.result()] * 2
    assert gather.threads == [threading.current_thread()]


def test_calls_from_many_threads_at_once_are_one_gathering(play: Any) -> None:
    gather = play.gatherer()
    gathering: Gathering[set[str]] = Gathering(gather, lambda plan: plan)

    def kickoff() -> set[str]:
        with ThreadPoolExecutor(8) as pool:
            return set(pool.map(gathering.ask, [PLAN] * 16))

    assert gathering.serve(kickoff) == {gathering.result()}
    assert len(gather.plans) == 1


def test_repeated_calls_get_the_first_error(play: Any) -> None:
    error = BudgetExceeded("no credits left")
    gather = play.gatherer(error)
    gathering: Gathering[None] = Gathering(gather, lambda plan: plan)

    def kickoff() -> None:
        for _ in range(2):
            with pytest.raises(BudgetExceeded):
                gathering.ask(PLAN)

    gathering.serve(kickoff)
    assert len(gather.plans) == 1
    with pytest.raises(BudgetExceeded) as raised:
        gathering.result()
    assert raised.value is error


def test_a_kickoff_that_never_asks_ends_and_its_error_comes_out(play: Any) -> None:
    def kickoff() -> None:
        raise LookupError("no plan")

    gathering: Gathering[None] = Gathering(play.gatherer(), lambda plan: plan)
    with pytest.raises(LookupError, match="no plan"):
        gathering.serve(kickoff)
    assert gathering.result() is None and gathering.plan is None


def test_the_plan_is_held_to_its_bounds_before_it_is_run(play: Any) -> None:
    gather = play.gatherer()
    bounded = SearchPlan(titles=["Sales Director"])
    gathering: Gathering[str] = Gathering(gather, lambda plan: bounded)
    gathering.serve(lambda: gathering.ask(PLAN))
    assert gather.plans == [bounded] and gathering.plan == bounded

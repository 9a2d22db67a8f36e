"""The Prospector's tool inside a real CrewAI kickoff, with a model that always calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import errors
from domain.search import SearchPlan

PLAN = {"titles": ["Directeur commercial"], "places": ["Lyon"]}

pytestmark = pytest.mark.usefixtures("quiet_crewai")


class Kickoff:
    """One agent with one tool; ``native`` calls tools by API, otherwise by ReAct text."""

    def __init__(self, gather: Callable[[SearchPlan], str], *, native: bool) -> None:
        from crewai import Agent, BaseLLM, Crew, Task

        from tools.rocketreach.tool import RocketReachSearchTool

        heard = self.heard = []

        class CallingModel(BaseLLM):
            def supports_function_calling(self) -> bool:
                return native

            def call(self, messages: Any, tools: Any = None, **_: Any) -> Any:
                heard.append(str(messages))
                if len(heard) > 3:
                    return "Final Answer: gave up"
                if not native:
                    return f"Action: rocketreach_search\nAction Input: {json.dumps(PLAN)}"
                function = {"name": "rocketreach_search", "arguments": json.dumps(PLAN)}
                return [{"id": "1", "type": "function", "function": function}]

        self.tool = RocketReachSearchTool(gather=gather)
        agent = Agent(
            role="Prospector",
            goal="Find people",
            backstory="Finds people.",
            llm=CallingModel(model="calling"),
            tools=[self.tool],
        )
        task = Task(description="Search.", expected_output="A summary.", agent=agent)
        self.run = Crew(agents=[agent], tasks=[task]).kickoff


@pytest.mark.parametrize("native", [True, False])
def test_the_summary_of_the_search_is_the_answer_of_the_task(native: bool) -> None:
    plans: list[SearchPlan] = []

    def gather(plan: SearchPlan) -> str:
        plans.append(plan)
        return '{"found": 3}'

    kickoff = Kickoff(gather, native=native)
    assert kickoff.run().raw == '{"found": 3}'
    assert plans == [SearchPlan(titles=["Directeur commercial"], places=["Lyon"])]
    assert kickoff.tool.plan == plans[0]
    assert kickoff.tool.failure is None
    assert len(kickoff.heard) == 1, "the model is not asked to retell it"


@pytest.mark.parametrize("native", [True, False])
def test_a_failure_ends_the_kickoff_and_never_reaches_the_model(native: bool) -> None:
    from crewai.tools.tool_failure import ToolExecutionFailedError

    calls: list[SearchPlan] = []
    failure = errors.CreditsExhausted("no credits left")

    def gather(plan: SearchPlan) -> str:
        calls.append(plan)
        raise failure

    kickoff = Kickoff(gather, native=native)
    with pytest.raises(ToolExecutionFailedError):
        kickoff.run()
    assert kickoff.tool.failure is failure
    assert len(calls) == 1
    assert not any("no credits left" in heard for heard in kickoff.heard)


def test_a_second_call_pays_for_nothing() -> None:
    from tools.rocketreach.tool import RocketReachSearchTool

    calls: list[SearchPlan] = []

    def gather(plan: SearchPlan) -> str:
        calls.append(plan)
        return f"searched {plan.titles}"

    tool = RocketReachSearchTool(gather=gather)
    assert tool._run(titles=["CEO"]) == tool._run(titles=["CTO"]) == "searched ['CEO']"
    assert len(calls) == 1


def test_a_call_after_a_failure_raises_the_same_one_without_asking_again() -> None:
    from tools.rocketreach.tool import RocketReachSearchTool

    calls: list[SearchPlan] = []

    def gather(plan: SearchPlan) -> str:
        calls.append(plan)
        raise errors.NotConnected("down")

    tool = RocketReachSearchTool(gather=gather)
    for _ in range(2):
        with pytest.raises(errors.NotConnected):
            tool._run(titles=["CEO"])
    assert len(calls) == 1

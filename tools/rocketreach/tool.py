"""The Prospector's tool: gives a search plan to the service that finds and pays.

The tool holds no database handle and no client. It is the only file of this folder that
imports CrewAI.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from crewai.tools import BaseTool
from crewai.tools.tool_failure import ToolFailurePolicy
from pydantic import BaseModel, Field, PrivateAttr

from domain.search import SearchPlan


def _never_cached(_args: Any = None, _result: Any = None) -> bool:
    return False


class RocketReachSearchTool(BaseTool):
    """Searches once with a plan and answers with a short JSON summary of what was found.

    ``gather`` pages, looks up within the budget and records each paid lookup; it is given
    the plan and returns the summary. One tool is one search: a model that calls it again,
    or twice in one answer, gets the first summary and nothing is paid again.

    What ``gather`` raises is kept as ``failure`` and raised again. With the policy ``raise``
    on the tool, CrewAI then ends the kickoff with ``ToolExecutionFailedError`` instead of
    handing the text to the model; whoever kicked off reads ``failure`` for the true error,
    which CrewAI's own does not carry.
    """

    name: str = "rocketreach_search"
    description: str = (
        "Search RocketReach for people who fit the plan, and look them up within the budget. "
        "Lists mean OR inside, AND between; an empty list means any. Answers with a JSON summary."
    )
    args_schema: type[BaseModel] = SearchPlan
    result_as_answer: bool = True
    tool_failure_policy: ToolFailurePolicy | None = ToolFailurePolicy.RAISE
    cache_function: Callable[..., bool] = _never_cached
    gather: Callable[[SearchPlan], str] = Field(exclude=True, repr=False)

    _plan: SearchPlan | None = PrivateAttr(default=None)
    _summary: str | None = PrivateAttr(default=None)
    _failure: Exception | None = PrivateAttr(default=None)
    _one_at_a_time: Lock = PrivateAttr(default_factory=Lock)

    @property
    def plan(self) -> SearchPlan | None:
        """The plan that the agent searched with; ``None`` before the first call."""
        return self._plan

    @property
    def failure(self) -> Exception | None:
        """What ``gather`` raised, unchanged; ``None`` while nothing failed."""
        return self._failure

    def _run(self, **arguments: Any) -> str:
        with self._one_at_a_time:
            if self._failure is not None:
                raise self._failure
            if self._summary is None:
                self._plan = SearchPlan.model_validate(arguments)
                try:
                    self._summary = self.gather(self._plan)
                except Exception as error:
                    self._failure = error
                    raise
            return self._summary

"""One kickoff: an agent, its task, a crew of one, and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from threading import Lock
from typing import Any, cast

from crewai import Agent, Crew, CrewOutput, Process
from crewai.tools import BaseTool
from crewai.tools.tool_failure import ToolExecutionFailedError, ToolFailurePolicy
from pydantic import BaseModel, PrivateAttr

from agents.llm import AnyLLM
from errors import RendezvousError
from services.crew_protocols import Provenance
from tasks.baseline import BaselineTask
from tasks.prompts import AgentText, Prompts, TaskName

log = logging.getLogger(__name__)


class KickoffFailed(Exception):
    """A kickoff ended without a usable answer; the message says why, fit for a provenance."""


class _NothingStored:
    """Stands where CrewAI would write each task's prompt and answer into a database of its own."""

    def reset(self) -> None:
        """Nothing to forget."""

    def update(self, task_index: int, log: dict[str, Any]) -> None:
        """Nothing is kept."""

    def load(self) -> list[dict[str, Any]]:
        return []


class UnstoredCrew(Crew):
    """A crew that leaves no copy of a prospect's data behind, and saves the time of writing it."""

    _task_output_handler: Any = PrivateAttr(default_factory=_NothingStored)


class Kickoffs:
    """Runs one kind of task, again and again, on one model; from several threads at once."""

    def __init__(self, prompts: Prompts, llm: AnyLLM, task: TaskName) -> None:
        self.llm = llm
        self.text = prompts.tasks[task]
        self.count = 0
        self._counting = Lock()
        self._prompt_version = prompts.version
        self._agent_text: AgentText = next(
            text for name, text in prompts.agents.items() if name == self.text.agent
        )

    def run(self, task: BaselineTask, tools: Sequence[BaseTool] = ()) -> BaseModel | str:
        """The task's typed answer, or the text of the tool that answered it.

        Raises :class:`KickoffFailed`; what a tool raised is kept by the tool.
        """
        with self._counting:
            self.count += 1
        agent = self._agent(tools)
        task.agent = agent
        task.tools = list(tools)
        crew = UnstoredCrew(
            agents=[agent],
            tasks=[task],
            process=Process.sequential,
            verbose=False,
            memory=False,
            cache=False,
            planning=False,
            share_crew=False,
            tracing=False,
        )
        try:
            output = cast("CrewOutput", crew.kickoff()).tasks_output[0]
        except Exception as error:
            # CrewAI raises bare Exception for a guardrail; what is ours is kept on the task.
            raise KickoffFailed(_reason(task, error)) from error
        answer: BaseModel | str = output.pydantic if output.pydantic is not None else output.raw
        return answer

    def from_model(self) -> Provenance:
        origin = "model" if self.llm.is_live else "rules"
        return Provenance(origin, self.llm.model, self._prompt_version)  # type: ignore[arg-type]

    def from_rules(self, reason: str) -> Provenance:
        """The baseline stands in for a model that is set; without one that is no fallback."""
        return Provenance("rules", self.llm.model, self._prompt_version, reason[:300])

    def _agent(self, tools: Sequence[BaseTool]) -> Agent:
        text = self._agent_text
        return Agent(
            role=text.role,
            goal=text.goal,
            backstory=text.backstory,
            max_iter=text.max_iter,
            llm=self.llm,
            tools=list(tools),
            verbose=False,
            cache=False,
            allow_delegation=False,
            # A failed answer falls back to the rules at once: asking all over again would
            # double a wait that a person may be sitting through, and run tools twice.
            max_retry_limit=0,
            respect_context_window=False,
            tool_failure_policy=ToolFailurePolicy.RAISE,
        )


def _reason(task: BaselineTask, error: Exception) -> str:
    if isinstance(task.failure, RendezvousError):
        return task.failure.message
    if task.objection is not None:
        return f"the answer broke a rule: {task.objection}"
    if isinstance(error, ToolExecutionFailedError):
        return f"the tool {error.record.tool_name} failed: {error.record.message}"
    log.warning("a kickoff ended in an error that no model or guardrail gave", exc_info=error)
    return f"the run ended in {type(error).__name__}"

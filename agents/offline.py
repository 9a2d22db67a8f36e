"""No model at all: each task is answered with its own rule-based answer."""

from __future__ import annotations

from typing import Any, ClassVar

from crewai import BaseLLM
from pydantic import BaseModel

from agents.calls import ModelFailed, tool_call, tool_names
from tasks.baseline import BaselineTask


class OfflineLLM(BaseLLM):
    """Answers through CrewAI's own paths: a tool call where the task ends in one, else typed.

    So the same crews, tools and guardrails run on a machine with no model.
    """

    is_live: ClassVar[bool] = False
    model: str = "offline"

    def call(
        self,
        messages: Any,
        tools: list[dict[str, Any]] | None = None,
        callbacks: list[Any] | None = None,
        available_functions: dict[str, Any] | None = None,
        from_task: Any = None,
        from_agent: Any = None,
        response_model: type[BaseModel] | None = None,
    ) -> Any:
        if not isinstance(from_task, BaselineTask):
            raise ModelFailed("the offline model answers only tasks that carry a baseline")
        answer = from_task.baseline()
        if from_task.answers_with in tool_names(tools):
            return [tool_call(str(from_task.answers_with), answer.model_dump_json())]
        return answer

    def supports_function_calling(self) -> bool:
        return True

    def get_context_window_size(self) -> int:
        """Characters of context do not matter to a model that reads none."""
        return 1_000_000

    def get_input_tokens_count(
        self, messages: Any, tools: Any = None, response_model: Any = None
    ) -> int:
        return 0

"""What every real language model has in common, wherever it runs."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from crewai import BaseLLM
from pydantic import BaseModel

from agents.calls import ModelFailed, plain_messages
from errors import RendezvousError
from tasks.baseline import BaselineTask

READINGS = 2
"""How often an answer of the right form is asked for: once, and once more with what is wrong."""


class LiveLLM(BaseLLM):
    """Answers tasks that carry a baseline; a failure is kept on the task, for the baseline."""

    is_live: ClassVar[bool] = True

    @abstractmethod
    def close(self) -> None:
        """Let go of the model."""

    @abstractmethod
    def _answer(
        self, messages: list[dict[str, Any]], tools: list[dict[str, Any]], task: BaselineTask
    ) -> BaseModel | list[dict[str, Any]]:
        """The typed answer, or tool calls. Raises ``RendezvousError`` where there is none."""

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
        """A typed answer or tool calls; :class:`ModelFailed`, with the reason on the task."""
        if not isinstance(from_task, BaselineTask):
            raise ModelFailed("only tasks that carry a baseline are asked")
        failure: RendezvousError
        try:
            return self._answer(plain_messages(messages), tools or [], from_task)
        except RendezvousError as error:
            failure = error
        # Raised out here, so that the failure is not its context: see ModelFailed.
        from_task.fail(failure)
        raise ModelFailed

    def supports_function_calling(self) -> bool:
        return True

    def get_input_tokens_count(
        self, messages: Any, tools: Any = None, response_model: Any = None
    ) -> int:
        """One token for four characters: only CrewAI's own housekeeping asks."""
        return len(str(messages)) // 4

"""The agents' language model in a process of this machine."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from crewai import BaseLLM
from pydantic import BaseModel, PrivateAttr

from agents.calls import ModelFailed, as_call, plain_messages
from agents.llama.chat_format import ANSWER_NOW
from agents.llama.process import ModelProcess
from errors import InvalidInput, RendezvousError, VendorFailed
from tasks.baseline import BaselineTask
from tasks.typed_answer import read_answer, wire_schema

_READINGS = 2
"""A grammar gives the form; what it cannot say (an empty phrase) is asked for once more."""


class LlamaLLM(BaseLLM):
    """Answers each task with its typed answer, held to the task's schema.

    A task whose answer *is* a tool's arguments is answered by a call of that tool. Other tools
    are not offered: small models spend their time on them and seldom use what they say.
    """

    is_live: ClassVar[bool] = True
    _process: ModelProcess = PrivateAttr()

    @classmethod
    def over(cls, process: ModelProcess, *, temperature: float = 0.2) -> Self:
        llm = cls(model=process.settings.model_name, temperature=temperature)
        llm._process = process
        return llm

    @property
    def process(self) -> ModelProcess:
        return self._process

    def close(self) -> None:
        self._process.close()

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
        """A typed answer or a tool call; :class:`ModelFailed`, with the reason on the task."""
        if not isinstance(from_task, BaselineTask):
            raise ModelFailed("only tasks that carry a baseline are asked")
        failure: RendezvousError
        try:
            answer = self._typed(plain_messages(messages), from_task)
            return as_call(answer, from_task.answers_with, tools or [])
        except RendezvousError as error:
            failure = error
        # Raised out here, so that the failure is not its context: see ModelFailed.
        from_task.fail(failure)
        raise ModelFailed

    def supports_function_calling(self) -> bool:
        return True

    def get_context_window_size(self) -> int:
        return self._process.settings.context_tokens

    def get_input_tokens_count(
        self, messages: Any, tools: Any = None, response_model: Any = None
    ) -> int:
        """One token for four characters: only CrewAI's own housekeeping asks."""
        return len(str(messages)) // 4

    def _typed(self, messages: list[dict[str, Any]], task: BaselineTask) -> BaseModel:
        schema = task.answer_schema or wire_schema(task.answer_type)
        objection = ""
        for _ in range(_READINGS):
            given = self._process.ask(messages, schema, temperature=self.temperature or 0.0)
            if given.cut:
                raise VendorFailed(
                    f"the model's answer was cut at {given.generated_tokens} tokens",
                    fix="set a larger RENDEZVOUS_LLM_CONTEXT, or choose another model",
                )
            try:
                return read_answer(given.text, task.answer_type)
            except InvalidInput as error:
                objection = error.message
                messages = [
                    *messages,
                    {"role": "assistant", "content": given.text},
                    {
                        "role": "user",
                        "content": f"That could not be used: {objection}. {ANSWER_NOW}",
                    },
                ]
        raise VendorFailed(f"the model's answer could not be used: {objection}")

"""The agents' language model in a process of this machine."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, PrivateAttr

from agents.calls import as_call
from agents.live import READINGS, LiveLLM
from agents.llama.chat_format import ANSWER_NOW
from agents.llama.process import ModelProcess
from errors import InvalidInput, VendorFailed
from tasks.baseline import BaselineTask
from tasks.typed_answer import read_answer, wire_schema


class LlamaLLM(LiveLLM):
    """Answers each task with its typed answer, held to the task's schema.

    A task whose answer *is* a tool's arguments is answered by a call of that tool. Other tools
    are not offered: small models spend their time on them and seldom use what they say.
    """

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

    def get_context_window_size(self) -> int:
        return self._process.settings.context_tokens

    def _answer(
        self, messages: list[dict[str, Any]], tools: list[dict[str, Any]], task: BaselineTask
    ) -> BaseModel | list[dict[str, Any]]:
        return as_call(self._typed(messages, task), task.answers_with, tools)

    def _typed(self, messages: list[dict[str, Any]], task: BaselineTask) -> BaseModel:
        schema = task.answer_schema or wire_schema(task.answer_type)
        objection = ""
        for _ in range(READINGS):
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

"""The agents' language model on an OpenAI-compatible server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Self

from pydantic import BaseModel, PrivateAttr

from agents.calls import (
    as_call,
    tool_call,
    tool_names,
    without_control_marks,
)
from agents.chat_server import ChatAnswer, ChatServer
from agents.live import READINGS, LiveLLM
from agents.server_pool import ServerPool
from errors import InvalidInput, VendorFailed
from tasks.baseline import BaselineTask
from tasks.typed_answer import read_answer, wire_schema


class ServerLLM(LiveLLM):
    """Answers each task with its typed answer, validated, or with tool calls.

    Where the server does not know tool calls, or answers one in words, a task
    whose answer *is* a tool's arguments is asked for those arguments.
    """

    _server: ChatServer | ServerPool = PrivateAttr()

    @classmethod
    def over(cls, server: ChatServer | ServerPool) -> Self:
        llm = cls(model=server.settings.model, temperature=server.settings.temperature)
        llm._server = server
        return llm

    def close(self) -> None:
        self._server.close()

    def get_context_window_size(self) -> int:
        return self._server.settings.context_tokens

    def _answer(
        self, messages: list[dict[str, Any]], tools: list[dict[str, Any]], task: BaselineTask
    ) -> BaseModel | list[dict[str, Any]]:
        if tools and self._server.settings.tool_calls:
            given = self._server.ask(self._with_tools(messages, tools, task))
            calls = _known_calls(given, tools)
            if calls:
                return _first_only(calls, task)
            if given.text and not given.cut:
                try:
                    answer = read_answer(given.text, task.answer_type)
                    return as_call(answer, task.answers_with, tools)
                except InvalidInput:
                    messages = [
                        *messages,
                        {"role": "assistant", "content": without_control_marks(given.text)},
                    ]
        return as_call(self._typed(messages, task), task.answers_with, tools)

    def _typed(self, messages: list[dict[str, Any]], task: BaselineTask) -> BaseModel:
        schema = task.answer_schema or wire_schema(task.answer_type)
        objection = "Answer now, with the JSON object alone."
        for _ in range(READINGS):
            asked = messages
            if (
                messages[-1]["role"] != "user"
                or self._server.settings.response_format != "json_schema"
            ):
                asked = [*messages, {"role": "user", "content": self._demand(objection, schema)}]
            given = self._server.ask({**self._common(asked), **self._format(schema, task)})
            if given.cut:
                raise VendorFailed(
                    f"the model's answer was cut at {self._server.settings.max_tokens} tokens",
                    fix="allow it more tokens",
                )
            try:
                return read_answer(given.text, task.answer_type)
            except InvalidInput as error:
                said = without_control_marks(error.message)
                objection = f"That could not be used: {said}. Answer again."
                messages = [
                    *messages,
                    {"role": "assistant", "content": without_control_marks(given.text)},
                ]
        raise VendorFailed(f"the model's answer could not be used: {objection}")

    def _demand(self, objection: str, schema: dict[str, Any]) -> str:
        if self._server.settings.response_format == "json_schema":
            return objection
        # Many servers that know only "json_object" ignore its schema, so it is said as well.
        return f"{objection} Its JSON schema: {json.dumps(schema, separators=(',', ':'))}"

    def _common(self, messages: list[dict[str, Any]]) -> dict[str, Any]:
        settings = self._server.settings
        return {
            "model": settings.model,
            "messages": messages,
            "temperature": settings.temperature,
            "max_tokens": settings.max_tokens,
            "stream": False,
        }

    def _with_tools(
        self, messages: list[dict[str, Any]], tools: list[dict[str, Any]], task: BaselineTask
    ) -> dict[str, Any]:
        payload = {**self._common(messages), "tools": tools, "tool_choice": "auto"}
        if task.answers_with in tool_names(tools):
            payload["tool_choice"] = {"type": "function", "function": {"name": task.answers_with}}
        return payload

    def _format(self, schema: dict[str, Any], task: BaselineTask) -> dict[str, Any]:
        if self._server.settings.response_format == "json_object":
            return {"response_format": {"type": "json_object", "schema": schema}}
        named = {"name": task.answer_type.__name__, "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}


def _known_calls(given: ChatAnswer, tools: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The calls of tools that were offered; a call of anything else is no call."""
    names = tool_names(tools)
    calls = []
    for position, call in enumerate(given.tool_calls, start=1):
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(function, dict) or function.get("name") not in names:
            continue
        arguments = function.get("arguments")
        text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
        calls.append(
            tool_call(function["name"], text or "{}", call_id=call.get("id") or f"call_{position}")
        )
    return calls


def _first_only(calls: list[dict[str, Any]], task: BaselineTask) -> list[dict[str, Any]]:
    """For a task that one call answers: that call, its arguments validated; else all of them."""
    if task.answers_with is None:
        return calls
    call = next((c for c in calls if c["function"]["name"] == task.answers_with), calls[0])
    if call["function"]["name"] == task.answers_with:
        answer = read_answer(call["function"]["arguments"], task.answer_type)
        call["function"]["arguments"] = answer.model_dump_json()
    return [call]

"""The shape of a tool call, and the one exception that a model raises into CrewAI."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

_KEPT_KEYS = ("role", "content", "name", "tool_calls", "tool_call_id")
_CONTROL_MARKS = re.compile(
    r"\[/?INST\]|<</?SYS>>|</?s>|<\|[^|<>\n]{1,40}\|>|</?think>", re.IGNORECASE
)


class ModelFailed(Exception):
    """The model gave no usable answer; the task keeps the reason.

    CrewAI searches the text of an exception and of its causes for words such as
    "rate limit" and "does not support tools", and then sleeps or asks again. So
    this one says nothing of the kind and has no cause.
    """

    def __init__(self, message: str = "the model gave no usable answer") -> None:
        super().__init__(message)


def tool_call(name: str, arguments: str, *, call_id: str = "call_1") -> dict[str, Any]:
    """A call in OpenAI's shape; ``arguments`` is JSON text."""
    return {
        "id": call_id,
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


def tool_names(tools: Sequence[dict[str, Any]] | None) -> frozenset[str]:
    return frozenset(tool["function"]["name"] for tool in tools or ())


def plain_messages(messages: Any) -> list[dict[str, Any]]:
    """The messages with the keys that OpenAI knows: CrewAI marks some for its own ends."""
    if isinstance(messages, str):
        return [{"role": "user", "content": messages}]
    plain: list[dict[str, Any]] = []
    for message in messages:
        entry: Mapping[str, Any] = message
        kept = {key: entry[key] for key in _KEPT_KEYS if key in entry}
        if isinstance(kept.get("content"), str):
            kept["content"] = without_control_marks(kept["content"])
        plain.append(kept)
    return plain


def without_control_marks(text: str) -> str:
    """``text`` without what a chat format takes for its structure, however it is nested.

    What others wrote is escaped before it is put into a prompt; a model's own answer and
    an objection that quotes it come back here as they are.
    """
    while (stripped := _CONTROL_MARKS.sub(" ", text)) != text:
        text = stripped
    return text


def as_call(
    answer: BaseModel, answers_with: str | None, tools: Sequence[dict[str, Any]]
) -> BaseModel | list[dict[str, Any]]:
    """The answer, as the call of the tool whose arguments it is, where that was offered."""
    if answers_with in tool_names(tools):
        return [tool_call(str(answers_with), answer.model_dump_json())]
    return answer

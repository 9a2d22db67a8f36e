"""The shape of a tool call, and the one exception that a model raises into CrewAI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


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

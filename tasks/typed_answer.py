"""Reads a model's text as the typed answer that was asked for, and says what is wrong with it."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ValidationError

from errors import InvalidInput

_THINKING = re.compile(r"<think>.*?</think>", re.DOTALL | re.IGNORECASE)


def read_answer(text: str, answer_type: type[BaseModel]) -> BaseModel:
    """The answer in ``text``, be it fenced or preceded by thinking.

    Raises :class:`errors.InvalidInput` with what to mend, fit to be told to the model.
    """
    text = _THINKING.sub("", text)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise InvalidInput("the answer holds no JSON object")
    try:
        return answer_type.model_validate_json(text[start : end + 1])
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'answer'}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False)[:5]
        )
        raise InvalidInput(f"the answer does not have the form asked for: {faults}") from error


def wire_schema(answer_type: type[BaseModel]) -> dict[str, Any]:
    """The type's JSON schema as servers want it: closed objects, every key required."""
    schema = answer_type.model_json_schema()
    _close(schema)
    return schema


def _close(node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _close(item)
        return
    if not isinstance(node, dict):
        return
    if isinstance(node.get("properties"), dict):
        node["additionalProperties"] = False
        node["required"] = list(node["properties"])
        for child in node["properties"].values():
            if isinstance(child, dict):
                child.pop("default", None)
    for child in node.values():
        _close(child)

"""How long an answer of a JSON schema can be, in tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_OPEN_STRING = 400
"""Characters allowed to a string whose schema gives no limit."""
_OPEN_LIST = 24
_NUMBER = 12


def bounded(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with a limit on every string and list: without one, a model may never end."""
    return dict(_bounded(schema))


def token_budget(schema: Mapping[str, Any]) -> int:
    """Tokens for the longest answer, at a token a character.

    Real tokenizers need a third of that in English and French; names and figures need more.
    """
    definitions = schema.get("$defs", {})
    return _longest(schema, definitions) + 2


def _bounded(node: Any) -> Any:
    if isinstance(node, list):
        return [_bounded(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    limited = {key: _bounded(value) for key, value in node.items()}
    if node.get("type") == "string" and "enum" not in node and "const" not in node:
        limited.setdefault("maxLength", _OPEN_STRING)
    if node.get("type") == "array":
        limited.setdefault("maxItems", _OPEN_LIST)
    return limited


def _longest(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> int:
    if "$ref" in node:
        return _longest(definitions[str(node["$ref"]).rpartition("/")[2]], definitions)
    if "enum" in node:
        return max(len(json.dumps(value, ensure_ascii=False)) for value in node["enum"])
    if "const" in node:
        return len(json.dumps(node["const"], ensure_ascii=False))
    for choice in ("anyOf", "oneOf"):
        if choice in node:
            return max(_longest(each, definitions) for each in node[choice])
    match node.get("type"):
        case "object":
            parts = node.get("properties", {})
            return 4 + sum(
                len(json.dumps(name)) + 4 + _longest(part, definitions)
                for name, part in parts.items()
            )
        case "array":
            item = _longest(node.get("items", {"type": "string"}), definitions)
            return 4 + int(node.get("maxItems", _OPEN_LIST)) * (item + 2)
        case "string":
            return 2 + int(node.get("maxLength", _OPEN_STRING))
        case _:
            return _NUMBER

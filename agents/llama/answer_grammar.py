"""A JSON schema as a grammar of llama.cpp: what an answer looks like, to the letter.

The library's own converter nests an optional group for every character of a limited string:
llama.cpp then refuses the two thousand characters of a mail, and the group admits line breaks
that are no JSON. This one knows the few kinds of schema that tasks have, and writes one
layout, so that a model spends no thought on spaces.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from errors import InvalidInput

_STRETCH = 100
"""Characters that one rule repeats; longer strings repeat the rule."""
_CHARACTER = (
    r'char ::= [^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" hex hex hex hex)'
    "\nhex ::= [0-9a-fA-F]"
    f"\nstretch ::= char{{{_STRETCH}}}"
)
_PLAIN = {
    "integer": '"-"? ("0" | [1-9] [0-9]{0,8})',
    "number": '"-"? ("0" | [1-9] [0-9]{0,8}) ("." [0-9]{1,6})?',
    "boolean": '"true" | "false"',
    "null": '"null"',
}


def grammar(schema: Mapping[str, Any]) -> str:
    """GBNF whose root is the schema's answer; every property is required, in its order.

    Raises :class:`errors.InvalidInput` for a kind of schema that it does not know.
    """
    rules = _Rules(schema.get("$defs", {}))
    rules.add("root", rules.body(schema, "root"))
    return "\n".join([*rules.lines, _CHARACTER]) + "\n"


class _Rules:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.lines: list[str] = []
        self._definitions = definitions

    def add(self, name: str, body: str) -> str:
        self.lines.append(f"{name} ::= {body}")
        return name

    def body(self, node: Mapping[str, Any], name: str) -> str:
        if "$ref" in node:
            found = self._definitions.get(str(node["$ref"]).rpartition("/")[2])
            if not isinstance(found, Mapping):
                raise InvalidInput(f"the answer's schema refers to an unknown {node['$ref']}")
            return self.body(found, name)
        if "const" in node:
            return _literal(node["const"])
        if "enum" in node:
            return " | ".join(_literal(value) for value in node["enum"])
        for choice in ("anyOf", "oneOf"):
            if choice in node:
                return " | ".join(
                    self._rule(each, f"{name}-{n}") for n, each in enumerate(node[choice])
                )
        kind = node.get("type")
        if kind == "object":
            return self._object(node, name)
        if kind == "array":
            return self._array(node, name)
        if kind == "string":
            return _string(int(node.get("minLength", 0)), int(node["maxLength"]))
        if kind in _PLAIN:
            return _PLAIN[str(kind)]
        raise InvalidInput(f"the answer's schema has a part of unknown kind {kind!r}", record=name)

    def _rule(self, node: Mapping[str, Any], name: str) -> str:
        return self.add(name, self.body(node, name))

    def _object(self, node: Mapping[str, Any], name: str) -> str:
        parts: list[str] = []
        lead = "{"
        for number, (key, child) in enumerate(node.get("properties", {}).items()):
            opening = lead + json.dumps(key) + ": "
            parts += [_quoted(opening), self._rule(child, f"{name}-{number}")]
            lead = ", "
        return " ".join([*parts, _quoted("}" if parts else "{}")])

    def _array(self, node: Mapping[str, Any], name: str) -> str:
        most = int(node["maxItems"])
        if most == 0:
            return _quoted("[]")
        item = self._rule(node.get("items", {"type": "string"}), f"{name}-item")
        least = int(node.get("minItems", 0))
        more = f'(", " {item}){{{max(least - 1, 0)},{most - 1}}}'
        return f'"[" {item} {more} "]"' if least else f'"[" ({item} {more})? "]"'


def _string(least: int, most: int) -> str:
    """Whole stretches and a rest: at any character there are two readings, never hundreds."""
    least = min(least, most)
    rest = most - least
    whole = max(0, -(-rest // _STRETCH) - 1)
    must = f"char{{{least}}} " if least else ""
    stretches = f"stretch{{0,{whole}}} " if whole else ""
    return rf'"\"" {must}{stretches}char{{0,{rest - whole * _STRETCH}}} "\""'


def _literal(value: Any) -> str:
    return _quoted(json.dumps(value, ensure_ascii=False))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

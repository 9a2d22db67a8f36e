"""Lenient reading of RocketReach's JSON: nulls, numbers as text, extra keys, odd types."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any


def text_at(body: Mapping[str, Any], *keys: str) -> str | None:
    """The first of ``keys`` that holds text (or a number), on one line; empty is ``None``."""
    for key in keys:
        value = body.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            continue
        line = one_line(value) if isinstance(value, str) else _figure(value)
        if line:
            return line
    return None


def one_line(text: str) -> str:
    """Single spaces; halves of characters and NULs, which no database holds, become "?"."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")
    return " ".join(whole.split())


def _figure(value: int | float) -> str:
    """A number as text; nothing for one that is none, or too long to be meant."""
    if not math.isfinite(value) if isinstance(value, float) else value.bit_length() > 200:
        return ""
    return str(value)


def number_at(body: Mapping[str, Any], *keys: str) -> float | None:
    for key in keys:
        value = body.get(key)
        if isinstance(value, bool) or value is None:
            continue
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            continue
        if math.isfinite(number):
            return number
    return None


def rows_at(body: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """The objects of a list; a null list is empty, anything else in it is passed over."""
    value = body.get(key)
    if isinstance(value, list):
        yield from (row for row in value if isinstance(row, dict))


def texts_at(body: Mapping[str, Any], key: str) -> list[str]:
    value = body.get(key)
    if not isinstance(value, list):
        return []
    lines = (one_line(item) for item in value if isinstance(item, str))
    return [line for line in lines if line]


def map_at(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}

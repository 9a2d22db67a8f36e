"""Random-weight models made on the spot, and questions to ask them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.random_gguf import TINY, write_gguf
from settings import ROOT

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reason": {"type": "string", "minLength": 1, "maxLength": 60},
        "points": {"type": "integer", "enum": [0, 5, 25]},
    },
    "required": ["reason", "points"],
}
LONG: dict[str, Any] = {
    "type": "object",
    "properties": {
        f"part_{n}": {"type": "string", "minLength": 400, "maxLength": 500} for n in range(3)
    },
}
"""Some fifteen hundred tokens: long enough to be interrupted."""


def write_tiny(path: Path, **changes: Any) -> Path:
    return write_gguf(path, TINY, **changes)


def write_literate(path: Path) -> Path:
    """As tiny, but it knows the words of the prompts: a token is several letters, as in life."""
    files = [*(ROOT / "config").glob("*.yaml"), ROOT / "docs" / "examples" / "campaign-en.yaml"]
    words = " ".join(file.read_text(encoding="utf-8") for file in files)
    return write_gguf(path, replace(TINY, vocabulary=4_000), words=words)


def question(number: int = 0, *, system: str = "You judge prospects.") -> list[dict[str, str]]:
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": f"Facts, the same for all of them, and number {number}"},
    ]

"""What ``model bench`` measured on this machine, kept beside the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agents.llama.settings import BACKGROUND_SECONDS, LlamaSettings

_FILE = "measured.json"
_PATIENCE = 4.0
"""A background answer may take so many times what the longest task took when measured."""
_LEAST_SECONDS = 60.0


def keep(directory: Path, measurement: dict[str, Any]) -> None:
    """Put it in place of the last one, whole."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = directory / f"{_FILE}.new"
    waiting.write_text(json.dumps(measurement, indent=1), encoding="utf-8")
    waiting.replace(directory / _FILE)


def last(directory: Path, settings: LlamaSettings) -> dict[str, Any] | None:
    """The last measurement, if it was of this very file."""
    try:
        told = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        stat = settings.model_path.stat()
        same = told["model"] == str(settings.model_path) and told["bytes"] == stat.st_size
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return told if same else None


def background_seconds(directory: Path, settings: LlamaSettings) -> float:
    """The limit of one background answer: from the measurement, else a generous one."""
    told = last(directory, settings)
    if told is None:
        return BACKGROUND_SECONDS
    longest = max(float(told["assessment"]["seconds"]), float(told["draft"]["seconds"]))
    # Answers in flight share the machine: each takes longer than it did alone.
    return round(max(_LEAST_SECONDS, _PATIENCE * longest * settings.parallel), 1)

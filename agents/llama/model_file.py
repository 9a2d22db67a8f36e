"""Whether a model's file is there and is one, before anything is loaded from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import errors
from errors import Misconfigured, RendezvousError

_MAGIC = b"GGUF"
_INSPECT_SECONDS = 120.0


def require_model(path: Path) -> None:
    """Raises :class:`errors.Misconfigured`, naming the file, for one that cannot be a model."""
    fix = "set RENDEZVOUS_LLM_MODEL_PATH to a GGUF file; docs/models.md says where to get one"
    if not path.is_file():
        raise Misconfigured("there is no model file at this path", record=str(path), fix=fix)
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise Misconfigured(
            f"the model file cannot be read: {error.strerror}", record=str(path), fix=fix
        ) from None
    if head != _MAGIC:
        raise Misconfigured("the model file is not in GGUF format", record=str(path), fix=fix)


def require_library() -> None:
    """Raises :class:`errors.Misconfigured` where llama-cpp-python is not installed."""
    if find_spec("llama_cpp") is None:
        raise Misconfigured("llama-cpp-python is not installed", fix="build it with: make llama")


def inspect(path: Path) -> dict[str, Any]:
    """What the file says of itself, read by llama.cpp in a process of its own.

    Raises :class:`errors.Misconfigured` for a file that is missing, no GGUF or cut short.
    """
    require_library()
    require_model(path)
    order = json.dumps({"op": "inspect", "model": str(path)})
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            child_command(order),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_INSPECT_SECONDS,
            env=child_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Misconfigured("reading the model file took too long", record=str(path)) from None
    line = done.stdout.strip().rpartition("\n")[2]
    if not line:
        raise Misconfigured(
            f"llama.cpp crashed on the model file (exit code {done.returncode})",
            record=str(path),
            fix="download it again; if it is whole, build the library anew with: make llama",
        )
    told = json.loads(line)
    if told["event"] == "unusable":
        raise as_error(told["error"])
    facts: dict[str, Any] = told["facts"]
    return facts


def child_command(order: str) -> list[str]:
    # -P: no module of the folder that one stands in takes the place of ours.
    return [sys.executable, "-P", "-m", "agents.llama.child", order]


def child_environment() -> dict[str, str]:
    """The environment with our own checkout on the path, and the user's keys left out."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().endswith(("_KEY", "_TOKEN", "_SECRET", "_PASSWORD"))
    }
    return {**kept, "PYTHONPATH": str(Path(errors.__file__).parent)}


def as_error(told: dict[str, Any]) -> RendezvousError:
    """The child's error as one of ours."""
    kinds = {
        kind.code: kind for kind in (errors.Misconfigured, errors.InvalidInput, RendezvousError)
    }
    kind = kinds.get(str(told["code"]), RendezvousError)
    return kind(told["message"], record=told.get("record"), fix=told.get("fix"))


def language_note(language: str, facts: dict[str, Any]) -> str | None:
    """What to know before a campaign in ``language`` is written by this model."""
    if language == "en" or not facts["is_llama_2"]:
        return None
    return (
        "Llama 2 is meant for English: its drafts in French read poorly, and more of them fall "
        "back to the approved template. A multilingual model does better (docs/models.md)."
    )

"""A tiny random model through the real library; all of this is left out where it is not built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

collect_ignore_glob = [] if find_spec("llama_cpp") else ["test_*.py"]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tiny_gguf import write_tiny

    return write_tiny(tmp_path_factory.mktemp("model") / "llama-2-tiny-chat.gguf")


@pytest.fixture(scope="session")
def literate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tiny_gguf import write_literate

    return write_literate(tmp_path_factory.mktemp("model") / "llama-2-tiny-chat.gguf")


@pytest.fixture
def serve(tiny: Path, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``serve(timeout_seconds=…)``: a model process, closed at the end."""
    from agents.llama.process import ModelProcess
    from agents.llama.settings import LlamaSettings

    made: list[ModelProcess] = []

    def make(*, grace_seconds: float = 5.0, watch_seconds: float = 0.5, **changes: Any) -> Any:
        given = {
            "model_path": tiny,
            "threads": 1,
            "timeout_seconds": 60.0,
            "presence_dir": tmp_path / "loaded",
            **changes,
        }
        process = ModelProcess(
            LlamaSettings(**given), grace_seconds=grace_seconds, watch_seconds=watch_seconds
        )
        made.append(process)
        return process

    yield make
    for process in made:
        process.close()

"""What the child is given: the file, its memory, its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PERSON_WAITS_SECONDS = 30.0
"""For one answer while somebody looks on."""
BACKGROUND_SECONDS = 300.0
"""For one answer in the background, until ``model bench`` has measured this machine."""


class LlamaSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    model_path: Path
    context_tokens: Annotated[int, Field(ge=512, le=1_048_576)] = 4_096
    """Tokens that the model's memory holds, over all answers in flight."""
    threads: Annotated[int, Field(ge=1, le=512)] | None = None
    """``None``: as many as there are cores."""
    parallel: Annotated[int, Field(ge=1, le=64)] = 4
    """Answers in flight; more wait their turn."""
    timeout_seconds: Annotated[float, Field(gt=0, le=86_400)] = PERSON_WAITS_SECONDS
    person_waits: bool = True
    """Whether the wait for a turn counts against the time limit; loading always does."""
    load_seconds: Annotated[float, Field(gt=0, le=3_600)] = 600.0
    memory_mib: Annotated[int, Field(ge=16)] | None = None
    """``None``: the file, the context and two GiB more."""
    presence_dir: Path | None = None
    """Where the child says that it is there, for ``model status``."""

    @property
    def model_name(self) -> str:
        return self.model_path.stem

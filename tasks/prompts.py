"""The texts that make the agents and tasks, as strict models, and the version they carry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

AgentName = Literal["prospector", "bant_qualifier", "meeting_scheduler"]
TaskName = Literal["find_prospects", "assess_bant", "write_email"]
AGENT_NAMES: tuple[AgentName, ...] = ("prospector", "bant_qualifier", "meeting_scheduler")
TASK_NAMES: tuple[TaskName, ...] = ("find_prospects", "assess_bant", "write_email")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AgentText(_Strict):
    role: Line
    goal: Passage
    backstory: Passage
    max_iter: Annotated[int, Field(ge=1, le=15)] = 4
    """Steps an agent may take on one task; a tool call is a step."""


class TaskText(_Strict):
    description: Passage
    expected_output: Passage
    agent: Line
    guardrail_max_retries: Annotated[int, Field(ge=0, le=3)] = 1
    """How often an answer that breaks a rule is sent back before the rules answer."""


@dataclass(frozen=True, slots=True)
class Placeholders:
    required: frozenset[str]
    optional: frozenset[str]

    @property
    def known(self) -> frozenset[str]:
        return self.required | self.optional


PLACEHOLDERS: Mapping[TaskName, Placeholders] = MappingProxyType(
    {
        "find_prospects": Placeholders(frozenset({"criteria"}), frozenset({"synonyms"})),
        "assess_bant": Placeholders(
            frozenset({"facts"}), frozenset({"rules", "offer_keywords", "as_of"})
        ),
        "write_email": Placeholders(
            frozenset({"facts", "template"}), frozenset({"offer", "allowed", "language", "day"})
        ),
    }
)
"""What each description must and may have filled in."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """Both files, checked."""

    agents: Mapping[AgentName, AgentText]
    tasks: Mapping[TaskName, TaskText]

    @property
    def version(self) -> str:
        """First 12 hex digits of the SHA-256 of what the files say.

        Comments, order and layout do not count; a word does.
        """
        said = {
            "agents": {name: text.model_dump() for name, text in self.agents.items()},
            "tasks": {name: text.model_dump() for name, text in self.tasks.items()},
        }
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

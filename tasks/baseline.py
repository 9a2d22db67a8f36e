"""A CrewAI task that carries its own rule-based answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from crewai import Task
from pydantic import BaseModel, Field, PrivateAttr

from errors import RendezvousError
from tasks.guardrail import Guardrail
from tasks.prompts import TaskText
from tasks.rendering import fill


class BaselineTask(Task):
    """A task that can be answered without a model.

    ``answer_type`` is what a model answers with, ``baseline`` gives the rules'
    answer of that type. ``answer_schema`` narrows its JSON schema for a model
    that is held to it. ``answers_with`` names the tool whose arguments *are*
    the answer, where there is one.
    """

    answer_type: type[BaseModel] = Field(exclude=True, repr=False)
    baseline: Callable[[], BaseModel] = Field(exclude=True, repr=False)
    answer_schema: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    answers_with: str | None = None

    _failure: RendezvousError | None = PrivateAttr(default=None)
    _guard: Guardrail | None = PrivateAttr(default=None)

    @classmethod
    def of(
        cls,
        text: TaskText,
        values: dict[str, str],
        *,
        name: str,
        answer_type: type[BaseModel],
        baseline: Callable[[], BaseModel],
        answer_schema: dict[str, Any] | None = None,
        answers_with: str | None = None,
        check: Callable[[BaseModel], str | None] | None = None,
    ) -> Self:
        """The task that ``text`` describes, filled in with ``values`` (already fenced)."""
        guard = Guardrail(check) if check is not None else None
        task = cls(
            name=name,
            description=fill(text.description, values),
            expected_output=text.expected_output,
            answer_type=answer_type,
            baseline=baseline,
            answer_schema=answer_schema,
            answers_with=answers_with,
            # Both: response_model keeps CrewAI from adding the schema to the prompt, and
            # output_pydantic types the output. A tool's answer is text, and is left alone.
            response_model=answer_type,
            output_pydantic=None if answers_with else answer_type,
            guardrail=guard.judge if guard is not None else None,
            guardrail_max_retries=text.guardrail_max_retries,
        )
        task._guard = guard
        return task

    @property
    def failure(self) -> RendezvousError | None:
        """Why the model gave no usable answer, as it happened; ``None``: it did."""
        return self._failure

    def fail(self, error: RendezvousError) -> None:
        """Keep the model's failure here, since CrewAI reads meaning into exception texts."""
        self._failure = error

    @property
    def objection(self) -> str | None:
        """What the guardrail said of the last answer; ``None``: nothing."""
        return self._guard.objection if self._guard is not None else None

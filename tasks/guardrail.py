"""A CrewAI guardrail over a typed answer."""

# Without postponed annotations: CrewAI reads the return annotation of a guardrail as a type.

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel


class Guardrail:
    """Passes an answer that ``check`` has nothing against, and keeps what it said last.

    ``check`` gets the typed answer and says what is wrong, in words that tell a
    model what to mend, or ``None``. :meth:`judge` is what CrewAI is given: it asks
    for the source of a guardrail, which an object that is called has not.
    """

    def __init__(self, check: Callable[[BaseModel], str | None]) -> None:
        self._check = check
        self.objection: str | None = None

    def judge(self, output: Any) -> tuple[bool, Any]:
        answer = output.pydantic if isinstance(output.pydantic, BaseModel) else None
        if answer is None:
            self.objection = "the answer does not have the form asked for"
        else:
            self.objection = self._check(answer)
        if answer is None or self.objection is not None:
            return False, self.objection
        # The JSON and not the output itself: CrewAI fills in the typed answer from it again.
        return True, answer.model_dump_json()

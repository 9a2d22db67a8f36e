"""What a claim is, and what a problem is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClaimKind = Literal["number", "name", "company", "date", "product", "url"]
Part = Literal["subject", "body"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a text states, from ``start`` to ``end`` (characters)."""

    text: str
    start: int
    end: int
    kind: ClaimKind
    field: str | None
    """The field it rests on: a prospect's, ``offer.…`` and such of the campaign, or a name
    from what was allowed; ``None`` when nothing supports it."""
    source: str | None
    """Where that field came from, such as ``RocketReach``, ``campaign`` or ``allowed``."""

    @property
    def grounded(self) -> bool:
        return self.field is not None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a draft, in which part, from ``start`` to ``end`` (characters)."""

    code: str
    message: str
    part: Part
    start: int
    end: int

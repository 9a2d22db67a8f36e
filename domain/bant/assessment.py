"""What an assessment is: four scored criteria, each with its reason and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from domain.facts import CANONICAL_FIELDS, ProspectFacts
from errors import InvalidInput

if TYPE_CHECKING:
    from domain.bant.rules import Maxima


class Criterion(StrEnum):
    BUDGET = "budget"
    AUTHORITY = "authority"
    NEED = "need"
    TIMELINE = "timeline"


class Verdict(StrEnum):
    CONTACT = "contact"
    REVIEW = "review"
    REJECT = "reject"


class Gate(StrEnum):
    """Why somebody is rejected whatever the score."""

    NO_AUTHORITY = "no_authority"
    TOO_SMALL = "too_small"
    INSOLVENCY = "insolvency"


GATE_REASONS: dict[str, str] = {
    Gate.NO_AUTHORITY: "The title says that this person does not decide.",
    Gate.TOO_SMALL: "The firm is below the size, with no money behind it.",
    Gate.INSOLVENCY: "The firm is insolvent or in insolvency proceedings.",
}

Status = Literal["known", "unknown"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a field, exactly as they stand there."""

    field: str
    quote: str

    def as_dict(self) -> dict[str, str]:
        return {"field": self.field, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """``points`` of ``max``. Without evidence the status is unknown and the points are 0."""

    points: int
    max: int
    status: Status
    reason: str
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.points <= self.max:
            raise InvalidInput(f"{self.points} points are not within 0 and {self.max}.")
        if (self.status == "known") != bool(self.evidence):
            raise InvalidInput(f"A criterion is known if and only if it has evidence: {self}.")
        if self.status == "unknown" and self.points:
            raise InvalidInput("What is unknown earns nothing.")

    @classmethod
    def unknown(cls, maximum: int, reason: str) -> CriterionScore:
        return cls(0, maximum, "unknown", reason)

    def as_dict(self) -> dict[str, Any]:
        return {
            "points": self.points,
            "max": self.max,
            "status": self.status,
            "reason": self.reason,
            "evidence": [item.as_dict() for item in self.evidence],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> CriterionScore:
        """From :meth:`as_dict`; raises ``KeyError`` or :class:`errors.InvalidInput`."""
        return cls(
            points=int(stored["points"]),
            max=int(stored["max"]),
            status=stored["status"],
            reason=stored["reason"],
            evidence=tuple(Evidence(e["field"], e["quote"]) for e in stored["evidence"]),
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """The four criteria, and the gate that was met, if any (see :class:`Gate`)."""

    budget: CriterionScore
    authority: CriterionScore
    need: CriterionScore
    timeline: CriterionScore
    gate: str | None = None

    def criteria(self) -> tuple[tuple[Criterion, CriterionScore], ...]:
        return (
            (Criterion.BUDGET, self.budget),
            (Criterion.AUTHORITY, self.authority),
            (Criterion.NEED, self.need),
            (Criterion.TIMELINE, self.timeline),
        )

    @property
    def score(self) -> int:
        """The sum of the points, 0 to 100."""
        return self.budget.points + self.authority.points + self.need.points + self.timeline.points

    @property
    def maximum(self) -> int:
        return self.budget.max + self.authority.max + self.need.max + self.timeline.max

    @property
    def unknown_share(self) -> float:
        """The share (0 to 1) of the points that lie with criteria of which nothing is known."""
        unknown = sum(score.max for _, score in self.criteria() if score.status == "unknown")
        return unknown / self.maximum

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON: ``score``, ``gate`` and one object for each criterion."""
        return {
            "score": self.score,
            "gate": self.gate,
            **{str(name): score.as_dict() for name, score in self.criteria()},
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Assessment:
        """The assessment that :meth:`as_dict` gave; its ``score`` is added up again."""
        return cls(
            **{str(c): CriterionScore.from_dict(stored[str(c)]) for c in Criterion},
            gate=stored["gate"],
        )


@dataclass(frozen=True, slots=True)
class Decision:
    verdict: Verdict
    reason: str


def quote_is_in(facts: ProspectFacts, evidence: Evidence) -> bool:
    """Whether the quote stands, word for word, in the field that it names."""
    if evidence.field in CANONICAL_FIELDS:
        value = getattr(facts, evidence.field)
    else:
        value = facts.extra.get(evidence.field)
    return bool(evidence.quote) and value is not None and evidence.quote in value


def reweighed(assessment: Assessment, maxima: Maxima) -> Assessment:
    """The same judgement under other weights: each criterion keeps its share of its maximum.

    For assessments that rules cannot make again, such as a model's.
    """
    budget, authority, need, timeline = (
        replace(
            score,
            points=round(score.points * maximum / score.max) if score.max else 0,
            max=maximum,
        )
        for score, maximum in (
            (assessment.budget, maxima.budget),
            (assessment.authority, maxima.authority),
            (assessment.need, maxima.need),
            (assessment.timeline, maxima.timeline),
        )
    )
    return Assessment(budget, authority, need, timeline, assessment.gate)

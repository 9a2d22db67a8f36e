"""The strict models of ``config/bant.yaml``. Every number a person may change is there."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from domain.campaign import Strict

Points = Annotated[int, Field(ge=0, le=100)]
Penalty = Annotated[int, Field(ge=-100, le=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=0, le=36_500)]
DepartmentName = Literal[
    "general",
    "sales",
    "marketing",
    "it",
    "security",
    "finance",
    "hr",
    "operations",
    "engineering",
    "product",
    "purchasing",
    "legal",
    "customer",
    "other",
]
PositiveSignal = Literal[
    "hiring",
    "expansion",
    "funding",
    "growth",
    "launch",
    "new_leader",
    "acquisition",
    "partnership",
    "award",
]
NegativeSignal = Literal["layoff", "closure", "hiring_freeze", "loss", "restructuring"]


class Above(Strict):
    """Points for a figure that is greater than ``above``."""

    above: float
    points: Points


class Within(Strict):
    """Points for a date that is at most ``days`` old."""

    days: Days
    points: Points


def _falling(levels: tuple[Above, ...], name: str) -> None:
    for higher, lower in pairwise(levels):
        if not (higher.above > lower.above and higher.points >= lower.points):
            raise ValueError(f"{name}: the levels must fall, in figures and in points")


def _ageing(levels: tuple[Within, ...], name: str) -> None:
    for newer, older in pairwise(levels):
        if not (newer.days < older.days and newer.points >= older.points):
            raise ValueError(f"{name}: days must rise and points must not")


class Maxima(Strict):
    """The most that each criterion can give. Together 100."""

    budget: Points
    authority: Points
    need: Points
    timeline: Points

    @model_validator(mode="after")
    def _add_up(self) -> Maxima:
        total = self.budget + self.authority + self.need + self.timeline
        if total != 100:
            raise ValueError(f"the four maxima must add up to 100, not {total}")
        return self


class MoneyBehind(Strict):
    """What excuses a small size."""

    funding_within_days: Days
    revenue_above_eur: Annotated[float, Field(ge=0)]


class Gates(Strict):
    no_authority: bool
    too_small: bool
    insolvency: bool
    size_floor: Annotated[int, Field(ge=0)]
    """Employees. A firm of this size or fewer is below the floor."""
    money_behind: MoneyBehind


class BudgetRules(Strict):
    employees: tuple[Above, ...]
    revenue_eur: tuple[Above, ...]
    funding: tuple[Within, ...]
    funding_news: Points
    """Funding told in the news without a date."""
    setbacks: dict[NegativeSignal, Penalty]
    """Taken off once, for the worst: a firm that lays people off guards its money."""
    eur_per_unit: dict[str, Annotated[float, Field(gt=0)]]
    """Rough rates: levels are far apart, so a few per cent change nothing."""

    @model_validator(mode="after")
    def _ordered(self) -> BudgetRules:
        _falling(self.employees, "budget.employees")
        _falling(self.revenue_eur, "budget.revenue_eur")
        _ageing(self.funding, "budget.funding")
        return self


class SeniorityPoints(Strict):
    owner: Points
    c_level: Points
    vp: Points
    director: Points
    manager: Points


class AuthorityRules(Strict):
    seniority: SeniorityPoints
    fitting_departments: tuple[DepartmentName, ...]
    fit: Points
    """For a department that buys."""
    other: Points
    """For another department that is known."""
    vp_is_a_grade_in: tuple[Annotated[str, Field(min_length=2)], ...] = ()
    """Words of an industry or a firm's name where a vice president is one of many."""

    @model_validator(mode="after")
    def _ordered(self) -> AuthorityRules:
        if self.other > self.fit:
            raise ValueError("authority.other must not be more than authority.fit")
        return self


class NeedRules(Strict):
    growth: tuple[Above, ...]
    """By growth of headcount over twelve months, in per cent."""
    shrinking: Penalty
    """For a headcount that falls, below ``shrinking_below`` per cent."""
    shrinking_below: Annotated[float, Field(le=0)]
    positions: tuple[Above, ...]
    """By open positions."""
    signals: dict[PositiveSignal, Points]
    signals_max: Points
    setbacks: dict[NegativeSignal, Penalty]
    offer_match: Points
    """For each of the offer's keywords that the firm's own words hold."""
    offer_match_max: Points

    @model_validator(mode="after")
    def _ordered(self) -> NeedRules:
        _falling(self.growth, "need.growth")
        _falling(self.positions, "need.positions")
        return self


class TimelineRules(Strict):
    """By the age of the latest sign of life, each source with its own table; the best counts."""

    post: tuple[Within, ...]
    website: tuple[Within, ...]
    news: tuple[Within, ...]
    funding: tuple[Within, ...]

    @model_validator(mode="after")
    def _ordered(self) -> TimelineRules:
        for name in ("post", "website", "news", "funding"):
            _ageing(getattr(self, name), f"timeline.{name}")
        return self


class BantRules(Strict):
    """All of ``config/bant.yaml``. Raises ``pydantic.ValidationError`` naming the key."""

    threshold: Points
    doubtful_band: Annotated[int, Field(ge=0, le=50)]
    unknown_share_max: Share
    first_reviewed: Annotated[int, Field(ge=0, le=1_000)]
    differing_points: Annotated[int, Field(ge=0, le=100)] = 20
    """A model's score further than this from the rules' goes to a person."""
    maximum: Maxima
    gates: Gates
    budget: BudgetRules
    authority: AuthorityRules
    need: NeedRules
    timeline: TimelineRules

"""Budget: could this firm pay?"""

from __future__ import annotations

from domain.bant.assessment import CriterionScore, Evidence, Gate
from domain.bant.readings import Readings, Told, points_above, points_within
from domain.bant.rules import BantRules
from domain.facts import ProspectFacts


def score_budget(
    facts: ProspectFacts, readings: Readings, rules: BantRules
) -> tuple[CriterionScore, Gate | None]:
    """The better of size and revenue, and funding on top; the gate for firms too small."""
    maximum = rules.maximum.budget
    size_points = 0
    funding_points = 0
    reasons: list[str] = []
    evidence: list[Evidence] = []
    headcount = readings.headcount
    if headcount is not None:
        size_points = points_above(rules.budget.employees, headcount.low)
        reasons.append(_size_reason(readings, rules))
        evidence.append(Evidence("employees", headcount.quote))
    if readings.revenue is not None and readings.revenue_eur is not None:
        size_points = max(size_points, points_above(rules.budget.revenue_eur, readings.revenue_eur))
        reasons.append(f"revenue of {readings.revenue.quote}")
        evidence.append(Evidence("revenue", readings.revenue.quote))
    if readings.funding is not None:
        funding_points = points_within(rules.budget.funding, readings.funding.age_days)
        reasons.append(f"funding {_ago(readings.funding.age_days)}")
        evidence.append(readings.funding.evidence)
    round_told = readings.first_told("funding")
    if round_told is not None:
        funding_points = max(funding_points, rules.budget.funding_news)
        reasons.append("funding in the news")
        evidence.append(round_told.evidence)
    if not evidence:
        return CriterionScore.unknown(maximum, _unknown_reason(facts)), None
    points = min(maximum, size_points + funding_points)
    setback = _worst_setback(readings, rules)
    if setback is not None:
        loss, told = setback
        points = max(0, points + loss)
        reasons.append("bad news")
        evidence.append(told.evidence)
    score = CriterionScore(
        points, maximum, "known", _sentence(reasons), tuple(dict.fromkeys(evidence))
    )
    return score, _too_small(readings, rules)


def _too_small(readings: Readings, rules: BantRules) -> Gate | None:
    headcount, gates = readings.headcount, rules.gates
    if not gates.too_small or headcount is None or headcount.high is None:
        return None  # "20+" may be any size: not surely below the floor
    if headcount.high > gates.size_floor:
        return None
    funded = (
        readings.funding is not None
        and readings.funding.age_days <= gates.money_behind.funding_within_days
    ) or readings.first_told("funding") is not None
    earning = (
        readings.revenue_eur is not None
        and readings.revenue_eur > gates.money_behind.revenue_above_eur
    )
    return None if funded or earning else Gate.TOO_SMALL


def _worst_setback(readings: Readings, rules: BantRules) -> tuple[int, Told] | None:
    losses = {str(kind): loss for kind, loss in rules.budget.setbacks.items()}
    told = [one for one in readings.told if str(one.signal.kind) in losses]
    if not told:
        return None
    worst = min(told, key=lambda one: losses[str(one.signal.kind)])
    return losses[str(worst.signal.kind)], worst


def _size_reason(readings: Readings, rules: BantRules) -> str:
    headcount, floor = readings.headcount, rules.gates.size_floor
    assert headcount is not None
    if headcount.low > floor:
        where = f"above the floor of {floor}"
    elif headcount.high is not None and headcount.high <= floor:
        where = f"not above the floor of {floor}"
    else:
        where = f"perhaps not above the floor of {floor}"
    return f"{_employees(headcount.low, headcount.high)} employees, {where}"


def _employees(low: int, high: int | None) -> str:
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"


def _ago(age_days: int) -> str:
    if age_days < 60:
        return f"{age_days} days ago"
    return f"{round(age_days / 30.44)} months ago"


def _unknown_reason(facts: ProspectFacts) -> str:
    unread = [
        name
        for name in ("employees", "revenue", "last_funding_at")
        if getattr(facts, name) is not None
    ]
    if unread:
        return f"Size, revenue and funding are unknown: could not read {', '.join(unread)}."
    return "Size, revenue and funding are unknown."


def _sentence(reasons: list[str]) -> str:
    text = "; ".join(reasons)
    return f"{text[:1].upper()}{text[1:]}."

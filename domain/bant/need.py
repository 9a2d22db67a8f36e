"""Need: is something happening there that the offer answers?"""

from __future__ import annotations

from collections.abc import Sequence

from domain.bant.assessment import CriterionScore, Evidence, Gate
from domain.bant.offer_match import offer_matches
from domain.bant.readings import Readings, points_above
from domain.bant.rules import BantRules
from domain.facts import ProspectFacts

_SPOKEN: dict[str, str] = {
    "hiring": "is hiring",
    "expansion": "is expanding",
    "funding": "has raised money",
    "growth": "is growing",
    "launch": "has launched something",
    "new_leader": "has a new leader",
    "acquisition": "is in an acquisition",
    "partnership": "has a new partner",
    "award": "has won an award",
    "layoff": "is laying people off",
    "closure": "is closing a site",
    "hiring_freeze": "has frozen hiring",
    "loss": "is losing money",
    "restructuring": "is restructuring",
}


def score_need(
    facts: ProspectFacts, readings: Readings, rules: BantRules, offer_keywords: Sequence[str]
) -> tuple[CriterionScore, Gate | None]:
    """Growth, open positions, signals and the match with the offer, less setbacks."""
    need, maximum = rules.need, rules.maximum.need
    points = 0
    reasons: list[str] = []
    evidence: list[Evidence] = []
    if readings.growth is not None:
        value = readings.growth.value
        points += need.shrinking if value < need.shrinking_below else 0
        points += points_above(need.growth, value)
        reasons.append(f"headcount {value:+.3g}% in twelve months")
        evidence.append(Evidence("employees_growth_12m", readings.growth.quote))
    if readings.positions is not None:
        count = readings.positions.value
        points += points_above(need.positions, count)
        reasons.append(f"{count} open position{'' if count == 1 else 's'}")
        evidence.append(Evidence("open_positions", readings.positions.quote))
    points += _signal_points(readings, rules, reasons, evidence)
    matches = offer_matches(facts, offer_keywords)
    if matches:
        points += min(need.offer_match_max, need.offer_match * len(matches))
        reasons.append("speaks of " + ", ".join(f"“{match.quote}”" for match in matches))
        evidence.extend(matches)
    insolvency = readings.first_told("insolvency")
    if insolvency is not None:
        reasons.append("in insolvency")
        evidence.append(insolvency.evidence)
        if rules.gates.insolvency:
            points = 0
    if not evidence:
        return CriterionScore.unknown(maximum, "No growth, hiring or news is known."), None
    text = "; ".join(reasons)
    score = CriterionScore(
        min(maximum, max(0, points)),
        maximum,
        "known",
        f"{text[:1].upper()}{text[1:]}.",
        tuple(dict.fromkeys(evidence)),
    )
    gated = insolvency is not None and rules.gates.insolvency
    return score, Gate.INSOLVENCY if gated else None


def _signal_points(
    readings: Readings, rules: BantRules, reasons: list[str], evidence: list[Evidence]
) -> int:
    """Each kind once, however often it is told: repetition is not more news."""
    gains = losses = 0
    tables: tuple[dict[str, int], dict[str, int]] = (
        {str(kind): value for kind, value in rules.need.signals.items()},
        {str(kind): value for kind, value in rules.need.setbacks.items()},
    )
    seen: set[str] = set()
    for told in readings.told:
        kind = str(told.signal.kind)
        if kind in seen or not (kind in tables[0] or kind in tables[1]):
            continue
        seen.add(kind)
        gains += tables[0].get(kind, 0)
        losses += tables[1].get(kind, 0)
        reasons.append(_SPOKEN[kind])
        evidence.append(told.evidence)
    return min(rules.need.signals_max, gains) + losses

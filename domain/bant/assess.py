"""The rules' assessment: pure, quick, and always there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.bant.assessment import Assessment, Gate
from domain.bant.authority import score_authority
from domain.bant.budget import score_budget
from domain.bant.need import score_need
from domain.bant.readings import read
from domain.bant.rules import BantRules
from domain.bant.timeline import score_timeline
from domain.facts import ProspectFacts

# When several gates are met, the one named is the least likely to change.
_GATE_ORDER = (Gate.INSOLVENCY, Gate.NO_AUTHORITY, Gate.TOO_SMALL)


def assess(
    facts: ProspectFacts, rules: BantRules, *, as_of: date, offer_keywords: Sequence[str] = ()
) -> Assessment:
    """Score ``facts`` by ``rules`` as they stood on ``as_of``.

    Every piece of evidence quotes its field word for word; a criterion without
    evidence is unknown and earns nothing. Dates after ``as_of`` have not
    happened and are left out. Never raises on what a field may hold.
    """
    readings = read(facts, rules, as_of)
    budget, too_small = score_budget(facts, readings, rules)
    authority, no_authority = score_authority(facts, readings, rules)
    need, insolvency = score_need(facts, readings, rules, offer_keywords)
    met = {too_small, no_authority, insolvency}
    return Assessment(
        budget=budget,
        authority=authority,
        need=need,
        timeline=score_timeline(readings, rules),
        gate=next((str(gate) for gate in _GATE_ORDER if gate in met), None),
    )

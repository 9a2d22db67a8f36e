"""BANT: budget, authority, need and timeline, scored by rules from what is known.

``assess`` gives points with reasons and quoted evidence, ``decide`` turns them
into contact, review or reject. The numbers are those of ``config/bant.yaml``.
"""

from __future__ import annotations

from domain.bant.assess import assess
from domain.bant.assessment import (
    Assessment,
    Criterion,
    CriterionScore,
    Decision,
    Evidence,
    Gate,
    Verdict,
    quote_is_in,
    reweighed,
)
from domain.bant.decide import decide
from domain.bant.rules import BantRules

__all__ = [
    "Assessment",
    "BantRules",
    "Criterion",
    "CriterionScore",
    "Decision",
    "Evidence",
    "Gate",
    "Verdict",
    "assess",
    "decide",
    "quote_is_in",
    "reweighed",
]

"""Is what a mail says so? Every claim is traced to a named field, or is not grounded.

``claims`` finds what a text states (numbers, names, dates, links) and the field
each rests on; ``problems`` is everything that keeps a draft from a person's eyes.
"""

from __future__ import annotations

from domain.grounding.claims import claims
from domain.grounding.model import Claim, ClaimKind, Problem
from domain.grounding.problems import problems
from domain.grounding.writing import WritingRules

__all__ = ["Claim", "ClaimKind", "Problem", "WritingRules", "claims", "problems"]

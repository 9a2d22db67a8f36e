"""Assessments as they are stored and read back."""

from __future__ import annotations

import json
from typing import Any

from domain.bant import Assessment, CriterionScore, Evidence
from services.unit_of_work import Row

CRITERIA = ("budget", "authority", "need", "timeline")


def criteria_to_json(assessment: Assessment) -> str:
    document: dict[str, Any] = assessment.as_dict()
    return json.dumps({name: document[name] for name in CRITERIA}, ensure_ascii=False)


def assessment_of(row: Row) -> Assessment:
    """The assessment in a row of ``assessments``."""
    return _read(row["criteria"], row["gate"])


def rules_assessment_of(row: Row) -> Assessment | None:
    """The rules' assessment beside a model's in the same row; ``None``: the row's is the rules'."""
    return _read(row["rules_criteria"], row["gate"]) if row["rules_criteria"] else None


def _read(criteria: str, gate: str | None) -> Assessment:
    document = json.loads(criteria)
    scores = {
        name: CriterionScore(
            points=document[name]["points"],
            max=document[name]["max"],
            status=document[name]["status"],
            reason=document[name]["reason"],
            evidence=tuple(Evidence(**item) for item in document[name]["evidence"]),
        )
        for name in CRITERIA
    }
    return Assessment(**scores, gate=gate)

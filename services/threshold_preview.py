"""What another threshold would decide, from stored points, before anything is changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.bant import Assessment, BantRules, decide
from domain.stages import ProspectStage
from services.assessments import assessment_of, rules_assessment_of
from services.deciding import STAGE_OF_VERDICT
from services.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class _Group:
    """People whom every threshold decides alike."""

    people: int
    assessment: Assessment
    second_opinion: Assessment | None
    is_among_first: bool
    stage: str
    is_settled: bool
    """A person judged them: no threshold moves them."""


class ThresholdPreview:
    """A campaign's stored points, read once and decided for as many thresholds as one likes."""

    def __init__(self, store: Store, rules: BantRules, campaign_id: int) -> None:
        self._rules = rules
        with store.read() as reading:
            rows = reading.query("points_counted", campaign_id=campaign_id)
        self._groups = [
            _Group(
                people=row["people"],
                assessment=assessment_of(row),
                second_opinion=rules_assessment_of(row),
                is_among_first=bool(row["is_among_first"])
                and row["stage"] == ProspectStage.NEEDS_REVIEW,
                stage=row["stage"],
                is_settled=row["human_verdict"] is not None,
            )
            for row in rows
        ]

    def at(self, threshold: int) -> dict[str, int]:
        """How many would be ``qualified``, ``needs_review`` and ``disqualified``.

        Counts whom the threshold can still decide; who is drafted or contacted already
        stays so.
        """
        counts: Counter[str] = Counter()
        for group in self._groups:
            stage = group.stage
            if not group.is_settled:
                decision = decide(
                    group.assessment,
                    threshold=threshold,
                    rules=self._rules,
                    is_among_first=group.is_among_first,
                    second_opinion=group.second_opinion,
                )
                stage = STAGE_OF_VERDICT[decision.verdict]
            counts[str(stage)] += group.people
        return {str(stage): counts[str(stage)] for stage in STAGE_OF_VERDICT.values()}

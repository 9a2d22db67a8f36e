"""Judging labelled prospects as prospects are judged, and storing nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.bant import BantRules, assess
from domain.evaluation import Judged, Labelled
from services.crew_protocols import AssessmentRequest, Assessor, Judgement, Provenance

Stopwatch = Callable[[], float]
"""Seconds on a clock that never runs backwards."""


class RulesAlone:
    """An ``Assessor`` without agent and model: what the rules say."""

    def assess(self, request: AssessmentRequest) -> Judgement:
        assessment = assess(
            request.facts,
            request.rules,
            as_of=request.as_of,
            offer_keywords=request.offer_keywords,
        )
        return Judgement(assessment, Provenance("rules", "offline", ""))


def judge_all(
    labelled: Sequence[Labelled],
    assessor: Assessor,
    rules: BantRules,
    stopwatch: Stopwatch,
    *,
    repeat: int = 1,
    advance: Callable[[int], None] = lambda _: None,
) -> list[Judged]:
    """Each prospect judged ``repeat`` times, round after round: a cached answer is no other run."""
    judgements: list[list[tuple[Judgement, float]]] = [[] for _ in labelled]
    for _ in range(repeat):
        for one, runs in zip(labelled, judgements, strict=True):
            began = stopwatch()
            judgement = assessor.assess(
                AssessmentRequest(one.facts, rules, one.as_of, one.offer_keywords)
            )
            runs.append((judgement, stopwatch() - began))
            advance(1)
    return [
        Judged(
            one,
            runs=tuple(judgement.assessment for judgement, _ in runs),
            seconds=tuple(seconds for _, seconds in runs),
            model=runs[0][0].provenance.model,
            prompt_version=runs[0][0].provenance.prompt_version or None,
            fallbacks=tuple(
                reason
                for judgement, _ in runs
                if (reason := judgement.provenance.fallback_reason) is not None
            ),
        )
        for one, runs in zip(labelled, judgements, strict=True)
    ]

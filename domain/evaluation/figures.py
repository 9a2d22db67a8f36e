"""What an evaluation tells: verdicts, ranking, calibration, criteria, stability, time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import Any

from domain.bant import Assessment, BantRules, Criterion, Decision, Verdict, decide
from domain.evaluation.labelled import Label, Labelled
from domain.evaluation.ranking import (
    Scored,
    auc,
    best_threshold,
    brier,
    calibration_error,
    reliability,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled prospect and the assessments of it, one a run; the first one counts."""

    labelled: Labelled
    runs: tuple[Assessment, ...]
    seconds: tuple[float, ...]
    model: str = "offline"
    prompt_version: str | None = None
    """``None`` where no prompt was asked."""
    fallbacks: tuple[str, ...] = ()
    """Of the runs in which the rules stood in for a model that is set: why."""

    def decision(self, rules: BantRules, run: int = 0, threshold: int | None = None) -> Decision:
        if threshold is None:
            threshold = self.threshold(rules)
        return decide(self.runs[run], threshold=threshold, rules=rules)

    def threshold(self, rules: BantRules) -> int:
        own = self.labelled.threshold
        return rules.threshold if own is None else own

    @property
    def standing(self) -> int:
        """The score, or 0 behind a gate: a gate rejects whatever the score."""
        first = self.runs[0]
        return first.score if first.gate is None else 0


def figures(judged: Sequence[Judged], rules: BantRules) -> dict[str, Any]:
    """Ready for JSON, as ``docs/schemas/eval.json`` has it.

    Shares are from 0 to 1, times in milliseconds; ``None`` where there is nothing to tell.
    Doubtful cases count for ``coverage`` alone: no verdict on them is right or wrong.
    """
    clear = [one for one in judged if one.labelled.label is not Label.DOUBTFUL]
    scored = [Scored(one.standing, one.labelled.label is Label.CONTACT) for one in clear]
    best = best_threshold(scored, rules.threshold)
    return {
        **_verdicts(judged, rules),
        "auc": auc(scored),
        "brier": brier(scored),
        "calibration_error": calibration_error(scored),
        "reliability": [one._asdict() for one in reliability(scored)],
        "best_threshold": None
        if best is None
        else {
            "threshold": best[0],
            "right_by_score_alone": best[1],
            **_picked(_verdicts(judged, rules, best[0])),
        },
        "criteria": {str(criterion): _agreement(judged, criterion) for criterion in Criterion},
        "stability": _stability(judged, rules),
        "latency_ms": _latency([second for one in judged for second in one.seconds]),
        "fallbacks": sum(len(one.fallbacks) for one in judged),
    }


def _verdicts(
    judged: Sequence[Judged], rules: BantRules, threshold: int | None = None
) -> dict[str, Any]:
    said = [(one.labelled.label, one.decision(rules, 0, threshold).verdict) for one in judged]
    decided = [(label, verdict) for label, verdict in said if verdict is not Verdict.REVIEW]
    judgeable = [pair for pair in decided if pair[0] is not Label.DOUBTFUL]
    right = sum(str(label) == str(verdict) for label, verdict in judgeable)
    doubtful = [verdict for label, verdict in said if label is Label.DOUBTFUL]
    return {
        "cases": len(said),
        "decided": len(decided),
        "coverage": len(decided) / len(said) if said else None,
        "right": right,
        "accuracy": right / len(judgeable) if judgeable else None,
        "contacted_wrongly": judgeable.count((Label.REJECT, Verdict.CONTACT)),
        "rejected_wrongly": judgeable.count((Label.CONTACT, Verdict.REJECT)),
        "doubtful": len(doubtful),
        "doubtful_left_to_a_person": doubtful.count(Verdict.REVIEW),
    }


def _picked(verdicts: dict[str, Any]) -> dict[str, Any]:
    return {name: verdicts[name] for name in ("accuracy", "coverage")}


def _agreement(judged: Sequence[Judged], criterion: Criterion) -> dict[str, Any]:
    pairs = [
        (level, dict(one.runs[0].criteria())[criterion])
        for one in judged
        if (level := one.labelled.levels.get(criterion)) is not None
    ]
    agreed = sum(level.admits(score) for level, score in pairs)
    return {"cases": len(pairs), "agreement": agreed / len(pairs) if pairs else None}


def _stability(judged: Sequence[Judged], rules: BantRules) -> dict[str, Any] | None:
    """How far several runs of one case agree; ``None`` of a single run."""
    runs = min((len(one.runs) for one in judged), default=0)
    if runs < 2:
        return None
    same = sum(
        len({one.decision(rules, run).verdict for run in range(runs)}) == 1 for one in judged
    )
    spreads = [max(run.score for run in one.runs) - min(run.score for run in one.runs)
               for one in judged]  # fmt: skip
    return {
        "runs": runs,
        "same_verdict": same / len(judged),
        "mean_spread": fmean(spreads),
        "widest_spread": max(spreads),
    }


def _latency(seconds: Sequence[float]) -> dict[str, float] | None:
    if not seconds:
        return None
    cuts = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 19
    return {"median": cuts[9] * 1000, "p95": cuts[18] * 1000, "worst": max(seconds) * 1000}

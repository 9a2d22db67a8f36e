from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from configuration import load_yaml
from domain.bant import Assessment, BantRules, Criterion, CriterionScore, Evidence
from domain.evaluation import Judged, Label, Labelled, Level, figures
from domain.facts import ProspectFacts

RULES = load_yaml(Path(__file__).parents[3] / "config" / "bant.yaml", BantRules)
TITLE = (Evidence("title", "CEO"),)


def known(points: int, maximum: int) -> CriterionScore:
    return CriterionScore(points, maximum, "known", "so it is", TITLE)


def scoring(score: int, gate: str | None = None) -> Assessment:
    """An assessment of ``score`` points, the four criteria filled one after another."""
    parts = []
    for maximum in (25, 25, 30, 20):
        parts.append(known(min(score, maximum), maximum))
        score -= parts[-1].points
    return Assessment(*parts, gate=gate)


def judged(label: str, *scores: int, gate: str | None = None, **labelled: object) -> Judged:
    return Judged(
        Labelled("a case", ProspectFacts(), Label(label), date(2026, 11, 22), **labelled),  # type: ignore[arg-type]
        runs=tuple(scoring(score, gate) for score in scores),
        seconds=tuple(0.001 * (number + 1) for number in range(len(scores))),
    )


def test_right_is_counted_among_the_decided_and_doubtful_cases_are_neither() -> None:
    told = figures(
        [
            judged("contact", 80),
            judged("contact", 30),  # rejected wrongly
            judged("reject", 20),
            judged("reject", 90),  # contacted wrongly
            judged("reject", 90, gate="too_small"),
            judged("contact", 62),  # within the band: left to a person
            judged("doubtful", 80),
            judged("doubtful", 58),
        ],
        RULES,
    )
    assert (told["cases"], told["decided"], told["coverage"]) == (8, 6, 0.75)
    assert (told["right"], told["accuracy"]) == (3, 0.6)
    assert (told["contacted_wrongly"], told["rejected_wrongly"]) == (1, 1)
    assert (told["doubtful"], told["doubtful_left_to_a_person"]) == (2, 1)


def test_somebody_behind_a_gate_ranks_below_everybody() -> None:
    cases = [judged("reject", 95, gate="insolvency"), judged("contact", 70)]
    assert figures(cases, RULES)["auc"] == 1


def test_the_best_threshold_is_told_with_what_it_would_have_decided() -> None:
    cases = [judged("reject", 68), judged("contact", 80), judged("reject", 30)]
    best = figures(cases, RULES)["best_threshold"]
    assert best == {
        "threshold": 68,
        "right_by_score_alone": 1,
        "accuracy": 1,
        "coverage": pytest.approx(2 / 3),
    }


def test_a_campaigns_own_threshold_decides() -> None:
    told = figures([judged("contact", 50, threshold=40)], RULES)
    assert (told["right"], told["coverage"]) == (1, 1)


@pytest.mark.parametrize(
    ("level", "points", "agrees"),
    [
        ("weak", 10, True),
        ("weak", 11, False),
        ("fair", 7, False),
        ("fair", 8, True),
        ("fair", 19, True),
        ("fair", 20, False),
        ("strong", 15, False),
        ("strong", 16, True),
        ("strong", 25, True),
        ("unknown", 1, False),
    ],
)
def test_a_level_is_a_share_of_the_criterions_points(level: str, points: int, agrees: bool) -> None:
    assert Level(level).admits(known(points, 25)) is agrees


@pytest.mark.parametrize(("level", "agrees"), [("unknown", True), ("weak", True), ("fair", False)])
def test_nothing_known_agrees_with_unknown_and_with_weak(level: str, agrees: bool) -> None:
    assert Level(level).admits(CriterionScore.unknown(25, "nothing")) is agrees


def test_agreement_is_told_for_each_criterion_that_is_labelled() -> None:
    cases = [
        judged("contact", 50, levels={Criterion.BUDGET: Level.STRONG, Criterion.NEED: Level.FAIR}),
        judged("contact", 10, levels={Criterion.BUDGET: Level.STRONG}),
    ]
    criteria = figures(cases, RULES)["criteria"]
    assert criteria["budget"] == {"cases": 2, "agreement": 0.5}
    assert criteria["need"] == {"cases": 1, "agreement": 0}
    assert criteria["timeline"] == {"cases": 0, "agreement": None}


def test_runs_that_differ_are_told_and_a_single_run_says_nothing_of_stability() -> None:
    assert figures([judged("contact", 80)], RULES)["stability"] is None
    told = figures([judged("contact", 80, 80, 60), judged("reject", 20, 24, 20)], RULES)
    assert told["stability"] == {
        "runs": 3,
        "same_verdict": 0.5,
        "mean_spread": 12,
        "widest_spread": 20,
    }


def test_times_are_told_in_milliseconds() -> None:
    told = figures([judged("contact", 80, 80, 80)], RULES)["latency_ms"]
    assert told["median"] == pytest.approx(2)
    assert told["p95"] == pytest.approx(2.9)
    assert told["worst"] == pytest.approx(3)

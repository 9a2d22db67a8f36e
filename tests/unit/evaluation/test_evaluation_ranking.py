from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.ranking import (
    Scored,
    auc,
    best_threshold,
    brier,
    calibration_error,
    reliability,
)

scored_lists = st.lists(st.builds(Scored, st.integers(0, 100), st.booleans()), max_size=40)


def scored(*pairs: tuple[int, int]) -> list[Scored]:
    return [Scored(score, bool(label)) for score, label in pairs]


def test_contacts_all_above_rejects_give_an_auc_of_one_and_below_of_nought() -> None:
    assert auc(scored((90, 1), (70, 1), (60, 0), (10, 0))) == 1
    assert auc(scored((10, 1), (60, 0), (70, 0))) == 0


def test_equal_scores_count_half() -> None:
    assert auc(scored((50, 1), (50, 0))) == 0.5
    # pairs: 80>60, 80>50, 50<60, 50=50 -> 2.5 of 4
    assert auc(scored((80, 1), (50, 1), (60, 0), (50, 0))) == 0.625


@pytest.mark.parametrize("one_sided", [[], [(50, 1)], [(50, 0), (20, 0)]])
def test_without_contacts_or_without_rejects_there_is_no_auc(
    one_sided: list[tuple[int, int]],
) -> None:
    assert auc(scored(*one_sided)) is None


@given(scored_lists)
def test_the_auc_is_the_share_of_pairs_that_are_ordered_rightly(cases: list[Scored]) -> None:
    contacts = [one.score for one in cases if one.is_contact]
    rejects = [one.score for one in cases if not one.is_contact]
    pairs = [(c > r) + (c == r) / 2 for c in contacts for r in rejects]
    assert auc(cases) == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


def test_the_brier_score_is_the_mean_squared_gap() -> None:
    assert brier(scored((100, 1), (0, 0))) == 0
    assert brier(scored((80, 1), (30, 0))) == pytest.approx((0.04 + 0.09) / 2)
    assert brier([]) is None


def test_bins_hold_their_ends_and_a_hundred_is_in_the_last() -> None:
    bins = reliability(scored((69, 0), (70, 1), (79, 0), (90, 1), (100, 1)))
    assert [(one.low, one.high, one.cases) for one in bins] == [
        (60, 69, 1),
        (70, 79, 2),
        (90, 100, 2),
    ]
    assert [one.share_contact for one in bins] == [0, 0.5, 1]
    assert bins[1].mean_score == 74.5


def test_the_calibration_error_weighs_each_bin_by_its_cases() -> None:
    # 20-29: mean 0.25, share 0.5; 80-89: mean 0.85, share 1
    cases = scored((25, 0), (25, 1), (85, 1), (85, 1))
    assert calibration_error(cases) == pytest.approx(0.25 * 0.5 + 0.15 * 0.5)
    assert calibration_error([]) is None


@given(scored_lists)
def test_the_calibration_error_of_scores_that_tell_the_share_is_nought(cases: list[Scored]) -> None:
    told = [Scored(100 if one.is_contact else 0, one.is_contact) for one in cases]
    assert not calibration_error(told)


def test_the_best_threshold_parts_contacts_from_rejects_near_the_current_one() -> None:
    cases = scored((40, 0), (50, 0), (70, 1), (80, 1))
    assert best_threshold(cases, current=60) == (60, 1)
    assert best_threshold(cases, current=20) == (50, 1)
    assert best_threshold(cases, current=90) == (69, 1)
    assert best_threshold([], current=60) is None

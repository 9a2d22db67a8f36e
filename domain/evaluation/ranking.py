"""Figures of a score against what turned out to be true."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple


class Scored(NamedTuple):
    score: int
    """0 to 100; somebody whom a gate rejects has 0."""
    is_contact: bool


class Bin(NamedTuple):
    low: int
    high: int
    """Scores from ``low`` to ``high``, ends included."""
    cases: int
    mean_score: float
    share_contact: float


def auc(scored: Sequence[Scored]) -> float | None:
    """The chance that of a contact and a reject, drawn at random, the contact scores higher.

    Equal scores count half (the area under the ROC curve, by ranks). ``None`` where one of
    the two is missing.
    """
    contacts = sum(one.is_contact for one in scored)
    rejects = len(scored) - contacts
    if not contacts or not rejects:
        return None
    rank_sum, before = 0.0, 0
    for _, tied in groupby(sorted(scored), key=lambda one: one.score):
        group = list(tied)
        rank = before + (len(group) + 1) / 2
        rank_sum += rank * sum(one.is_contact for one in group)
        before += len(group)
    return (rank_sum - contacts * (contacts + 1) / 2) / (contacts * rejects)


def brier(scored: Sequence[Scored]) -> float | None:
    """The mean squared gap between score/100, taken for a chance, and what was true; 0 is best."""
    if not scored:
        return None
    return sum((one.score / 100 - one.is_contact) ** 2 for one in scored) / len(scored)


def reliability(scored: Sequence[Scored], width: int = 10) -> list[Bin]:
    """Scores in bins of ``width`` points; empty bins are left out, 100 is in the last."""
    last = 100 // width - 1
    bins: dict[int, list[Scored]] = {}
    for one in scored:
        bins.setdefault(min(one.score // width, last), []).append(one)
    return [
        Bin(
            low=number * width,
            high=100 if number == last else (number + 1) * width - 1,
            cases=len(inside),
            mean_score=sum(one.score for one in inside) / len(inside),
            share_contact=sum(one.is_contact for one in inside) / len(inside),
        )
        for number, inside in sorted(bins.items())
    ]


def calibration_error(scored: Sequence[Scored], width: int = 10) -> float | None:
    """The expected calibration error: the mean gap in a bin between score/100 and the share."""
    if not scored:
        return None
    gaps = (
        abs(one.mean_score / 100 - one.share_contact) * one.cases
        for one in reliability(scored, width)
    )
    return sum(gaps) / len(scored)


def best_threshold(scored: Sequence[Scored], current: int) -> tuple[int, float] | None:
    """The threshold at which the score alone is right most often, and how often.

    A score above it means contact. Of equals the one nearest ``current``.
    """
    if not scored:
        return None
    right = {
        threshold: sum((one.score > threshold) == one.is_contact for one in scored)
        for threshold in range(101)
    }
    best = max(right, key=lambda threshold: (right[threshold], -abs(threshold - current)))
    return best, right[best] / len(scored)

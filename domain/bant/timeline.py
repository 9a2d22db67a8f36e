"""Timeline: is there life now?"""

from __future__ import annotations

from domain.bant.assessment import CriterionScore
from domain.bant.readings import Dated, Readings, points_within
from domain.bant.rules import BantRules, Within


def score_timeline(readings: Readings, rules: BantRules) -> CriterionScore:
    """The best of the latest post, website update, dated news and funding."""
    table = rules.timeline
    maximum = rules.maximum.timeline
    sources: tuple[tuple[str, Dated | None, tuple[Within, ...]], ...] = (
        ("Posted", readings.post, table.post),
        ("News", readings.news, table.news),
        ("Website updated", readings.website, table.website),
        ("Funded", readings.funding, table.funding),
    )
    known = [
        (points_within(levels, dated.age_days), what, dated)
        for what, dated, levels in sources
        if dated is not None
    ]
    if not known:
        return CriterionScore.unknown(maximum, "Nothing dated is known.")
    # The most points first; among equals the most recent speaks.
    known.sort(key=lambda item: (-item[0], item[2].age_days))
    points, what, dated = known[0]
    return CriterionScore(
        min(maximum, points),
        maximum,
        "known",
        f"{what} {_ago(dated.age_days)}.",
        tuple(item[2].evidence for item in known),
    )


def _ago(age_days: int) -> str:
    if age_days == 0:
        return "today"
    return "yesterday" if age_days == 1 else f"{age_days} days ago"

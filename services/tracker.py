"""What happened in a period: one reading of the daily figures, seen from several sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.figures import Figure
from services.reporting import FUNNEL, By, Period, Point, Step, series
from services.unit_of_work import Store


class Cut(StrEnum):
    """What the lines of the table are."""

    DAY = "day"
    CAMPAIGN = "campaign"
    TEMPLATE = "template"
    PROMPT_VERSION = "prompt_version"


_BY: dict[Cut, By | None] = {
    Cut.DAY: None,
    Cut.CAMPAIGN: "campaign",
    Cut.TEMPLATE: "template",
    Cut.PROMPT_VERSION: "prompt_version",
}
OF_NO_MESSAGE = frozenset({Figure.FOUND, Figure.ASSESSED, Figure.QUALIFIED})
"""Counted before anything is written: they belong to no template and no prompt version."""


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    """A day (``2026-11-22``), a campaign's name, a template, a prompt version; never empty."""
    amounts: Mapping[Figure, int]


@dataclass(frozen=True)
class Tracked:
    """The figures of a period. A message counts on the day of what is counted, so what comes
    back in a period may answer what was sent before it."""

    period: Period
    cut: Cut
    points: tuple[Point, ...]

    @cached_property
    def totals(self) -> dict[Figure, int]:
        found = dict.fromkeys(Figure, 0)
        for point in self.points:
            found[point.figure] += point.amount
        return found

    @property
    def is_empty(self) -> bool:
        return not any(self.totals.values())

    def steps(self) -> list[Step]:
        """From found to met, as amounts of the period, each with its share of the one before."""
        found: list[Step] = []
        for figure in FUNNEL:
            before = found[-1].amount if found else 0
            amount = self.totals[figure]
            found.append(Step(figure, amount, amount / before if before else None))
        return found

    def lines(self) -> list[Line]:
        """The table: a line a day (every day of the period), or a line a key, largest first."""
        amounts: dict[str, dict[Figure, int]] = defaultdict(lambda: dict.fromkeys(Figure, 0))
        if self.cut is Cut.DAY:
            for day in self.period.days:
                amounts[day.isoformat()]  # a day on which nothing happened is a line too
        for point in self.points:
            key = point.day.isoformat() if self.cut is Cut.DAY else point.key
            if key:
                amounts[key][point.figure] += point.amount
        lines = [Line(key, found) for key, found in amounts.items()]
        if self.cut is not Cut.DAY:
            lines.sort(key=lambda line: (-line.amounts[Figure.SENT], line.key))
        return lines

    def by_day(self, figure: Figure) -> list[Point]:
        """Amounts of one figure a day and key, days without left out."""
        return [point for point in self.points if point.figure == figure]

    def shares_so_far(self, figure: Figure) -> list[tuple[date, float]]:
        """``figure`` since the period began, as a share of what was sent since then, by day.

        Its last value is the whole period's. Days are left out while nothing is sent, and
        while more came back than went out: that answers mail from before the period.
        """
        amounts: dict[tuple[date, Figure], int] = defaultdict(int)
        for point in self.points:
            amounts[point.day, point.figure] += point.amount
        sent = hits = 0
        found: list[tuple[date, float]] = []
        for day in self.period.days:
            sent += amounts[day, Figure.SENT]
            hits += amounts[day, figure]
            if sent and hits <= sent:
                found.append((day, hits / sent))
        return found


def track(
    store: Store, period: Period, campaign_id: int | None = None, cut: Cut = Cut.DAY
) -> Tracked:
    """The figures of ``period``, of one campaign or of all, cut as the table will be."""
    points = series(store, tuple(Figure), period, campaign_id, by=_BY[cut])
    return Tracked(period, cut, tuple(points))

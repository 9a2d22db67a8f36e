"""Figures, each a named query: by day from those kept with each event, or counted anew.

The daily ones answer as quickly at a million prospects as at ten; what each counts is
said in :class:`domain.figures.Figure`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from domain.figures import Figure, wilson
from services.unit_of_work import Reading, Store

_PARTS = ("prospects", "messages", "engagement", "meetings")
WEEK = timedelta(days=7)
By = Literal["campaign", "template", "prompt_version"]
FUNNEL = (Figure.FOUND, Figure.ASSESSED, Figure.QUALIFIED, Figure.DRAFTED, Figure.APPROVED,
          Figure.SENT, Figure.OPENS_PEOPLE, Figure.CLICKS_PEOPLE, Figure.REPLIES,
          Figure.MEETINGS_BOOKED, Figure.MEETINGS_HELD)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the campaigns' own time zones, both ends included."""

    since: date
    until: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(
            self.since + timedelta(days=number)
            for number in range((self.until - self.since).days + 1)
        )


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure of a dashboard."""

    figure: Figure
    total: int
    """Within the period."""
    this_week: int
    """In the seven days that end with the period."""
    last_week: int
    """In the seven days before those."""
    by_day: tuple[int, ...]
    """One amount a day of the period: the sparkline."""

    @property
    def change(self) -> float | None:
        """On last week: 0.25 is a quarter more. ``None`` where last week had nothing."""
        return (self.this_week - self.last_week) / self.last_week if self.last_week else None


@dataclass(frozen=True, slots=True)
class Point:
    day: date
    key: str
    """What the series is of: a template, a prompt version, a campaign's name; else empty."""
    figure: Figure
    amount: int


@dataclass(frozen=True, slots=True)
class Step:
    figure: Figure
    amount: int
    share: float | None
    """Of the step before; ``None`` where that had nothing."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person."""

    drafts: int
    meetings: int
    """Booked, and to be confirmed."""
    replies: int
    """Prospects whose answer is the last word."""
    doubtful: int
    """Prospects to be judged."""
    uncertain: int
    """Messages of unknown fate."""


def dashboard(
    store: Store,
    period: Period,
    campaign_id: int | None = None,
    *,
    figures: Collection[Figure] = tuple(Figure),
) -> dict[Figure, Trend]:
    """Each figure's total, change on last week and amounts by day; of one campaign or of all."""
    since = min(period.since, period.until - 2 * WEEK + timedelta(days=1))
    with store.read() as reading:
        rows = _by_day(reading, Period(since, period.until), campaign_id, figures)
    amounts: dict[tuple[str, str], int] = {(row["figure"], row["day"]): row["amount"]
                                           for row in rows}  # fmt: skip
    return {figure: _trend(figure, period, amounts) for figure in figures}


def _trend(figure: Figure, period: Period, amounts: dict[tuple[str, str], int]) -> Trend:
    def on(day: date) -> int:
        return amounts.get((figure.value, day.isoformat()), 0)

    week = [period.until - timedelta(days=number) for number in range(7)]
    by_day = tuple(on(day) for day in period.days)
    return Trend(
        figure,
        total=sum(by_day),
        this_week=sum(on(day) for day in week),
        last_week=sum(on(day - WEEK) for day in week),
        by_day=by_day,
    )


def _by_day(
    reading: Reading, period: Period, campaign_id: int | None, figures: Collection[Figure]
) -> Sequence[Any]:
    return reading.query(
        "figures_by_day",
        since=period.since.isoformat(),
        until=period.until.isoformat(),
        campaign_id=campaign_id,
        figures=json.dumps([figure.value for figure in figures]),
    )


def series(
    store: Store,
    figures: Collection[Figure],
    period: Period,
    campaign_id: int | None = None,
    *,
    by: By | None = None,
) -> list[Point]:
    """Amounts by day, and by campaign, template or prompt version; days without are left out.

    What belongs to no message (found, assessed, qualified) has an empty template and
    prompt version.
    """
    with store.read() as reading:
        if by is None:
            rows = _by_day(reading, period, campaign_id, figures)
        else:
            rows = reading.query(
                f"figures_by_{by}",
                since=period.since.isoformat(),
                until=period.until.isoformat(),
                campaign_id=campaign_id,
                figures=json.dumps([figure.value for figure in figures]),
            )
    return [
        Point(date.fromisoformat(row["day"]), row.get("key") or "", Figure(row["figure"]),
              row["amount"])
        for row in rows
    ]  # fmt: skip


def totals(store: Store, campaign_id: int | None = None) -> dict[Figure, int]:
    """Every figure since the beginning."""
    with store.read() as reading:
        rows = reading.query("figures_in_all", campaign_id=campaign_id)
    known = {row["figure"]: row["amount"] for row in rows}
    return {figure: known.get(figure.value, 0) for figure in Figure}


def funnel(store: Store, campaign_id: int | None = None) -> list[Step]:
    """From found to met, since the beginning. Messages and bookings count as such."""
    counted = totals(store, campaign_id)
    steps: list[Step] = []
    for figure in FUNNEL:
        before = steps[-1].amount if steps else 0
        amount = counted[figure]
        steps.append(Step(figure, amount, amount / before if before else None))
    return steps


def stages(store: Store, campaign_id: int | None = None) -> dict[str, dict[str, int]]:
    """How many records stand at each stage: ``{"prospects": {"found": 3, …}, …}``."""
    found: dict[str, dict[str, int]] = {
        "campaigns": {}, "prospects": {}, "messages": {}, "meetings": {}
    }  # fmt: skip
    with store.read() as reading:
        for row in reading.query("stages_counted", campaign_id=campaign_id):
            found[row["entity"]][row["stage"]] = row["amount"]
    return found


def waiting(store: Store, campaign_id: int | None = None) -> Waiting:
    """What waits for a person, in one campaign or in all."""
    at = stages(store, campaign_id)
    return Waiting(
        drafts=at["messages"].get("draft", 0),
        meetings=at["meetings"].get("booked", 0),
        replies=at["prospects"].get("replied", 0),
        doubtful=at["prospects"].get("needs_review", 0),
        uncertain=at["messages"].get("uncertain", 0),
    )


# -- counted anew ------------------------------------------------------------------


def figures(store: Store, campaign_id: int | None = None) -> dict[str, dict[str, Any]]:
    """The four groups of figures that the simulation shows, counted from the records.

    Opens, clicks, replies, bounces and unsubscribes count messages, not events.
    """
    with store.read() as reading:
        rows = {name: reading.one(f"report_{name}", campaign_id=campaign_id) for name in _PARTS}
    return {name: dict(row or {}) for name, row in rows.items()}


def accuracy(store: Store, campaign_id: int | None = None) -> dict[str, Any]:
    """How often the score said what a person decided; the latest verdict of each prospect.

    ``judged``, then ``contact_confirmed``, ``contact_refused`` (the score said contact, the
    person refused), ``reject_confirmed``, ``reject_refused``, and ``accuracy``: the share
    in which both agree, from 0 to 1, with its 95 % confidence interval ``low`` to ``high``
    (Wilson); all three ``None`` while nobody has judged.
    """
    with store.read() as reading:
        row = dict(reading.one("verdict_accuracy", campaign_id=campaign_id) or {})
    agreed, judged = row["contact_confirmed"] + row["reject_confirmed"], row["judged"]
    low, high = wilson(agreed, judged) or (None, None)
    return {**row, "accuracy": agreed / judged if judged else None, "low": low, "high": high}


def differences(store: Store) -> list[str]:
    """Where the figures that are kept are not those that counting gives, in words.

    Counts every record: seconds at a million prospects. Empty when all is well.
    """
    with store.read() as reading:
        rows = [
            *reading.query("figures_that_differ"),
            *reading.query("totals_that_differ"),
            *reading.query("stages_that_differ"),
        ]
    return [
        f"{row['what']} of campaign {row['campaign_id']}: kept {row['kept']}, counted"
        f" {row['counted']}"
        for row in rows
    ]


def count_anew(store: Store, *, who: str) -> list[str]:
    """Replace the kept figures by counted ones; what was different before."""
    found = differences(store)
    if found:
        with store.begin() as work:
            for name in ("forget_figures", "count_figures", "forget_totals", "add_totals_up",
                         "forget_stages", "count_stages"):  # fmt: skip
                work.run(name)
            work.audit(
                who=who, why="the figures are counted anew", entity="daily_figures", key=None,
                detail={"differences": len(found)},
            )  # fmt: skip
    return found


def by_prompt_version(store: Store, campaign_id: int | None = None) -> list[dict[str, Any]]:
    """What was made with each version of the prompts, the version that is stamped on it.

    ``prompt_version``, ``assessments`` and of them ``contact``, ``review``, ``reject``;
    ``drafts`` and of them ``from_model``, ``sent``, ``replied`` (messages with a reply)
    and ``meetings`` (sent, and the prospect met or about to).
    """
    with store.read() as reading:
        rows = reading.query("report_by_prompt_version", campaign_id=campaign_id)
    return [dict(row) for row in rows]

"""A prospect's facts, read once for all four criteria."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.bant.assessment import Evidence
from domain.bant.news_dates import dates_in
from domain.bant.rules import Above, BantRules, Within
from domain.dates import read_date
from domain.facts import ProspectFacts
from domain.headcount import Headcount, read_headcount
from domain.money import Count, Money, Percentage, read_count, read_money, read_percentage
from domain.signals import Signal, read_signals
from domain.titles import TitleReading, read_title

# A firm's news first: its description is older and written to please.
SIGNAL_FIELDS = ("company_news", "company_description")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day on which something happened, and the words that say so."""

    evidence: Evidence
    age_days: int
    """Days before the day of assessing, never negative."""


@dataclass(frozen=True, slots=True)
class Told:
    """A signal and the field that tells it."""

    signal: Signal
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Readings:
    title: TitleReading | None
    headcount: Headcount | None
    revenue: Money | None
    revenue_eur: float | None
    """The lower end, in EUR; ``None`` in a currency without a rate."""
    growth: Percentage | None
    positions: Count | None
    told: tuple[Told, ...]
    funding: Dated | None
    post: Dated | None
    website: Dated | None
    news: Dated | None

    def first_told(self, kind: str) -> Told | None:
        return next((told for told in self.told if told.signal.kind == kind), None)


def read(facts: ProspectFacts, rules: BantRules, as_of: date) -> Readings:
    revenue = read_money(facts.revenue)
    told = _told(facts)
    return Readings(
        title=read_title(facts.title) if facts.title else None,
        headcount=read_headcount(facts.employees),
        revenue=revenue,
        revenue_eur=_in_eur(revenue, rules),
        growth=read_percentage(facts.employees_growth_12m),
        positions=read_count(facts.open_positions),
        told=told,
        funding=_dated("last_funding_at", facts.last_funding_at, as_of),
        post=_dated("last_post_at", facts.last_post_at, as_of),
        website=_dated("website_updated_at", facts.website_updated_at, as_of),
        news=_latest_news(facts.company_news, as_of) if not _only_bad(told) else None,
    )


def points_above(levels: Iterable[Above], figure: float) -> int:
    """The points of the highest level that ``figure`` is above; 0 below all."""
    return next((level.points for level in levels if figure > level.above), 0)


def points_within(levels: Iterable[Within], age_days: int) -> int:
    """The points of the first level that is old enough; 0 for what is older than all."""
    return next((level.points for level in levels if age_days <= level.days), 0)


def _in_eur(revenue: Money | None, rules: BantRules) -> float | None:
    if revenue is None:
        return None
    rate = rules.budget.eur_per_unit.get(revenue.currency or "EUR")
    return None if rate is None else revenue.amount * rate


def _told(facts: ProspectFacts) -> tuple[Told, ...]:
    return tuple(
        Told(signal, Evidence(name, signal.quote))
        for name in SIGNAL_FIELDS
        if (text := getattr(facts, name)) is not None
        for signal in _signals(text)
    )


@lru_cache(maxsize=32_768)
def _signals(text: str) -> tuple[Signal, ...]:
    return tuple(read_signals(text))


def _only_bad(told: tuple[Told, ...]) -> bool:
    """Whether the news is bad throughout: a dated lay-off is no sign that it is time to buy."""
    news = [one.signal.positive for one in told if one.evidence.field == "company_news"]
    return bool(news) and not any(news)


def _dated(field: str, text: str | None, as_of: date) -> Dated | None:
    if text is None:
        return None
    reading = read_date(text, as_of=as_of)
    if reading is None:
        return None
    age = _age(reading.day, as_of)
    return None if age is None else Dated(Evidence(field, reading.quote), age)


def _latest_news(text: str | None, as_of: date) -> Dated | None:
    if text is None:
        return None
    dated = [
        Dated(Evidence("company_news", reading.quote), age)
        for reading in dates_in(text, as_of)
        if (age := _age(reading.day, as_of)) is not None
    ]
    return min(dated, key=lambda one: one.age_days, default=None)


def _age(day: date, as_of: date) -> int | None:
    """Days since ``day``; ``None`` for a day to come, which has not happened yet.

    Tomorrow counts as today: east of here it is tomorrow already.
    """
    age = (as_of - day).days
    return max(age, 0) if age >= -1 else None

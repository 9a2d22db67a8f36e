"""How many people a campaign's criteria find, and what looking them up will take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from domain.campaign import Criteria, Prospecting, Reveal
from domain.instants import from_text, to_text
from domain.search import SearchPlan
from services.clock import Clock
from services.lookup_ledger import plan_sha256
from services.people_source import PeopleSource
from services.unit_of_work import Store

KEPT_FOR = timedelta(days=1)
"""A market does not change within a day, and on some plans asking costs a credit."""


@dataclass(frozen=True, slots=True)
class MarketEstimate:
    total: int
    """People whom the source says it finds."""
    credits: int
    """What asking cost."""
    asked_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What prospecting will come to, at the most."""

    people: int
    days: int
    """Working days of prospecting."""
    credits: int


def forecast(total: int, settings: Prospecting, *, price: int) -> Forecast:
    """``price``: the credits that one lookup may cost at most."""
    people = min(total, settings.target)
    a_day = settings.per_day
    if price:
        # What a run may spend holds it back too; without enough for one nobody is looked up.
        a_day = min(a_day, settings.credits_per_run // price)
    if a_day == 0:
        return Forecast(0, 0, 0)
    return Forecast(people, ceil(people / a_day), people * price)


class Market:
    """``plan_of`` turns criteria into the search that the rules would make of them.

    ``source`` is made when first asked: without a key there is none.
    """

    def __init__(
        self,
        store: Store,
        source: Callable[[], PeopleSource],
        plan_of: Callable[[Criteria], SearchPlan],
        clock: Clock,
    ) -> None:
        self._store = store
        self._source = source
        self._plan_of = plan_of
        self._clock = clock

    def estimate(self, criteria: Criteria) -> MarketEstimate:
        """How many people match: as known of the last day, else asked now, which takes seconds.

        The agent may search in more words than the rules, never for other places, sizes or
        seniorities. Raises the source's errors.
        """
        source = self._source()
        plan = self._plan_of(criteria)
        sha256 = plan_sha256(plan)
        now = self._clock.now()
        with self._store.read() as reading:
            row = reading.one(
                "market_estimate",
                source=source.name,
                plan_sha256=sha256,
                since=to_text(now - KEPT_FOR),
            )
        if row is not None:
            return MarketEstimate(
                row["total"], row["credits"], from_text(row["asked_at"]), source.name
            )
        page = source.search(plan, start=1, page_size=1)
        with self._store.begin() as work:
            work.upsert(
                "market_estimates",
                source=source.name,
                plan_sha256=sha256,
                total=page.total,
                credits=page.credits,
                asked_at=to_text(now),
            )
        return MarketEstimate(page.total, page.credits, now, source.name)

    def lookup_price(self, reveal: Reveal) -> int:
        return self._source().lookup_price(reveal)

"""How many people match, asked once a day, and what looking them up comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from service_house import House

from domain.campaign import Criteria, Prospecting, Reveal
from domain.search import SearchPlan
from errors import VendorFailed
from services.market import Forecast, Market, forecast
from services.people_source import SearchPage
from tasks.search_plan import baseline_plan

CRITERIA = Criteria(titles=("Head of Sales",), places=("France",))


@dataclass
class CountingSource:
    """A ``PeopleSource`` that counts how often it is searched."""

    total: int = 1240
    name: str = "rocketreach"
    error: Exception | None = None
    searched: list[SearchPlan] = field(default_factory=list)

    def search(self, plan: SearchPlan, *, start: int, page_size: int) -> SearchPage:
        if self.error:
            raise self.error
        self.searched.append(plan)
        return SearchPage((), None, self.total, 1)

    def lookup_price(self, reveal: Reveal) -> int:
        return 2

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(name)


def test_the_same_criteria_are_asked_about_once_a_day(house: House) -> None:
    source = CountingSource()
    market = Market(house.database, lambda: source, baseline_plan, house.clock)
    assert market.estimate(CRITERIA).total == 1240
    source.total = 1300
    house.later(hours=23)
    assert market.estimate(CRITERIA).total == 1240
    assert len(source.searched) == 1
    assert "Directeur commercial" in source.searched[0].titles, "the rules' own synonyms count"
    house.later(hours=2)
    assert market.estimate(CRITERIA).total == 1300
    market.estimate(Criteria(titles=("Head of Sales",), places=("Spain",)))
    assert len(source.searched) == 3


def test_a_source_that_fails_is_told_and_not_remembered(house: House) -> None:
    source = CountingSource(error=VendorFailed("RocketReach answered 503"))
    market = Market(house.database, lambda: source, baseline_plan, house.clock)
    with pytest.raises(VendorFailed):
        market.estimate(CRITERIA)
    source.error = None
    assert market.estimate(CRITERIA).total == 1240


@pytest.mark.parametrize(
    ("total", "settings", "price", "expected"),
    [
        (1240, Prospecting(target=1300), 2, Forecast(1240, 13, 2480)),
        (1240, Prospecting(target=300), 1, Forecast(300, 3, 300)),
        (0, Prospecting(), 1, Forecast(0, 0, 0)),
        (500, Prospecting(per_day=100, credits_per_run=50), 2, Forecast(300, 12, 600)),
        (500, Prospecting(credits_per_run=0), 1, Forecast(0, 0, 0)),
        (500, Prospecting(credits_per_run=0), 0, Forecast(300, 3, 0)),
    ],
)
def test_what_prospecting_comes_to(
    total: int, settings: Prospecting, price: int, expected: Forecast
) -> None:
    assert forecast(total, settings, price=price) == expected

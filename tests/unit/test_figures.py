"""Shares of few cases, and the day of an instant in a campaign's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures import wilson
from domain.instants import to_text
from storage.local_days import local_day


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0),
     (50, 100, 0.4038, 0.5962)],
)  # fmt: skip
def test_the_interval_is_wilsons(hits: int, cases: int, low: float, high: float) -> None:
    assert wilson(hits, cases) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_share_of_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None


def test_more_hits_than_cases_are_no_share() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_on_the_scale(pair: tuple[int, int]) -> None:
    hits, cases = pair
    interval = wilson(hits, cases)
    assert interval is not None
    assert 0 <= interval[0] <= hits / cases <= interval[1] <= 1


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Kathmandu",
                     "Australia/Eucla", "Pacific/Kiritimati", "America/St_Johns", "UTC"]),
)  # fmt: skip
def test_the_day_is_the_campaigns_own(naive: datetime, zone: str) -> None:
    instant = naive.replace(tzinfo=UTC)
    assert (
        local_day(to_text(instant), zone) == instant.astimezone(ZoneInfo(zone)).date().isoformat()
    )


def test_the_day_turns_at_local_midnight() -> None:
    midnight = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert local_day(to_text(midnight), "Europe/Paris") == "2026-11-23"
    assert local_day(to_text(midnight - timedelta(milliseconds=1)), "Europe/Paris") == "2026-11-22"

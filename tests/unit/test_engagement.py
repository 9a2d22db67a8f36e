from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.engagement import Kind, told_by_machine

SENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0"


def _said(kind: Kind = "click", *, after: timedelta, arrived: timedelta | None, **told: Any) -> str:
    return told_by_machine(
        kind=kind,
        at=SENT + after,
        attempted_at=SENT,
        delivered_at=None if arrived is None else SENT + arrived,
        **{"flagged": None, "user_agent": BROWSER, "is_polled": False, **told},
    )


MINUTE = timedelta(minutes=1)


def test_a_click_seconds_after_a_late_delivery_is_a_machines_though_long_after_sending() -> None:
    assert _said(after=30 * MINUTE + timedelta(seconds=5), arrived=30 * MINUTE) == "yes"


def test_until_the_delivery_is_known_nobody_is_said_to_have_clicked() -> None:
    assert _said(after=30 * MINUTE, arrived=None) == "unknown"
    assert _said(after=timedelta(seconds=5), arrived=None) == "yes"
    assert _said(after=timedelta(hours=80), arrived=None) == "no"


def test_a_person_may_open_within_half_a_minute_but_does_not_click_so_soon() -> None:
    after, arrived = timedelta(seconds=40), timedelta(seconds=5)
    assert _said("open", after=after, arrived=arrived, flagged=False) == "no"
    assert _said("click", after=after, arrived=arrived) == "yes"


@pytest.mark.parametrize(
    "agent", ["Mozilla/5.0", "LinkGuard/3.1; security scanner", "Barracuda", "python-requests/2"]
)
def test_scanners_and_the_bare_proxy_are_known_by_their_names(agent: str) -> None:
    assert _said(after=timedelta(hours=9), arrived=MINUTE, user_agent=agent) == "yes"


def test_gmails_picture_proxy_fetches_when_a_person_opens() -> None:
    agent = "Mozilla/5.0 (Windows NT 5.1) Firefox/11.0 (via ggpht.com GoogleImageProxy)"
    assert _said("open", after=timedelta(hours=1), arrived=MINUTE, user_agent=agent) == "no"


def test_a_polled_open_of_which_the_log_does_not_say_stays_unknown() -> None:
    late = {"after": timedelta(hours=2), "arrived": MINUTE, "is_polled": True}
    assert _said("open", **late, flagged=None) == "unknown"
    assert _said("open", **late, flagged=False) == "no"
    assert _said("click", **late) == "no"
    assert _said("click", **late, user_agent=None) == "unknown"


TIMES = st.integers(0, 400_000).map(lambda seconds: timedelta(seconds=seconds))


@given(
    kind=st.sampled_from(["open", "click"]), after=TIMES, first=TIMES, second=st.none() | TIMES,
    flagged=st.sampled_from([None, True, False]), polled=st.booleans(),
)  # fmt: skip
def test_said_to_be_a_persons_it_stays_so_whatever_is_learnt_of_the_delivery(
    kind: Kind,
    after: timedelta,
    first: timedelta,
    second: timedelta | None,
    flagged: bool | None,
    polled: bool,
) -> None:
    # The earliest delivery known can only become earlier; a delivery takes at most 72 hours.
    later = min(first, timedelta(hours=72))
    earlier = later if second is None else min(later, second)
    for known, learnt in ((None, later), (later, earlier)):
        before = _said(kind, after=after, arrived=known, flagged=flagged, is_polled=polled)
        then = _said(kind, after=after, arrived=learnt, flagged=flagged, is_polled=polled)
        if before == "no":
            assert then == "no"

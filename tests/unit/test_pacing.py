from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaign import Hours, Sending
from domain.pacing import (
    allowed_today,
    day_bounds,
    day_of,
    gap_after,
    halt_reason,
    holiday_check,
    in_window,
    next_opening,
    sender_allowance,
)
from errors import InvalidInput

PARIS = "Europe/Paris"
OFFICE = Hours()
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = [
    PARIS,
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Africa/Cairo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Havana",
    "UTC",
]


def at(text: str, zone: str = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-11-23T09:00", True),
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T16:59:59", True),
        ("2026-11-23T17:00", False),
        ("2026-11-22T10:00", False),
    ],
)
def test_the_window_has_its_start_and_not_its_end(moment: str, inside: bool) -> None:
    assert in_window(at(moment), OFFICE, PARIS) is inside


def test_hours_are_read_on_the_recipients_clock() -> None:
    moment = at("2026-11-23T09:30", "America/New_York")
    assert in_window(moment, OFFICE, "America/New_York")
    assert in_window(moment, OFFICE, PARIS)
    assert not in_window(moment, OFFICE, "Asia/Tokyo")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidInput):
        in_window(datetime(2026, 11, 23, 10), OFFICE, PARIS)


def test_after_friday_evening_comes_monday_morning() -> None:
    assert next_opening(at("2026-11-20T17:00"), OFFICE, PARIS) == at("2026-11-23T09:00")


def test_an_instant_in_the_window_is_its_own_opening() -> None:
    moment = at("2026-11-23T11:11")
    assert next_opening(moment, OFFICE, PARIS) == moment


def test_public_holidays_of_the_country_are_skipped() -> None:
    eve = at("2026-12-24T17:30")
    assert next_opening(eve, OFFICE, PARIS, "FR") == at("2026-12-28T09:00")
    assert next_opening(eve, OFFICE, PARIS) == at("2026-12-25T09:00")
    assert not in_window(at("2026-07-14T10:00"), OFFICE, PARIS, holiday_check("FR"))
    assert in_window(at("2026-07-14T10:00"), OFFICE, PARIS, holiday_check("GB"))


@pytest.mark.parametrize("country", [None, "", "ZZ", "not a code"])
def test_an_unknown_country_has_no_holidays(country: str | None) -> None:
    assert holiday_check(country) is None


def test_the_opening_keeps_its_wall_time_when_the_clocks_change() -> None:
    saturday = Hours(days=("sun",))
    spring = next_opening(at("2026-03-28T12:00"), saturday, PARIS)
    autumn = next_opening(at("2026-10-24T12:00"), saturday, PARIS)
    assert spring == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert autumn == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_a_start_that_the_clock_jumps_over_opens_with_the_jump() -> None:
    night = Hours(days=EVERY_DAY, start=time(2, 30), end=time(5))
    opening = next_opening(at("2026-03-29T00:00"), night, PARIS)
    assert opening == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert opening.astimezone(ZoneInfo(PARIS)).time() == time(3)


def test_an_hour_that_comes_twice_opens_twice() -> None:
    night = Hours(days=EVERY_DAY, start=time(2), end=time(2, 30))
    first = next_opening(at("2026-10-25T00:00"), night, PARIS)
    second = next_opening(first + timedelta(minutes=30), night, PARIS)
    assert (first, second) == (
        datetime(2026, 10, 25, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    )


def test_a_quarter_hour_that_comes_twice_opens_twice() -> None:
    night = Hours(days=EVERY_DAY, start=time(2, 30), end=time(2, 45))
    first = next_opening(at("2026-10-25T00:00"), night, PARIS)
    second = next_opening(first + timedelta(minutes=15), night, PARIS)
    assert second - first == timedelta(hours=1)


@settings(max_examples=120, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.sets(st.sampled_from(EVERY_DAY), min_size=1),
    st.integers(0, 22),
    st.integers(1, 23),
    st.sampled_from([None, "FR", "US", "BR"]),
)
def test_an_opening_is_in_the_window_and_nothing_between_is(
    moment: datetime, zone: str, days: set[str], start: int, length: int, country: str | None
) -> None:
    hours = Hours(days=tuple(days), start=time(start), end=time(min(23, start + length), 30))
    opening = next_opening(moment, hours, zone, country)
    holidays = holiday_check(country)
    assert opening >= moment
    assert in_window(opening, hours, zone, holidays)
    if opening > moment:
        gap = opening - moment
        for step in range(1, 40):
            between = moment + gap * step / 40
            if between < opening:
                assert not in_window(between, hours, zone, holidays)
        assert not in_window(opening - timedelta(seconds=1), hours, zone, holidays)


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.sampled_from(ZONES))
def test_days_follow_each_other_without_gap(day: date, zone: str) -> None:
    if zone == "Pacific/Apia" and date(2011, 12, 29) <= day <= date(2011, 12, 31):
        return  # Samoa had no 30 December 2011
    start, end = day_bounds(day, zone)
    assert day_of(start, zone) == day
    assert day_of(end - timedelta(seconds=1), zone) == day
    assert day_of(start - timedelta(seconds=1), zone) < day
    assert day_bounds(day + timedelta(days=1), zone)[0] == end
    assert start.tzinfo is UTC


def test_a_day_on_which_clocks_change_has_another_length() -> None:
    start, end = day_bounds(date(2026, 3, 29), PARIS)
    assert end - start == timedelta(hours=23)


def test_a_new_sender_climbs_the_ramp_and_then_has_its_cap() -> None:
    sending = Sending(per_day=30, per_sender_per_day=40, ramp=(2, 5, 80))
    first = date(2026, 11, 2)
    allowance = [
        sender_allowance(sending, first, first + timedelta(days=after)) for after in range(5)
    ]
    assert allowance == [2, 5, 40, 40, 40]
    assert sender_allowance(sending, None, first) == 2
    assert sender_allowance(sending, first, first - timedelta(days=1)) == 2


def test_a_campaign_stays_within_its_day_and_its_sender() -> None:
    first = date(2026, 11, 2)
    sending = Sending(per_day=5, per_sender_per_day=50, ramp=(2,))
    assert allowed_today(sending, first, first) == 2
    assert allowed_today(sending, first, first + timedelta(days=1)) == 5


@given(st.text(), st.integers(0, 1440))
def test_a_gap_is_at_least_the_minimum_and_at_most_half_as_long_again(
    key: str, minutes: int
) -> None:
    sending = Sending(min_gap_minutes=minutes)
    gap = gap_after(key, sending)
    assert timedelta(minutes=minutes) <= gap <= timedelta(minutes=1.5 * minutes)
    assert gap_after(key, sending) == gap


def test_gaps_differ_from_message_to_message() -> None:
    gaps = {gap_after(f"message-{number}", Sending()) for number in range(50)}
    assert len(gaps) > 30


def test_nothing_halts_before_enough_has_been_sent() -> None:
    assert halt_reason(Sending(halt_after=20), sent=19, bounced=19, complained=19) is None
    assert halt_reason(Sending(halt_after=20), sent=20, bounced=19, complained=0) is not None


def test_a_rate_that_reaches_its_limit_halts_and_says_so() -> None:
    sending = Sending(halt_after=20, halt_bounce_rate=0.1, halt_complaint_rate=0.01)
    assert halt_reason(sending, sent=100, bounced=9, complained=0) is None
    assert halt_reason(sending, sent=100, bounced=10, complained=0) == (
        "10 bounces in 100 mails (10.0%), the limit is 10.0%"
    )
    assert "1 complaints" in str(halt_reason(sending, sent=100, bounced=50, complained=1))

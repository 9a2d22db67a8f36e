"""Reading days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import read_date

AS_OF = date(2026, 11, 22)  # a Sunday

DAYS = [
    ("2026-11-14", "2026-11-14"),
    ("2026-11-22T09:17:00.000Z", "2026-11-22"),
    ("2026-11-14 10:00:00+01:00", "2026-11-14"),
    ("2026-11-14T23:30:00-05:00", "2026-11-15"),
    ("2026-11-14T00:30:00+02:00", "2026-11-13"),
    ("\uff12\uff10\uff12\uff16-11-14", "2026-11-14"),
    ("20261114", "2026-11-14"),
    ("2026/11/14", "2026-11-14"),
    ("2026 11 14", "2026-11-14"),
    ("14/11/2026", "2026-11-14"),
    ("03/04/2026", "2026-04-03"),
    ("11/14/2026", "2026-11-14"),
    ("11/14/26", "2026-11-14"),
    ("14.11.2026", "2026-11-14"),
    ("14-11-2026", "2026-11-14"),
    ("14 nov. 2026", "2026-11-14"),
    ("14nov2026", "2026-11-14"),
    ("Nov 14, 2026", "2026-11-14"),
    ("November 14th 2026", "2026-11-14"),
    ("14th of November, 2026", "2026-11-14"),
    ("1er novembre 2026", "2026-11-01"),
    ("lundi 16 novembre 2026", "2026-11-16"),
    ("Fri Nov 20 2026", "2026-11-20"),
    ("Sat, 14 Nov 2026 10:00:00 GMT", "2026-11-14"),
    ("Sat, 14 Nov 2026 23:30:00 -0500", "2026-11-15"),
    ("20 Nov 2026 14:00", "2026-11-20"),
    ("Posted on 14 Nov 2026 by Acme", "2026-11-14"),
    ("14 novembre", "2026-11-14"),
    ("26 novembre", "2025-11-26"),
    ("23 novembre", "2026-11-23"),
    ("29 février", "2024-02-29"),
    ("Jan 1st", "2026-01-01"),
    ("il y a 3 jours", "2026-11-19"),
    ("3 days ago", "2026-11-19"),
    ("Updated 3 days ago", "2026-11-19"),
    ("il y a environ 2 semaines", "2026-11-08"),
    ("a week ago", "2026-11-15"),
    ("an hour ago", "2026-11-22"),
    ("il y a 5 heures", "2026-11-22"),
    ("hier", "2026-11-21"),
    ("Avant-hier", "2026-11-20"),
    ("yesterday", "2026-11-21"),
    ("aujourd'hui", "2026-11-22"),
    ("aujourd\u2019hui", "2026-11-22"),
    ("last week", "2026-11-15"),
    ("la semaine dernière", "2026-11-15"),
    ("last Monday", "2026-11-16"),
    ("dimanche dernier", "2026-11-15"),
    ("tomorrow", "2026-11-23"),
    ("dans 3 jours", "2026-11-25"),
    ("5d", "2026-11-17"),
    ("2 j", "2026-11-20"),
    ("3w", "2026-11-01"),
    ("3 sem.", "2026-11-01"),
    ("4h", "2026-11-22"),
    ("45000", "2023-03-15"),
    ("46000.5", "2025-12-09"),
    ("1763769600", "2025-11-22"),
    ("1763769600000", "2025-11-22"),
]

LESS_EXACT = [
    ("2 mo", "2026-09-22", "month"),
    ("2mo \u2022 Edited", "2026-09-22", "month"),
    ("4 mois", "2026-07-22", "month"),
    ("il y a un mois", "2026-10-22", "month"),
    ("9 months ago", "2026-02-22", "month"),
    ("le mois dernier", "2026-10-22", "month"),
    ("this month", "2026-11-22", "month"),
    ("novembre 2026", "2026-11-01", "month"),
    ("Nov 2026", "2026-11-01", "month"),
    ("août 2025", "2025-08-01", "month"),
    ("Last funding: Mar 2025", "2025-03-01", "month"),
    ("2026-11", "2026-11-01", "month"),
    ("11/2026", "2026-11-01", "month"),
    ("Nov-26", "2026-11-01", "month"),
    ("Q3 2026", "2026-07-01", "month"),
    ("T3 2026", "2026-07-01", "month"),
    ("2026-Q1", "2026-01-01", "month"),
    ("3e trimestre 2026", "2026-07-01", "month"),
    ("1yr", "2025-11-22", "year"),
    ("1 an", "2025-11-22", "year"),
    ("il y a 2 ans", "2024-11-22", "year"),
    ("l'an dernier", "2025-11-22", "year"),
    ("2026", "2026-01-01", "year"),
    ("founded in 2003", "2003-01-01", "year"),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read_however_it_is_written(text: str, day: str) -> None:
    reading = read_date(text, as_of=AS_OF)
    assert reading is not None
    assert (reading.day.isoformat(), reading.precision) == (day, "day")
    assert reading.quote in text


@pytest.mark.parametrize(("text", "day", "precision"), LESS_EXACT)
def test_a_month_or_a_year_says_that_it_is_no_day(text: str, day: str, precision: str) -> None:
    reading = read_date(text, as_of=AS_OF)
    assert reading is not None
    assert (reading.day.isoformat(), reading.precision) == (day, precision)
    assert reading.quote in text


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "-",
        "n/a",
        "garbage",
        "may",
        "mars",
        "12",
        "5 employees",
        "3,5 M€",
        "1985",
        "1985-03-04",
        "2150",
        "2150-01-01",
        "31/02/2026",
        "29/02/2025",
        "2026-13-45",
        "0000-00-00",
        "20260230",
        "99999",
        "9999999999999",
        "10:30",
        "1/2/3",
        "NaT",
        "il y a quelques jours",
        "999999 years ago",
        "9999 years ago",
    ],
)
def test_what_is_no_date_between_1990_and_2100_is_none(text: str | None) -> None:
    assert read_date(text, as_of=AS_OF) is None


def test_the_order_of_day_and_month_is_the_callers_where_both_are_possible() -> None:
    french = read_date("03/04/2026", as_of=AS_OF)
    american = read_date("03/04/2026", as_of=AS_OF, day_first=False)
    impossible = read_date("25/04/2026", as_of=AS_OF, day_first=False)
    assert french is not None and french.day == date(2026, 4, 3)
    assert american is not None and american.day == date(2026, 3, 4)
    assert impossible is not None and impossible.day == date(2026, 4, 25)


def test_a_future_day_is_returned_for_the_caller_to_judge() -> None:
    reading = read_date("2027-06-01", as_of=AS_OF)
    assert reading is not None
    assert reading.day == date(2027, 6, 1)


def test_months_ago_end_on_a_day_that_exists() -> None:
    reading = read_date("1 month ago", as_of=date(2026, 3, 31))
    assert reading is not None
    assert reading.day == date(2026, 2, 28)


def test_the_quote_is_the_date_alone() -> None:
    reading = read_date("Publié le 14 novembre 2026 par la rédaction", as_of=AS_OF)
    assert reading is not None
    assert reading.quote == "14 novembre 2026"


_DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(_DAYS)
def test_every_day_is_read_back_from_each_form(day: date) -> None:
    for written in (
        day.isoformat(),
        f"{day.isoformat()}T10:00:00.000Z",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%Y%m%d}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    ):
        reading = read_date(written, as_of=AS_OF)
        assert reading is not None
        assert (reading.day, reading.precision) == (day, "day"), written


@given(st.integers(0, 3000))
def test_days_ago_are_counted_from_as_of(count: int) -> None:
    reading = read_date(f"il y a {count} jours", as_of=AS_OF)
    assert reading is not None
    assert reading.day == AS_OF - timedelta(days=count)


@given(
    st.text(
        alphabet="0123456789-/.:TZ+ novagoilymrsdhw\u00e9\u00fb'\u00b2\u0663\u00bd",
        max_size=30,
    )
)
def test_reading_never_raises(text: str) -> None:
    reading = read_date(text, as_of=AS_OF)
    assert reading is None or (reading.quote in text and 1990 <= reading.day.year <= 2100)

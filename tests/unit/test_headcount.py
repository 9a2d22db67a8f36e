"""Reading headcounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.headcount import Headcount, read_headcount

READ = [
    ("51-200", 51, 200),
    ("51 - 200 employees", 51, 200),
    ("51\u2013200", 51, 200),
    ("51 \u2014 200", 51, 200),
    ("\uff15\uff11\uff0d\uff12\uff10\uff10", 51, 200),
    ("201-500 employees", 201, 500),
    ("1001-5,000", 1001, 5000),
    ("10 001 - 50 000", 10001, 50000),
    ("11 à 50", 11, 50),
    ("2 to 10", 2, 10),
    ("entre 50 et 99", 50, 99),
    ("20 à 49 salariés", 20, 49),
    ("100 - 249 sal.", 100, 249),
    ("1-2k", 1000, 2000),
    ("5k-10k", 5000, 10000),
    ("500 to 1k", 500, 1000),
    ("Employees: 51-200", 51, 200),
    ("0-1", 0, 1),
    ("10k+", 10000, None),
    ("10,001+", 10001, None),
    ("10 000+ employees", 10000, None),
    ("200+", 200, None),
    ("plus de 500 salariés", 500, None),
    ("+ de 500", 500, None),
    (">1000", 1000, None),
    ("au moins 50 personnes", 50, None),
    ("10+ employees in 3 offices", 10, None),
    ("more than 1,000 staff worldwide", 1000, None),
    ("moins de 10", 1, 9),
    ("- de 10 salariés", 1, 9),
    ("<10", 1, 9),
    ("jusqu'à 10", 1, 10),
    ("≤ 10", 1, 10),
    ("1 200", 1200, 1200),
    ("1\u00a0200", 1200, 1200),
    ("1\u202f200", 1200, 1200),
    ("1,200", 1200, 1200),
    ("1.200", 1200, 1200),
    ("1'200", 1200, 1200),
    ("1 000 000", 1_000_000, 1_000_000),
    ("2.5k", 2500, 2500),
    ("1,5k", 1500, 1500),
    ("~300", 300, 300),
    ("environ 1 500 collaborateurs", 1500, 1500),
    ("12.0", 12, 12),
    ("1e3", 1000, 1000),
    ("1.00E+03", 1000, 1000),
    ("5000 (2024)", 5000, 5000),
    ("2024", 2024, 2024),
    ("0", 0, 0),
    ("aucun salarié", 0, 0),
    ("1 salarié", 1, 1),
    ("self-employed", 1, 1),
    ("Self Employed", 1, 1),
    ("myself only", 1, 1),
    ("auto-entrepreneur", 1, 1),
    ("350 salariés en 2024", 350, 350),
    ("PME de 50 personnes fondée en 2003", 50, 50),
    ("une équipe de 25", 25, 25),
    ("team of 25", 25, 25),
    ("une cinquantaine de salariés", 50, 50),
    ("Effectif : 350", 350, 350),
]

SPREADSHEET = [
    ("nov-50", 11, 50),
    ("Nov-50", 11, 50),
    ("Jan-50", 1, 50),
    ("10-Feb", 2, 10),
    ("2-Oct", 2, 10),
    ("02-oct", 2, 10),
    ("10-janv", 1, 10),
    ("1950-11-01", 11, 50),
    ("1950-11-01 00:00:00", 11, 50),
    ("01/11/1950", 11, 50),
    ("2026-02-10", 2, 10),
    ("2026-10-02 00:00:00", 2, 10),
]

NOT_READ = [
    None,
    "",
    "  ",
    "PME",
    "ETI",
    "-3",
    "-3 employees",
    "200-51",
    "12,5",
    "3.5",
    "12%",
    "20,5 M€",
    "nan",
    "n/a",
    "abc",
    "founded in 2003",
    "12 rue de la Paix",
    "99999999999",
    "11-Nov",
    "2026-11-22",
    "2026-03-17",
]


@pytest.mark.parametrize(("text", "low", "high"), READ + SPREADSHEET)
def test_a_headcount_is_read_whatever_its_spelling(text: str, low: int, high: int | None) -> None:
    reading = read_headcount(text)
    assert reading is not None
    assert (reading.low, reading.high) == (low, high)
    assert reading.quote in text
    assert reading.quote == reading.quote.strip()


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_number_of_people_is_none(text: str | None) -> None:
    assert read_headcount(text) is None


def test_the_quote_leaves_out_what_is_beside_the_number() -> None:
    reading = read_headcount("Acme, PME de 50 personnes fondée en 2003")
    assert reading == Headcount(50, 50, "50 personnes")


def test_the_midpoint_of_an_open_band_is_its_low_end() -> None:
    assert Headcount(51, 200, "").midpoint == 125.5
    assert Headcount(10_001, None, "").midpoint == 10_001


@given(low=st.integers(0, 99_999), width=st.integers(0, 99_999))
def test_any_written_band_is_read_back(low: int, width: int) -> None:
    reading = read_headcount(f"{low}-{low + width}")
    assert reading is not None
    assert (reading.low, reading.high) == (low, low + width)


@given(st.integers(0, 9_999_999))
def test_every_way_to_group_thousands_gives_the_same_number(count: int) -> None:
    english = f"{count:,}"
    for written in (
        english,
        *(english.replace(",", mark) for mark in " .'\u00a0\u202f"),
        str(count),
    ):
        reading = read_headcount(written)
        assert reading is not None
        assert (reading.low, reading.high) == (count, count)


@given(
    st.text(
        alphabet="0123456789-+k.,<>~ \u00e0moinsdeplusalri()\u00b2\u0663\u00bd",
        max_size=30,
    )
)
def test_reading_never_raises_and_never_gives_an_upside_down_band(text: str) -> None:
    reading = read_headcount(text)
    if reading is not None:
        assert reading.quote in text
        assert reading.low >= 0
        assert reading.high is None or reading.low <= reading.high

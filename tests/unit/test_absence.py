from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.absence import LONGEST, returns_on

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I am back in the office on 3 December.", "2026-12-03"),
        ("I'll be returning to work Tuesday, December 1st, 2026", "2026-12-01"),
        ("I will return on 2026-12-09.", "2026-12-09"),
        ("Away from 20 November to 2 December.", "2026-12-03"),
        ("Out through Friday", "2026-11-30"),
        ("Back tomorrow!", "2026-11-24"),
        ("On leave until the 27th, back on the 1st.", "2026-12-01"),
        ("I am out until 12/15", "2026-12-16"),
        ("De retour au bureau le jeudi 3 décembre", "2026-12-03"),
        ("Absent du 23/11 au 04/12 inclus", "2026-12-07"),
        ("Je reprends le 1er décembre", "2026-12-01"),
        ("En congés jusqu'au 2 janvier", "2027-01-04"),
        ("de retour lundi prochain", "2026-11-30"),
        ("Je rentre le 24.", "2026-11-24"),
    ],
)
def test_the_day_of_return_is_read_in_english_and_french(words: str, day: str) -> None:
    assert returns_on(words, on=MONDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    [
        "I am away with limited access to mail.",
        "Back on 2 November.",
        "Office hours: back office 9 to 17",
        "de retour le 30 février",
        "until 3 March 2031",
        "",
    ],
)
def test_a_day_that_is_not_told_has_passed_or_cannot_be_is_none(words: str) -> None:
    assert returns_on(words, on=MONDAY) is None


@given(
    words=st.text(st.sampled_from("back until le au 0123456789/-. décembre lundi tomorrow\n")),
    on=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
)
def test_whatever_is_written_the_day_is_a_working_day_ahead_and_not_too_far(
    words: str, on: date
) -> None:
    day = returns_on(words, on=on)
    if day is not None:
        assert on <= day <= on + LONGEST + timedelta(days=3)
        assert day.weekday() < 5

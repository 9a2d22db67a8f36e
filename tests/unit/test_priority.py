from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaign import Criteria
from domain.facts import ProspectFacts
from domain.priority import priority

CRITERIA = Criteria(
    titles=("Sales Director",),
    seniorities=("director", "vp"),
    departments=("sales",),
    places=("France", "Brussels, Belgium"),
    sizes=("51-200", "201-500"),
    industries=("Logiciels",),
)
FITTING = {
    "title": "Directrice commerciale",
    "employees": "120",
    "industry": "Édition de logiciels",
    "city": "Lyon",
    "country": "France",
}
MISSING = {
    "title": "HR Manager",
    "employees": "10001+",
    "industry": "Agriculture",
    "city": "Tokyo",
    "country": "Japan",
}


def score(criteria: Criteria = CRITERIA, **facts: str | None) -> int:
    return priority(ProspectFacts(**facts), criteria).score  # type: ignore[arg-type]


def test_who_fits_in_everything_has_a_hundred_and_says_why() -> None:
    found = priority(ProspectFacts(**FITTING), CRITERIA)
    assert found.score == 100
    assert "120 employees, as asked" in found.reasons


def test_who_fits_in_nothing_is_far_below() -> None:
    assert score(**MISSING) <= 10


@pytest.mark.parametrize("field", ["title", "employees", "industry"])
def test_the_unknown_stands_between_fit_and_miss(field: str) -> None:
    fit = score(**FITTING)
    unknown = score(**{**FITTING, field: None})
    miss = score(**{**FITTING, field: MISSING[field]})
    assert fit > unknown > miss


def test_nothing_known_is_half() -> None:
    assert score() == 50


def test_what_is_not_asked_for_does_not_count() -> None:
    only_title = Criteria(titles=("Sales Director",))
    assert score(only_title, **{**MISSING, "title": "Sales Director"}) == 100


def test_a_size_next_to_the_one_asked_for_earns_half() -> None:
    near = score(**{**FITTING, "employees": "501-1000"})
    far = score(**{**FITTING, "employees": "10001+"})
    assert 100 > near > far


@pytest.mark.parametrize(
    ("city", "country", "fits"),
    [
        ("Paris", "FR", True),
        (None, "france", True),
        ("Bruxelles", "Belgique", False),
        ("Brussels", "Belgium", True),
        ("Madrid", "Espagne", False),
    ],
)
def test_places_are_compared_by_country_and_city(
    city: str | None, country: str, fits: bool
) -> None:
    assert (score(**{**FITTING, "city": city, "country": country}) == 100) is fits


def test_a_region_cannot_be_told_from_a_city_and_stays_open() -> None:
    regional = Criteria(titles=("CEO",), places=("Île-de-France",))
    known = priority(ProspectFacts(title="CEO", city="Paris", country="France"), regional)
    assert "Paris, France, perhaps as asked" in known.reasons


def test_an_assistant_is_not_in_the_role() -> None:
    assert score(**{**FITTING, "title": "Assistant to the Sales Director"}) < score(**FITTING)
    assert score(**{**FITTING, "title": "Former Sales Director"}) < score(**FITTING)


def test_departments_may_be_named_in_french() -> None:
    french = Criteria(seniorities=("director",), departments=("commercial", "ressources humaines"))
    assert score(french, title="Sales Director") == 100
    assert score(french, title="HR Director") == 100
    assert score(french, title="Directeur financier") < 100


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["title", "employees", "industry", "city", "country"]),
        st.text(min_size=1, max_size=40),
    )
)
def test_any_facts_score_within_0_and_100(facts: dict[str, str]) -> None:
    found = priority(ProspectFacts(**facts), CRITERIA)
    assert 0 <= found.score <= 100
    assert all(reason.strip() for reason in found.reasons)

"""A company's facts, and the growth of its headcount over a year."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

import errors
from tools.rocketreach.companies import growth_over_a_year

TODAY = date(2026, 11, 22)


def quarter(year: int, number: Any, before: Any, after: Any, department: str = "Sales") -> Any:
    return {
        "year": year,
        "quarter": number,
        "values": {department: {"before": before, "after": after, "net": 0, "growth": 0.0}},
    }


YEAR = [
    quarter(2026, 3, 110, 118),
    quarter(2025, 4, 100, 104),
    quarter(2026, 1, 104, 107),
    quarter(2026, 2, 107, 110),
]
COMPANY: dict[str, Any] = {
    "id": 1035,
    "name": "Alto Industrie",
    "domain": "alto-industrie.example",
    "links": {"linkedin": "https://www.linkedin.com/company/alto-0"},
    "year_founded": "1975-01-01",
    "address": {"city": "Lyon", "region": "ARA", "country_code": "FR", "street": None},
    "num_employees": 180,
    "revenue": 24500000.0,
    "funding_investors": ["Banque Exemple"],
    "industry": "Machinery",
    "description": "Alto fabrique\n des pièces.",
    "industry_keywords": None,
    "techstack": ["Salesforce"],
    "competitors": ["bravo.example"],
    "company_growth": YEAR,
}


def test_a_company_becomes_facts(vendor: Any) -> None:
    vendor.answers["GET /company/lookup/"] = COMPANY
    facts = vendor.client().company("alto-industrie.example")
    assert dict(facts.known()) == {
        "company": "Alto Industrie",
        "company_domain": "alto-industrie.example",
        "industry": "Machinery",
        "employees": "180",
        "revenue": "24500000",
        "city": "Lyon",
        "country": "France",
        "company_description": "Alto fabrique des pièces.",
        "employees_growth_12m": "+18 %",
    }
    assert set(facts.sources) == {name for name, _ in facts.known()}
    assert facts.extra["company_founded"] == "1975"
    assert facts.extra["company_investors"] == "Banque Exemple"
    assert dict(vendor.requests[0].url.params) == {"domain": "alto-industrie.example"}


def test_a_company_that_is_not_known_there_is_none(vendor: Any) -> None:
    vendor.answers["GET /company/lookup/"] = httpx.Response(404, json={"detail": "Not found."})
    assert vendor.client().company("nobody.example") is None


@pytest.mark.parametrize("body", [{}, [], {"name": None}, "text"])
def test_a_body_without_a_name_is_a_failure(vendor: Any, body: Any) -> None:
    vendor.answers["GET /company/lookup/"] = httpx.Response(200, json=body)
    with pytest.raises(errors.VendorFailed):
        vendor.client().company("alto.example")


def test_a_bare_company_has_few_facts_and_no_invented_ones(vendor: Any) -> None:
    vendor.answers["GET /company/lookup/"] = {
        "name": "Alto",
        "num_employees": 0,
        "revenue": None,
        "address": None,
        "company_growth": None,
        "industries": ["Wood"],
    }
    facts = vendor.client().company("alto.example")
    assert dict(facts.known()) == {"company": "Alto", "industry": "Wood"}


def test_a_paid_company_lookup_is_not_asked_twice(vendor: Any) -> None:
    vendor.answers["GET /universal/company/lookup"] = httpx.Response(500)
    with pytest.raises(errors.VendorFailed):
        vendor.client(family="universal").company("alto.example")
    assert len(vendor.requests) == 1


def grown(*rows: Any) -> str | None:
    return growth_over_a_year({"company_growth": list(rows)}, TODAY)


def test_growth_is_the_newest_headcount_against_the_one_a_year_before() -> None:
    assert grown(*YEAR) == "+18 %"
    assert grown(*YEAR, quarter(2024, 1, 1, 5)) == "+18 %", "older quarters do not count"


def test_a_shrinking_and_a_steady_firm() -> None:
    rows = [quarter(2026, n, 100, 90) for n in (1, 2, 3)]
    assert grown(quarter(2025, 4, 120, 100), *rows) == "-25 %"
    assert grown(quarter(2025, 4, 90, 100), *rows) == "+0 %"


def test_departments_are_added_up_unless_a_row_is_the_whole_firm() -> None:
    first = {"Sales": {"before": 40, "after": 40}, "IT": {"before": 60, "after": 60}}
    last = {"Sales": {"before": 60, "after": 70}, "IT": {"before": 60, "after": 50}}
    rows = [
        {"year": 2025, "quarter": "Q4", "values": first},
        {"year": 2026, "quarter": "Q1", "values": first},
        {"year": "2026", "quarter": "2", "values": first},
        {"year": 2026, "quarter": 3, "values": last},
    ]
    assert grown(*rows) == "+20 %"
    first["total"] = {"before": 200, "after": 200}
    last["total"] = {"before": 200, "after": 210}
    assert grown(*rows) == "+5 %"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        YEAR[:3],
        [*YEAR[1:], quarter(2026, 3, 110, None)],
        [quarter(2026, 3, 1, 2), quarter(2026, 1, 1, 2), quarter(2025, 3, 1, 2)],
        [quarter(2024, n, 100, 118) for n in (1, 2, 3, 4)],
        [quarter(2025, 4, 0, 3), *[quarter(2026, n, 3, 9) for n in (1, 2, 3)]],
        [quarter(2026, n, "many", "more") for n in (1, 2, 3, 4)],
        [None, "text", {"year": 2026}],
    ],
    ids=["none", "three", "no figure", "gaps", "two years old", "from zero", "words", "nonsense"],
)
def test_nothing_is_said_when_the_figures_are_not_there(rows: list[Any]) -> None:
    assert grown(*rows) is None

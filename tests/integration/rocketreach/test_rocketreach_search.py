"""Searching: the query, the pages, and every way in which an answer can be wrong."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import errors
from domain.search import SearchPlan

PLAN = SearchPlan(titles=["Directeur commercial"])
RECORDED_ROW: dict[str, Any] = {
    "id": 123345169,
    "name": "Zoé O'Brien",
    "profile_pic": None,
    "linkedin_url": "https://www.linkedin.com/in/zoe-obrien-0",
    "connections": 724,
    "location": "Little Rock, AR, US",
    "city": "Little Rock",
    "region": "AR ",
    "country": "United States",
    "country_code": "US",
    "current_title": "Directeur commercial",
    "current_employer": "Alto Industrie",
    "current_employer_id": 1035,
    "current_employer_domain": "alto-industrie.example",
    "suppressed": False,
    "update_time": "2026-04-11T06:43:48.663783",
    "teaser": {"emails": ["alto-industrie.example"], "phones": [{"number": "501868XXXX"}]},
    "something_new": {"nobody": "knows"},
}


def envelope(rows: list[Any], *, start: int = 1, following: Any = None, total: int = 1) -> Any:
    return {"pagination": {"start": start, "next": following, "total": total}, "profiles": rows}


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {**RECORDED_ROW, "id": number, **changes}


def test_a_plan_becomes_the_vendors_facets(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = envelope([])
    plan = SearchPlan(
        titles=["Directeur commercial", '"CEO"', 'VP "Sales"', "Directeur commercial"],
        seniorities=["vp", "director"],
        departments=["Sales"],
        places=["Paris", "Lyon"],
        sizes=["51-200", "10001+"],
        industries=["Machinery"],
        keywords=["CRM"],
        exclude_companies=["Orange"],
        exclude_domains=["https://www.Orange.example/fr"],
        exclude_titles=["assistant"],
        exclude_places=["Monaco"],
    )
    vendor.client().search(plan, start=1, page_size=50)
    assert vendor.body() == {
        "query": {
            "current_title": ["Directeur commercial", '"CEO"', "VP Sales"],
            "management_levels": ["Vice President", "Director", "Head"],
            "department": ["Sales"],
            "geo": ["Paris", "Lyon"],
            "company_size": ["51-200", "10001+"],
            "company_industry": ["Machinery"],
            "keyword": ["CRM"],
            "exclude_current_employer": ['"Orange"'],
            "exclude_company_domain": ["orange.example"],
            "exclude_current_title": ["assistant"],
            "exclude_geo": ["Monaco"],
        },
        "start": 1,
        "page_size": 50,
        "order_by": "relevance",
    }
    assert vendor.requests[0].headers["Api-Key"] == "key-1234"


def test_a_row_becomes_a_candidate(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = httpx.Response(201, json=envelope([RECORDED_ROW]))
    page = vendor.client().search(PLAN, start=1, page_size=10)
    (candidate,) = page.candidates
    assert candidate.profile_id == "123345169"
    assert candidate.name == "Zoé O'Brien"
    assert candidate.company_domain == "alto-industrie.example"
    assert (page.next_start, page.total, page.credits) == (None, 1, 0)


def test_nulls_and_missing_fields_are_unknown(vendor: Any) -> None:
    bare = {"id": 7, "name": None, "city": None, "current_title": "  "}
    vendor.answers["POST /person/search"] = envelope([bare])
    (candidate,) = vendor.client().search(PLAN, start=1, page_size=10).candidates
    assert candidate.profile_id == "7"
    assert (candidate.name, candidate.city, candidate.title) == (None, None, None)


def test_people_who_asked_not_to_be_listed_are_left_out(vendor: Any) -> None:
    rows = [row(1), row(2, suppressed=True)]
    vendor.answers["POST /person/search"] = envelope(rows, total=2)
    page = vendor.client().search(PLAN, start=1, page_size=10)
    assert [c.profile_id for c in page.candidates] == ["1"]


def test_the_next_page_starts_where_the_vendor_says(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = envelope([row(1)], following=11, total=417_807)
    page = vendor.client().search(PLAN, start=1, page_size=10)
    assert (page.next_start, page.total) == (11, 417_807)


def test_a_next_that_does_not_advance_cannot_loop(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = envelope([row(1), row(2)], following=1, total=100)
    assert vendor.client().search(PLAN, start=1, page_size=10).next_start == 3


def test_an_empty_page_is_the_last_whatever_it_counts(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = envelope([], following=11, total=100)
    assert vendor.client().search(PLAN, start=1, page_size=10).next_start is None


@pytest.mark.parametrize(("count", "following"), [(10, 11), (4, None)])
def test_a_bare_array_is_a_page_too(vendor: Any, count: int, following: int | None) -> None:
    vendor.answers["POST /person/search"] = httpx.Response(
        201, json=[row(n) for n in range(1, count + 1)]
    )
    page = vendor.client().search(PLAN, start=1, page_size=10)
    assert len(page.candidates) == count
    assert page.next_start == following


def test_nothing_is_asked_beyond_the_ten_thousandth(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = envelope(
        [row(n) for n in range(1, 11)], start=9_991, following=10_001, total=50_000
    )
    page = vendor.client().search(PLAN, start=9_991, page_size=100)
    assert vendor.body()["page_size"] == 10
    assert page.next_start is None
    with pytest.raises(errors.InvalidInput):
        vendor.client().search(PLAN, start=10_001, page_size=100)


def test_an_empty_plan_asks_nothing(vendor: Any) -> None:
    with pytest.raises(errors.InvalidInput):
        vendor.client().search(SearchPlan(), start=1, page_size=10)
    assert vendor.requests == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(201, text="<html><title>Sign in</title></html>"),
        httpx.Response(201, json={"pagination": {"total": 3}}),
        httpx.Response(201, json={"profiles": None}),
        httpx.Response(201, json="profiles"),
        httpx.Response(201, json={"profiles": [{"name": "no id"}, {"name": "none either"}]}),
        httpx.Response(201, content=b""),
        httpx.Response(201, content=b'{"profiles": [{"id": 1'),
    ],
)
def test_an_answer_that_lacks_what_is_needed_is_a_failure_not_an_empty_page(
    vendor: Any, answer: httpx.Response
) -> None:
    vendor.answers["POST /person/search"] = answer
    with pytest.raises(errors.VendorFailed):
        vendor.client().search(PLAN, start=1, page_size=10)


def test_a_free_search_is_tried_again_and_a_paid_one_is_not(vendor: Any) -> None:
    for path in ("/person/search", "/universal/person/search"):
        vendor.answers[f"POST {path}"] = [
            httpx.Response(500, text="oops"),
            httpx.Response(201, json=envelope([RECORDED_ROW])),
        ]
    assert vendor.client(family="classic").search(PLAN, start=1, page_size=10).candidates
    with pytest.raises(errors.VendorFailed):
        vendor.client(family="universal").search(PLAN, start=1, page_size=10)
    assert len(vendor.asked("/universal/person/search")) == 1


def test_a_universal_page_costs_one_credit(vendor: Any) -> None:
    vendor.answers["POST /universal/person/search"] = envelope([RECORDED_ROW])
    assert vendor.client(family="universal").search(PLAN, start=1, page_size=10).credits == 1


def test_a_refused_query_says_what_the_vendor_says(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = httpx.Response(
        400, json={"query": ["Unknown facet: titel"]}
    )
    with pytest.raises(errors.VendorRefused, match="query: Unknown facet: titel"):
        vendor.client().search(PLAN, start=1, page_size=10)

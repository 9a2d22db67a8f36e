"""Two families of endpoints, the account's credits, and prices."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import errors
from domain.campaign import Reveal
from domain.search import SearchPlan
from services.people_source import CreditAccount

PLAN = SearchPlan(titles=["CEO"])
USE_UNIVERSAL = httpx.Response(403, json={"detail": "Please use the Universal Credit endpoints."})
USE_CLASSIC = httpx.Response(403, json={"detail": "These endpoints require Universal Credits."})
PAGE = {"pagination": {"start": 1, "next": None, "total": 0}, "profiles": []}
POOL = {
    "id": 1,
    "api_key": "key-1234",
    "credit_usage": {"credits_allocated": 900, "credits_used": 30, "credits_remaining": 870},
}


def test_the_family_is_found_out_from_the_refusal_once(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = USE_UNIVERSAL
    vendor.answers["POST /universal/person/search"] = PAGE
    client = vendor.client(family="auto")
    for _ in range(3):
        assert client.search(PLAN, start=1, page_size=10).credits == 1
    assert len(vendor.asked("/v2/person/search")) == 1
    assert len(vendor.asked("/universal/person/search")) == 3


def test_a_classic_account_stays_classic(vendor: Any) -> None:
    vendor.answers["POST /person/search"] = PAGE
    client = vendor.client(family="auto")
    client.search(PLAN, start=1, page_size=10)
    assert [r.url.path for r in vendor.requests] == ["/api/v2/person/search"]
    assert client.lookup_price(Reveal()) == 1


def test_a_family_that_was_set_is_not_guessed_around(vendor: Any) -> None:
    vendor.answers["POST /universal/person/search"] = USE_CLASSIC
    with pytest.raises(errors.KeyRefused) as caught:
        vendor.client(family="universal").search(PLAN, start=1, page_size=10)
    assert "ROCKETREACH_FAMILY" in (caught.value.fix or "")
    assert vendor.asked("/v2/person/search") == []


def test_an_account_that_is_refused_by_both_is_told_so_and_ends(vendor: Any) -> None:
    vendor.answers["GET /account/"] = USE_UNIVERSAL
    vendor.answers["GET /universal/account/"] = USE_CLASSIC
    with pytest.raises(errors.KeyRefused, match="both families"):
        vendor.client(family="auto").credits()
    assert len(vendor.requests) == 2


def test_another_403_is_a_refused_key(vendor: Any) -> None:
    vendor.answers["GET /account/"] = httpx.Response(403, json={"detail": "No permission."})
    with pytest.raises(errors.KeyRefused, match="No permission"):
        vendor.client(family="auto").credits()
    assert len(vendor.requests) == 1


def test_a_wrong_key_is_refused_in_both_error_shapes(vendor: Any) -> None:
    for body in (
        {"detail": "Invalid API key", "error_code": "authentication_failed"},
        {"status": 401, "message": "Invalid API Key"},
    ):
        vendor.answers["GET /account/"] = httpx.Response(401, json=body)
        with pytest.raises(errors.KeyRefused, match=r"(?i)invalid api key"):
            vendor.client().credits()


def test_a_path_that_is_not_there_is_a_wrong_address_not_a_missing_person(vendor: Any) -> None:
    vendor.answers["GET /person/lookup"] = httpx.Response(404, text="<html>404</html>")
    with pytest.raises(errors.Misconfigured) as caught:
        vendor.client().look_up("1", Reveal())
    assert "ROCKETREACH_BASE_URL" in (caught.value.fix or "")


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (POOL["credit_usage"], CreditAccount(900, 30, 870)),
        (
            [
                {"credit_type": "person_search", "allocated": 5, "used": 5, "remaining": 0},
                {"credit_type": "premium_lookup", "allocated": 100, "used": 40, "remaining": 60},
            ],
            CreditAccount(100, 40, 60),
        ),
        (
            [{"credit_type": "standard_lookup", "allocated": "inf", "used": 7, "remaining": "inf"}],
            CreditAccount(None, 7, None),
        ),
        (
            [{"credit_type": "standard_lookup", "allocated": 10, "used": 4, "remaining": None}],
            CreditAccount(10, 4, 6),
        ),
    ],
)
def test_the_credits_of_both_shapes(vendor: Any, usage: Any, expected: CreditAccount) -> None:
    vendor.answers["GET /account/"] = {"credit_usage": usage}
    assert vendor.client().credits() == expected


@pytest.mark.parametrize("body", [{}, {"credit_usage": None}, {"credit_usage": []}, []])
def test_an_account_without_credits_in_it_is_a_failure(vendor: Any, body: Any) -> None:
    vendor.answers["GET /account/"] = httpx.Response(200, json=body)
    with pytest.raises(errors.VendorFailed):
        vendor.client().credits()


@pytest.mark.parametrize(
    ("family", "reveal", "price"),
    [
        ("classic", Reveal(), 1),
        ("classic", Reveal(phone=True), 1),
        ("universal", Reveal(), 2),
        ("universal", Reveal(personal_email=True, phone=True), 11),
        ("auto", Reveal(), 2),
    ],
)
def test_the_price_of_a_lookup_is_never_understated(
    vendor: Any, family: str, reveal: Reveal, price: int
) -> None:
    assert vendor.client(family=family).lookup_price(reveal) == price

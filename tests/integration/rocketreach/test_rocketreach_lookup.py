"""Looking people up: what is asked, what each status means, and what is paid twice (nothing)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import errors
from domain.campaign import Reveal
from services.people_source import LookupState

PROFILE: dict[str, Any] = {
    "id": 42,
    "status": "complete",
    "name": "Dr. Jean-Pierre A. de La Tour d'Auvergne",
    "linkedin_url": "https://www.linkedin.com/in/jp-0",
    "city": "Lyon",
    "region": "ARA ",
    "country": "France",
    "country_code": "FR",
    "current_title": "Directeur commercial",
    "current_employer": "Alto Industrie",
    "current_employer_domain": "alto-industrie.example",
    "current_employer_industry": "Machinery",
    "skills": None,
    "education": None,
    "job_history": [
        {"title": "Stagiaire", "end_date": "2010-06", "is_current": False},
        {
            "title": "Directeur commercial",
            "department": "Sales",
            "highest_level": "Director",
            "start_date": "2019-03",
            "is_current": True,
        },
    ],
    "emails": [
        {"email": "jp@old.example", "smtp_valid": "invalid", "type": "professional", "grade": "F"},
        {"email": "jp@perso.example", "smtp_valid": "valid", "type": "personal", "grade": "A"},
        {
            "email": "jp.delatour@alto-industrie.example",
            "smtp_valid": "accept-all",
            "type": "professional",
            "grade": "A-",
        },
    ],
    "phones": [
        {"number": "04 72 00 00 00", "type": "other", "grade": "B"},
        {"number": "+33 6 12 34 56 78", "e164": "+33612345678", "type": "mobile", "grade": "A"},
    ],
}


def look_up(vendor: Any, body: Any, reveal: Reveal | None = None, **options: Any) -> Any:
    family = options.get("family", "classic")
    prefix = "/universal" if family == "universal" else ""
    vendor.answers[f"GET {prefix}/person/lookup"] = body
    return vendor.client(**options).look_up("42", reveal or Reveal())


def test_a_complete_profile_becomes_facts_with_their_source(vendor: Any) -> None:
    lookup = look_up(vendor, httpx.Response(200, json=PROFILE, headers={"RR-Request-ID": "r-1"}))
    facts = lookup.facts
    assert lookup.state is LookupState.COMPLETE
    assert lookup.request_id == "r-1"
    assert dict(facts.known()) == {
        "first_name": "Jean-Pierre",
        "last_name": "de La Tour d'Auvergne",
        "title": "Directeur commercial",
        "email": "jp.delatour@alto-industrie.example",
        "linkedin_url": "https://www.linkedin.com/in/jp-0",
        "company": "Alto Industrie",
        "company_domain": "alto-industrie.example",
        "industry": "Machinery",
        "city": "Lyon",
        "country": "France",
    }
    assert set(facts.sources) == {name for name, _ in facts.known()}
    assert set(facts.sources.values()) == {"RocketReach"}
    assert facts.extra["full_name"] == PROFILE["name"]
    assert facts.extra["email_grade"] == "A-"
    assert (facts.extra["seniority"], facts.extra["department"]) == ("Director", "Sales")
    assert lookup.raw == PROFILE


def test_what_is_not_revealed_is_not_kept(vendor: Any) -> None:
    facts = look_up(vendor, PROFILE).facts
    kept = str(facts)
    assert "jp@perso.example" not in kept
    assert "33612345678" not in kept


def test_what_is_revealed_is_kept_the_best_first(vendor: Any) -> None:
    facts = look_up(vendor, PROFILE, Reveal(personal_email=True, phone=True)).facts
    assert facts.email == "jp.delatour@alto-industrie.example"
    assert facts.extra["other_emails"] == "jp@perso.example (personal, A, valid)"
    assert facts.phone == "+33612345678"
    assert facts.extra["other_phones"] == "+33472000000 (other)"
    assert "jp@old.example" not in str(facts), "grade F is kept nowhere"


@pytest.mark.parametrize(
    ("emails", "expected"),
    [
        ([{"email": "a@x.example", "type": "professional", "grade": "F"}], None),
        ([{"email": "a@x.example", "type": "professional", "grade": "C"}], None),
        ([{"email": "a@x.example", "type": "role-based", "grade": "A"}], None),
        ([{"email": "a@x.example", "type": "disposable", "grade": "A"}], None),
        ([{"email": "a@mailinator.com", "type": "professional", "grade": "A"}], None),
        ([{"email": "a@x.example", "type": "personal", "grade": "A"}], None),
        ([{"email": "a@x.example", "type": None, "grade": "A"}], None),
        (
            [
                {
                    "email": "a@x.example",
                    "type": "professional",
                    "grade": "A",
                    "smtp_valid": "invalid",
                }
            ],
            None,
        ),
        ([{"email": "a@x.example", "type": "professional"}], None),
        ([{"email": "not an address", "type": "professional", "grade": "A"}], None),
        (
            [{"email": "a@x.example", "type": "professional", "smtp_valid": "valid"}],
            "a@x.example",
        ),
        (
            [{"email": "a@alto-industrie.example", "type": None, "grade": "B"}],
            "a@alto-industrie.example",
        ),
        (
            [
                {"email": "b@x.example", "type": "professional", "grade": "B"},
                {"email": "a@x.example", "type": "professional", "grade": "A"},
            ],
            "a@x.example",
        ),
        (
            [
                {"email": "v@x.example", "type": "professional", "grade": "A", "smtp_valid": None},
                {
                    "email": "w@x.example",
                    "type": "professional",
                    "grade": "A",
                    "smtp_valid": "valid",
                },
            ],
            "w@x.example",
        ),
        (None, None),
        ([None, "text", {"email": None}], None),
    ],
)
def test_the_address_to_write_to(vendor: Any, emails: Any, expected: str | None) -> None:
    assert look_up(vendor, {**PROFILE, "emails": emails}).facts.email == expected


def test_a_recommended_address_without_a_list_is_taken(vendor: Any) -> None:
    only = {**PROFILE, "emails": None, "recommended_professional_email": "jp@alto.example"}
    assert look_up(vendor, only).facts.email == "jp@alto.example"


def test_a_recommended_address_that_is_graded_f_is_not(vendor: Any) -> None:
    bad = {
        **PROFILE,
        "recommended_professional_email": "jp@old.example",
        "emails": PROFILE["emails"][:1],
    }
    assert look_up(vendor, bad).facts.email is None


@pytest.mark.parametrize("number", ["501868XXXX", "", None, "not a number"])
def test_a_masked_or_unreadable_number_is_no_number(vendor: Any, number: Any) -> None:
    body = {**PROFILE, "phones": [{"number": number, "type": "mobile"}]}
    assert look_up(vendor, body, Reveal(phone=True)).facts.phone is None


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Zoé 🚀 Martin", "Zoé", "Martin"),
        ("Siobhán O'Brien", "Siobhán", "O'Brien"),
        ("Madonna", "Madonna", None),
        ("  ", None, None),
        (None, None, None),
        ("Jean Charles Martin", "Jean Charles", "Martin"),
    ],
)
def test_a_name_is_told_apart(vendor: Any, name: Any, first: str | None, last: str | None) -> None:
    facts = look_up(vendor, {**PROFILE, "name": name}).facts
    assert (facts.first_name, facts.last_name) == (first, last)


@pytest.mark.parametrize(
    "status", ["searching", "progress", "waiting", "not queued", "queued", "brand new", None, 3]
)
def test_anything_but_complete_and_failed_is_pending(vendor: Any, status: Any) -> None:
    lookup = look_up(vendor, {**PROFILE, "status": status})
    assert lookup.state is LookupState.PENDING
    assert lookup.facts is None


def test_a_failed_lookup_has_failed(vendor: Any) -> None:
    lookup = look_up(vendor, {"id": 42, "status": "failed"})
    assert lookup.state is LookupState.FAILED
    assert lookup.reason
    assert lookup.facts is None


def test_an_unknown_person_is_a_failed_lookup_in_the_vendors_words(vendor: Any) -> None:
    told = "Could not find the person you were searching for!"
    lookup = look_up(vendor, httpx.Response(404, json={"detail": told}))
    assert lookup.state is LookupState.FAILED
    assert told in (lookup.reason or "")


def test_no_credits_is_named(vendor: Any) -> None:
    told = "You have insufficient lookup credits. Upgrade at https://rocketreach.co/pricing"
    with pytest.raises(errors.CreditsExhausted):
        look_up(vendor, httpx.Response(403, json={"detail": told}))


@pytest.mark.parametrize(
    "body", [[], {}, {"status": "complete"}, "text", None, {"id": None, "status": "complete"}]
)
def test_a_body_without_an_id_is_a_failure(vendor: Any, body: Any) -> None:
    with pytest.raises(errors.VendorFailed):
        look_up(vendor, httpx.Response(200, json=body))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(500, text="oops"), errors.VendorFailed),
        (httpx.ReadTimeout("slow"), errors.OutcomeUnknown),
    ],
)
def test_a_paid_lookup_that_may_have_been_taken_is_not_asked_again(
    vendor: Any, answer: Any, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        look_up(vendor, answer)
    assert len(vendor.requests) == 1


def test_a_short_429_is_waited_for_and_a_long_one_is_raised(vendor: Any) -> None:
    short = httpx.Response(429, headers={"Retry-After": "2"}, json={"detail": "throttled"})
    lookup = look_up(vendor, [short, httpx.Response(200, json=PROFILE)])
    assert lookup.state is LookupState.COMPLETE
    assert vendor.slept[0] >= 2
    long = httpx.Response(429, headers={"Retry-After": "1800"}, json={"detail": "throttled"})
    with pytest.raises(errors.RateLimited) as caught:
        look_up(vendor, long)
    assert caught.value.not_before is not None
    assert caught.value.not_before.isoformat() == "2026-11-22T09:47:00+00:00"


def test_what_is_revealed_is_said_on_each_family(vendor: Any) -> None:
    look_up(vendor, PROFILE)
    look_up(vendor, PROFILE, Reveal(phone=True))
    look_up(vendor, PROFILE, Reveal(phone=True), family="universal")
    asked = [dict(r.url.params) for r in vendor.requests]
    assert asked[0] == {"id": "42", "return_cached_emails": "false", "lookup_type": "standard"}
    assert asked[1]["lookup_type"] == "premium"
    assert asked[2] == {
        "id": "42",
        "return_cached_emails": "false",
        "reveal_professional_email": "true",
        "reveal_personal_email": "false",
        "reveal_phone": "true",
    }


def test_a_lookup_that_reveals_nothing_is_not_asked(vendor: Any) -> None:
    with pytest.raises(errors.InvalidInput):
        look_up(vendor, PROFILE, Reveal(professional_email=False))
    assert vendor.requests == []


def test_polling_repeats_the_ids_and_keeps_their_order(vendor: Any) -> None:
    vendor.answers["GET /person/checkStatus"] = httpx.Response(
        200, json=[{"id": 9, "status": "failed"}, PROFILE, {"id": 77, "status": "complete"}]
    )
    lookups = vendor.client().poll(["42", "8", "9"])
    assert vendor.requests[0].url.query == b"ids=42&ids=8&ids=9"
    assert [(one.profile_id, one.state.value) for one in lookups] == [
        ("42", "complete"),
        ("8", "pending"),
        ("9", "failed"),
    ]


def test_a_poll_remembers_what_the_lookup_may_reveal(vendor: Any) -> None:
    vendor.answers["GET /person/lookup"] = {"id": 42, "status": "searching"}
    vendor.answers["GET /person/checkStatus"] = httpx.Response(200, json=[PROFILE])
    client = vendor.client()
    client.look_up("42", Reveal(phone=True))
    assert client.poll(["42"])[0].facts.phone == "+33612345678"
    assert vendor.client().poll(["42"])[0].facts.phone is None
    assert vendor.client().poll(["42"], Reveal(phone=True))[0].facts.phone == "+33612345678"


def test_polling_nobody_asks_nothing_and_too_many_is_refused(vendor: Any) -> None:
    assert vendor.client().poll([]) == []
    with pytest.raises(errors.InvalidInput):
        vendor.client().poll([str(n) for n in range(101)])
    assert vendor.requests == []


@pytest.mark.parametrize("body", [{}, {"detail": "fine"}, [{"status": "complete"}], None])
def test_a_poll_answer_that_is_no_list_of_profiles_is_a_failure(vendor: Any, body: Any) -> None:
    vendor.answers["GET /person/checkStatus"] = httpx.Response(200, json=body)
    with pytest.raises(errors.VendorFailed):
        vendor.client().poll(["42"])


def test_polling_is_free_and_is_tried_again(vendor: Any) -> None:
    vendor.answers["GET /person/checkStatus"] = [
        httpx.Response(502, text="<html>bad gateway</html>"),
        httpx.Response(200, json=[PROFILE]),
    ]
    assert vendor.client().poll(["42"])[0].state is LookupState.COMPLETE

"""RocketReach: families, facets, pages, lookups and what they cost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re

import pytest


def search(box, query, **fields):
    return box.rocketreach.post("/person/search", json={"query": query, **fields})


def done(box, profile_id):
    answer = box.rocketreach.get("/person/lookup", params={"id": profile_id}).json()
    for _ in range(20):
        if answer["status"] in ("complete", "failed"):
            break
        answer = box.rocketreach.get("/person/checkStatus", params={"ids": profile_id}).json()[0]
    return answer


def person(box, **wanted):
    for row in box.people():
        if all(row[name] == value for name, value in wanted.items()):
            return row
    raise LookupError(wanted)


def test_a_wrong_key_and_a_missing_key_are_told_apart(box):
    wrong = box.rocketreach.get("/account/", headers={"Api-Key": "nope"})
    assert (wrong.status_code, wrong.json()["error_code"]) == (
        401,
        "authentication_failed",
    )
    missing = box.http.get("/rocketreach/api/v2/account")
    assert missing.status_code == 401
    assert "Anonymous" in missing.json()["detail"]


def test_the_other_family_answers_403_in_the_recorded_words(start):
    classic, universal = start(), start(family="universal")
    refused = classic.rocketreach.post("/universal/person/search", json={"query": {}})
    assert refused.status_code == 403
    assert refused.json() == {"detail": "These endpoints require Universal Credits."}
    refused = universal.rocketreach.get("/person/lookup", params={"id": 1})
    assert refused.json() == {"detail": "Please use the Universal Credit endpoints."}


def test_search_pages_cover_every_result_once(box):
    seen, start = [], 1
    while start:
        answer = search(box, {"geo": ["France"]}, start=start, page_size=37)
        assert answer.status_code == 201
        page = answer.json()
        seen += [row["id"] for row in page["profiles"]]
        start = page["pagination"]["next"]
    assert len(seen) == len(set(seen)) == page["pagination"]["total"] > 37


def test_search_shows_no_address_and_no_whole_phone_number(box):
    text = search(box, {}, page_size=100).text
    assert "@" not in text
    rows = json.loads(text)["profiles"]
    numbers = [phone["number"] for row in rows for phone in row["teaser"]["phones"]]
    assert numbers
    assert all(re.fullmatch(r"\d+XXXX", number) for number in numbers)


def test_facets_are_joined_by_and_and_values_by_or(box):
    def total(query):
        return search(box, query).json()["pagination"]["total"]

    france, germany = total({"geo": ["France"]}), total({"geo": ["Germany"]})
    assert total({"geo": ["France", "Germany"]}) == france + germany
    directors = total({"geo": ["France"], "management_levels": ["Director"]})
    others = total({"geo": ["France"], "exclude_management_levels": ["Director"]})
    assert 0 < directors < france
    assert directors + others == france


def test_a_title_matches_by_words_and_in_quotes_exactly(box):
    loose = {
        r["current_title"]
        for r in search(box, {"current_title": ["directeur"]}, page_size=100).json()["profiles"]
    }
    exact = {
        r["current_title"]
        for r in search(box, {"current_title": ['"Directeur commercial"']}, page_size=100).json()[
            "profiles"
        ]
    }
    assert all("directeur" in title.lower() for title in loose)
    assert {title.lower() for title in exact} <= {"directeur commercial"}
    assert len(loose) > len(exact)


def test_company_size_buckets_hold_the_companies_inside_them(box):
    sizes = {row["id"]: row["employees"] for row in box.people()}
    rows = search(box, {"company_size": ["51-200", "10001+"]}, page_size=100).json()["profiles"]
    assert rows
    assert all(51 <= sizes[row["id"]] <= 200 or sizes[row["id"]] > 10000 for row in rows)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"query": {"no_such_facet": ["x"]}}, "query"),
        ({"query": {"geo": "France"}}, "query"),
        ({"query": {"geo": [1]}}, "query"),
        ({}, "query"),
        ({"query": {}, "start": 0}, "start"),
        ({"query": {}, "start": 10001}, "start"),
        ({"query": {}, "page_size": 101}, "page_size"),
        ({"query": {}, "page_size": True}, "page_size"),
        ({"query": {}, "order_by": "beauty"}, "order_by"),
        ({"query": {}, "limit": 3}, "limit"),
    ],
)
def test_a_bad_search_is_a_400_that_names_the_field(shared, body, field):
    answer = shared.rocketreach.post("/person/search", json=body)
    assert answer.status_code == 400
    assert field in answer.json()


def test_lookups_begin_unfinished_and_end_after_polls(box):
    statuses = set()
    for row in box.people()[:40]:
        first = box.rocketreach.get("/person/lookup", params={"id": row["id"]})
        assert first.headers["RR-Request-ID"]
        statuses.add(first.json()["status"])
        if first.json()["status"] != "complete":
            assert first.json()["emails"] == []
        assert done(box, row["id"])["status"] in ("complete", "failed")
    assert statuses >= {"complete", "searching", "progress"}


def test_a_lookup_ends_by_the_clock_too(box):
    waiting = [
        row["id"]
        for row in box.people()[:60]
        if box.rocketreach.get("/person/lookup", params={"id": row["id"]}).json()["status"]
        != "complete"
    ]
    box.step(minutes=1)
    ended = box.rocketreach.get("/person/checkStatus", params=[("ids", i) for i in waiting]).json()
    assert len(ended) == len(waiting) > 0
    assert {row["status"] for row in ended} <= {"complete", "failed"}


def test_a_good_address_costs_one_credit_once_and_a_bad_one_none(box):
    good, bad = person(box, grade="A", dirt=[]), person(box, grade="F")
    while done(box, good["id"])["status"] != "complete":
        good = next(r for r in box.people() if r["grade"] == "A" and r["id"] > good["id"])
    for _ in range(3):
        box.step(minutes=5)
        done(box, good["id"])
        done(box, bad["id"])
    charges = box.records()["rocketreach"]["charges"]
    assert all(
        charge["at"] < "2026-11-02T06:05" for charge in charges if charge["profile"] == good["id"]
    )
    assert [charge["profile"] for charge in charges if charge["profile"] == good["id"]] == [
        good["id"]
    ]
    assert bad["id"] not in [charge["profile"] for charge in charges]


def test_an_unknown_person_is_a_404_and_no_identifier_a_400(box):
    unknown = box.rocketreach.get("/person/lookup", params={"id": 5})
    assert unknown.status_code == 404
    assert unknown.json() == {"detail": "Could not find the person you were searching for!"}
    assert box.rocketreach.get("/person/lookup").status_code == 400


def test_a_person_is_found_by_address_profile_or_name_and_employer(box):
    row = next(r for r in box.people() if r["email"] and r["linkedin"] and not r["dirt"])
    for params in (
        {"email": row["email"].upper()},
        {"linkedin_url": row["linkedin"].replace("https://www.", "http://fr.") + "/"},
        {"name": row["name"], "current_employer": row["company"]},
    ):
        answer = box.rocketreach.get("/person/lookup", params=params)
        assert answer.json()["current_employer"] == row["company"], params


def test_an_exhausted_account_is_refused_and_known_profiles_stay_free(start):
    box = start(credits=1)
    good = [row for row in box.people() if row["grade"] == "A"]
    paid = next(row for row in good if done(box, row["id"])["status"] == "complete")
    refused = box.rocketreach.get("/person/lookup", params={"id": good[-1]["id"]})
    assert refused.status_code == 403
    assert refused.json()["detail"].startswith("You have insufficient lookup credits. Upgrade at ")
    assert done(box, paid["id"])["status"] == "complete"


def test_a_universal_account_shows_what_it_was_asked_to_reveal_and_no_more(start):
    box = start(family="universal")
    row = next(r for r in box.people() if r["grade"] == "A")
    get = box.rocketreach.get
    nothing = get("/universal/person/lookup", params={"id": row["id"]})
    assert nothing.status_code == 400
    assert nothing.json()["non_field_errors"][0].startswith(
        "Please specify at least one enrichment"
    )
    get(
        "/universal/person/lookup",
        params={"id": row["id"], "reveal_professional_email": "true"},
    )
    box.step(minutes=1)
    shown = get("/universal/person/check_status", params={"ids": row["id"]}).json()[0]
    if shown["status"] == "complete":
        assert shown["recommended_professional_email"] == row["email"]
        assert box.records()["rocketreach"]["used"] == 2
    assert "phones" not in shown
    assert "job_history" not in shown


def test_a_universal_search_costs_a_credit_a_page(start):
    box = start(family="universal")
    for _ in range(3):
        box.rocketreach.post("/universal/person/search", json={"query": {}})
    assert box.records()["rocketreach"]["used"] == 3


def test_a_company_is_looked_up_with_its_growth(box):
    row = box.people()[0]
    found = box.rocketreach.get("/company/lookup/", params={"domain": row["company_domain"]}).json()
    assert found["num_employees"] == row["employees"]
    quarters = [(entry["year"], entry["quarter"]) for entry in found["company_growth"]]
    assert len(set(quarters)) == 4
    assert quarters == sorted(quarters, reverse=True)
    assert found["company_growth"][0]["values"]["all"]["after"] == row["employees"]


def test_too_many_requests_are_throttled_with_retry_after(start):
    box = start(rate_limits=True, rocketreach_per_second=3)
    answers = [box.rocketreach.get("/account") for _ in range(5)]
    assert [a.status_code for a in answers[:3]] == [200, 200, 200]
    assert answers[4].status_code == 429
    assert int(answers[4].headers["Retry-After"]) >= 1


def test_finished_lookups_are_posted_with_a_signature_over_the_raw_body(start, listener):
    box = start(rocketreach_webhook=f"{listener.url}/rr", rocketreach_webhook_secret="hush")
    row = box.people()[0]
    request_id = box.rocketreach.get("/person/lookup", params={"id": row["id"]}).headers[
        "RR-Request-ID"
    ]
    box.step(minutes=1)
    (post,) = listener.received
    mac = hmac.new(b"hush", post.body, hashlib.sha256).digest()
    assert post.headers["X-RocketReach-Signature"] == base64.b64encode(mac).decode()
    assert post.headers["RR-Request-ID"] == request_id
    assert json.loads(post.body)["id"] == row["id"]

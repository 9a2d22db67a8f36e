"""The client against the sandbox's RocketReach, over real sockets, on both families."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn

import errors
from domain.campaign import Reveal
from domain.search import SearchPlan
from sandbox.app import create_app
from sandbox.config import SandboxConfig
from services.people_source import Candidate, Lookup, LookupState
from tools.rocketreach.client import RocketReach

KEY = "sandbox-rocketreach-key"
PLAN = SearchPlan(seniorities=["director", "vp", "c_level"], departments=["Sales", "Marketing"])


@contextmanager
def served(config: SandboxConfig) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(create_app(config), host="127.0.0.1", port=0, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module", params=["classic", "universal"])
def base(request: pytest.FixtureRequest) -> Iterator[str]:
    with served(SandboxConfig(seed=7, people=600, family=request.param)) as address:
        yield address


@pytest.fixture
def client(base: str) -> Iterator[RocketReach]:
    rocketreach = rocketreach_at(base)
    yield rocketreach
    rocketreach.close()


def rocketreach_at(base: str, key: str = KEY) -> RocketReach:
    return RocketReach(
        api_key=key, base_url=f"{base}/rocketreach/api/v2", sleep=lambda _: None, timeout=10
    )


def everybody(client: RocketReach, plan: SearchPlan, page_size: int) -> list[Candidate]:
    found: list[Candidate] = []
    start: int | None = 1
    while start is not None:
        page = client.search(plan, start=start, page_size=page_size)
        found += page.candidates
        start = page.next_start
    assert len(found) == page.total
    return found


def settled(client: RocketReach, candidates: list[Candidate]) -> dict[str, Lookup]:
    """Look everybody up and poll until nobody is pending (a lookup ends after some polls)."""
    lookups = {c.profile_id: client.look_up(c.profile_id, Reveal()) for c in candidates}
    for _ in range(20):
        pending = [i for i, one in lookups.items() if one.state is LookupState.PENDING]
        if not pending:
            return lookups
        lookups.update({one.profile_id: one for one in client.poll(pending)})
    raise AssertionError("lookups do not settle")


def test_pages_add_up_to_the_total_without_a_repeat(client: RocketReach) -> None:
    found = everybody(client, PLAN, 25)
    assert len(found) > 50
    assert len({c.profile_id for c in found}) == len(found)


def test_an_excluded_firm_title_and_place_do_not_come(client: RocketReach) -> None:
    found = everybody(client, PLAN, 100)
    firm, domain = found[0].company, found[-1].company_domain
    place = next(c.country for c in found if c.country)
    assert firm
    assert domain
    narrower = PLAN.model_copy(
        update={
            "exclude_companies": [firm],
            "exclude_domains": [domain],
            "exclude_places": [place],
            "exclude_titles": ["marketing"],
        }
    )
    rest = everybody(client, narrower, 100)
    assert 0 < len(rest) < len(found)
    assert firm not in {c.company for c in rest}
    assert domain not in {c.company_domain for c in rest}
    assert place not in {c.country for c in rest}
    assert not any("marketing" in (c.title or "").lower() for c in rest)


def test_titles_places_sizes_and_industries_narrow_a_search(client: RocketReach) -> None:
    everyone = len(everybody(client, PLAN, 100))
    for narrower in (
        {"titles": ["Director"]},
        {"places": ["France"]},
        {"sizes": ["51-200", "201-500"]},
        {"keywords": ["Salesforce"]},
    ):
        count = len(everybody(client, PLAN.model_copy(update=narrower), 100))
        assert count < everyone, narrower


def test_lookups_settle_and_only_usable_addresses_come_out(client: RocketReach) -> None:
    candidates = everybody(client, PLAN, 100)[:60]
    before = client.credits()
    lookups = settled(client, candidates)
    complete = [one for one in lookups.values() if one.state is LookupState.COMPLETE]
    assert len(complete) > 40
    for one in complete:
        assert one.facts is not None
        assert one.raw is not None
        by_address = {e["email"]: e for e in one.raw.get("emails") or []}
        if one.facts.email is not None:
            chosen = by_address[one.facts.email]
            assert chosen["grade"] in ("A", "A-", "B", None)
            assert chosen["smtp_valid"] != "invalid"
            assert chosen["type"] == "professional"
    assert sum(1 for one in complete if one.facts and one.facts.email) > 25
    spent = client.credits().used - before.used
    assert 0 < spent <= len(lookups) * client.lookup_price(Reveal())
    settled(client, candidates)
    assert client.credits().used - before.used == spent, "a known profile is free"


def test_an_unknown_profile_is_a_failed_lookup(client: RocketReach) -> None:
    lookup = client.look_up("999999999", Reveal())
    assert lookup.state is LookupState.FAILED
    assert "Could not find the person" in (lookup.reason or "")


def test_a_company_comes_with_its_growth_and_an_unknown_one_is_none(client: RocketReach) -> None:
    domain = next(c.company_domain for c in everybody(client, PLAN, 100) if c.company_domain)
    facts = client.company(domain)
    assert facts is not None
    assert facts.company
    assert facts.employees
    assert facts.employees_growth_12m
    assert facts.employees_growth_12m.endswith(" %")
    assert client.company("nobody-here.example") is None


def test_a_wrong_key_is_refused(base: str) -> None:
    with pytest.raises(errors.KeyRefused):
        rocketreach_at(base, key="wrong").credits()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "error_before", "times": 1}, errors.VendorFailed),
        ({"kind": "cut_before", "times": 1}, errors.OutcomeUnknown),
        ({"kind": "revoked_key", "times": 1}, errors.KeyRefused),
    ],
)
def test_a_fault_during_a_paid_lookup_has_its_error_and_one_request(
    base: str, client: RocketReach, fault: dict[str, object], expected: type[Exception]
) -> None:
    (candidate,) = client.search(PLAN, start=1, page_size=1).candidates
    httpx.post(f"{base}/_sandbox/faults", json={"vendor": "rocketreach", **fault})
    try:
        with pytest.raises(expected):
            client.look_up(candidate.profile_id, Reveal())
        assert client.look_up(candidate.profile_id, Reveal()).profile_id == candidate.profile_id
    finally:
        httpx.delete(f"{base}/_sandbox/faults")


def test_an_account_without_credits_is_told_so() -> None:
    with served(SandboxConfig(seed=7, people=200, family="universal", credits=1)) as base:
        client = rocketreach_at(base)
        (candidate,) = client.search(PLAN, start=1, page_size=1).candidates
        assert client.credits().remaining == 0
        with pytest.raises(errors.CreditsExhausted):
            client.look_up(candidate.profile_id, Reveal())

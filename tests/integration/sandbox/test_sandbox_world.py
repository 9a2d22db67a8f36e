"""The invented world: the same for the same seed, and as dirty as real data."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.world.generate import linkedin_path, make_world

DAY = date(2026, 11, 2)


@pytest.fixture(scope="module")
def world():
    return make_world(7, 3000, DAY)


def test_the_same_seed_makes_the_same_world_and_another_seed_another():
    first, again, other = (
        make_world(3, 200, DAY),
        make_world(3, 200, DAY),
        make_world(4, 200, DAY),
    )
    assert first.people == again.people
    assert first.companies == again.companies
    assert [p.name for p in first.people] != [p.name for p in other.people]


def test_nobody_can_be_written_to_outside_reserved_domains(world):
    domains = {a.partition("@")[2] for a in world.by_email}
    assert {d for d in domains if not d.endswith(".example")} <= {"mailinator.com"}


def test_profile_ids_and_company_domains_are_unique(world):
    assert len(world.by_id) == len(world.people)
    assert len(world.by_domain) == len(world.companies) >= 300


def test_a_duplicate_shares_an_address_or_a_profile_with_the_person_it_doubles(world):
    originals = {p.true_person: p for p in world.people if "duplicate" not in p.dirt}
    doubles = [p for p in world.people if "duplicate" in p.dirt]
    assert len(doubles) > 100
    for double in doubles:
        original = originals[double.true_person]
        same_mail = (
            double.email and original.email and double.email.lower() == original.email.lower()
        )
        same_profile = (
            double.linkedin
            and original.linkedin
            and linkedin_path(double.linkedin) == linkedin_path(original.linkedin)
        )
        assert same_mail or same_profile
        assert double.id != original.id


def test_two_true_people_never_share_an_address(world):
    owners: dict[str, str] = {}
    for person in world.people:
        if person.email:
            assert owners.setdefault(person.email.lower(), person.true_person) == person.true_person


def test_every_kind_of_dirt_occurs(world):
    kinds = {kind for person in world.people for kind in person.dirt}
    assert kinds >= {
        "duplicate",
        "role",
        "disposable",
        "injection",
        "placeholder",
        "odd name",
        "missing",
    }


def test_sizes_run_from_a_handful_to_thousands(world):
    sizes = sorted(company.employees for company in world.companies)
    assert sizes[0] <= 5
    assert sizes[-1] >= 5001
    assert all(3 <= size <= 20000 for size in sizes)


def test_news_are_never_from_the_future_and_some_are_bad(world):
    news = [piece for company in world.companies for piece in company.news]
    assert all(piece.day <= DAY for piece in news)
    assert {"hiring", "funding", "layoff", "insolvency", "plain"} <= {piece.kind for piece in news}
    assert not any("{" in piece.text for piece in news)


def test_websites_of_every_kind_occur(world):
    kinds = {company.website for company in world.companies}
    assert kinds == {"ok", "missing", "slow", "huge", "private_redirect", "injected"}

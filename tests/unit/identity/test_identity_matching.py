from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import ProspectFacts
from domain.identity.matching import (
    IdentityKey,
    IdentityRecord,
    blocking_keys,
    compare,
    strong_keys,
)

CLAIRE = IdentityRecord(
    "Claire", "Martin", "claire.martin@acme.example", "linkedin.com/in/claire-zz",
    "4711", "Acme SAS", "acme.example", "+33 1 99 00 10 10", "DRH", "Lyon", "France",
)  # fmt: skip
BARE = IdentityRecord("Claire", "Martin", company="Acme")


def kinds(record: IdentityRecord) -> list[str]:
    return [key.kind for key in strong_keys(record)]


def test_facts_become_a_record() -> None:
    facts = ProspectFacts(first_name="Claire", company="Acme", email="claire@acme.example")
    assert IdentityRecord.from_facts(facts, 12) == IdentityRecord(
        "Claire", email="claire@acme.example", company="Acme", rocketreach_id="12"
    )


def test_each_key_that_one_person_alone_has_is_strong() -> None:
    assert strong_keys(CLAIRE) == (
        IdentityKey("rocketreach", "4711"),
        IdentityKey("linkedin", "in:claire-zz"),
        IdentityKey("email", "claire.martin@acme.example"),
    )


@pytest.mark.parametrize("email", ["contact@acme.example", "x@mailinator.com", "nonsense"])
def test_role_and_throw_away_addresses_are_no_keys(email: str) -> None:
    assert kinds(IdentityRecord("Claire", "Martin", email=email)) == []


def test_a_name_an_employer_or_a_telephone_alone_gives_no_key_at_all() -> None:
    assert blocking_keys(IdentityRecord("Claire", "Martin")) == ()
    assert blocking_keys(IdentityRecord(company="Acme", phone="01 99 00 10 10")) == ()


def test_keys_stay_few() -> None:
    record = replace(CLAIRE, first_name="Jean-Philippe", last_name="de la Tour-Martin")
    assert len(blocking_keys(record)) <= 20
    assert len(blocking_keys(CLAIRE)) <= 8


@pytest.mark.parametrize(
    "other",
    [
        BARE,
        IdentityRecord("MARTIN", "CLAIRE", company="ACME"),
        IdentityRecord("C.", "Martin", "cmartin@acme.example", company="Acme"),
        IdentityRecord(None, None, "Claire.Martin+x@ACME.example"),
        IdentityRecord(None, None, "claire.martin@acme.example"),
        IdentityRecord("Claire", "Martin-Durand", linkedin_url="fr.linkedin.com/in/CLAIRE-zz/fr"),
        IdentityRecord("Claire", "Durand", linkedin_url="linkedin.com/in/claire-zz"),
        IdentityRecord("Claire", "Martin", linkedin_url="in/claire-zz", company="Beta"),
        IdentityRecord("Claire", "Martin", company_domain="https://www.acme.example/"),
        IdentityRecord("Clare", "Martin", "claire.martin@acme.example"),
        IdentityRecord("Claire", "Durand", rocketreach_id="4711", company="Beta"),
    ],
)
def test_one_person_in_other_words_is_one(other: IdentityRecord) -> None:
    found = compare(CLAIRE, other)
    assert found.same, found


@pytest.mark.parametrize(
    "other",
    [
        IdentityRecord("Claire", "Martin"),
        IdentityRecord("Claire", "Martin", company="Beta", title="DRH", city="Lyon"),
        IdentityRecord("Paul", "Petit", company="Acme SAS", phone="+33 1 99 00 10 10"),
        IdentityRecord("Paul", "Petit", "claire.martin@acme.example"),
        IdentityRecord("Paul", "Martin", "claire.martin@acme.example"),
        IdentityRecord("Paul", "Martin", company="Acme", company_domain="acme.example"),
        IdentityRecord("Claude", "Martin", "claude.martin@acme.example", company="Acme"),
        IdentityRecord(
            "Claire", "Martin", "claire.martin2@acme.example", "in/claire-2", company="Acme"
        ),
        IdentityRecord("Claire", "Martin", "claire.martin2@acme.example", company="Acme"),
        IdentityRecord("Claire", "Martin", linkedin_url="in/another", company="Acme"),
        IdentityRecord("Paul", "Petit", linkedin_url="in/claire-zz", company="Acme"),
        IdentityRecord("Claire", "Martin", company="Acme", title="CFO", country="Canada"),
        IdentityRecord("Clara", "Martin", company="Acme"),
        IdentityRecord("Marie-Claire", "Martin", company="Acme", title="Juriste"),
    ],
)
def test_two_people_with_something_in_common_stay_two(other: IdentityRecord) -> None:
    found = compare(CLAIRE, other)
    assert not found.same, found


def test_father_and_son_of_one_name_stay_two() -> None:
    father = IdentityRecord("Jean", "Dupont", company="Vega", city="Lille")
    assert not compare(father, replace(father, company="Altair")).same
    senior = IdentityRecord("William", "Carter Sr.", company="Vega")
    assert not compare(senior, replace(senior, last_name="Carter Jr.")).same


def test_a_role_address_in_common_proves_nothing() -> None:
    a = IdentityRecord("Marie", "Leroy", "contact@vega.example", company="Vega")
    assert not compare(a, replace(a, first_name="Paul", last_name="Petit")).same


def test_a_mobile_goes_with_its_person_and_a_switchboard_with_nobody() -> None:
    a = IdentityRecord("Zo\u00e9", "Noiret", phone="06 39 98 00 01", company="Vega")
    assert compare(a, replace(a, phone="+33639980001", company="Altair")).same
    desk = replace(a, phone="01 99 00 10 10")
    assert not compare(desk, replace(desk, company="Altair")).same


def test_profiles_of_two_kinds_do_not_speak_against_one_person() -> None:
    a = replace(BARE, linkedin_url="in/claire-zz")
    assert compare(a, replace(BARE, linkedin_url="in/ACoAAAzzQwErTy")).same


def test_names_that_each_have_their_own_address_outweigh_a_pasted_profile() -> None:
    a = IdentityRecord("Jean", "Dupont", "jean.dupont@vega.example", "in/dupont-zz")
    assert not compare(a, IdentityRecord("Marie", "Dupont", "marie.dupont@vega.example",
                                         "in/dupont-zz")).same  # fmt: skip


def test_an_initial_is_filled_by_a_full_first_name() -> None:
    initial = IdentityRecord("C.", "Martin", company="Acme")
    assert initial.filled_from(CLAIRE) == replace(CLAIRE, company="Acme")
    assert CLAIRE.filled_from(initial) == CLAIRE
    swapped = IdentityRecord("Martin", "Claire", company="Acme")
    assert initial.filled_from(swapped) == initial
    whole = IdentityRecord("M. Magnus Noiret", None, company="Acme")
    assert whole.filled_from(IdentityRecord("Noiret", "Magnus")) == whole


_TEXT = {
    "first_name": ["Claire", "C.", "Claude", "Bob", "Robert", "Jean", "Jean-Luc", "Martin", "Zoé"],
    "last_name": ["Martin", "MARTIN", "Martin-Durand", "Claire", "de la Tour", "Marten"],
    "email": [
        "claire.martin@acme.example", "cmartin@acme.example", "contact@acme.example",
        "Claire.Martin+x@ACME.example", "claire.martin2@acme.example", "zz.martin@gmail.com",
    ],
    "linkedin_url": [
        "in/claire-zz", "https://fr.linkedin.com/in/CLAIRE-zz/", "in/b", "in/ACoAAAzzQwEr",
    ],
    "rocketreach_id": ["1", "2"],
    "company": ["Acme", "ACME SAS", "Beta", "Acme France"],
    "company_domain": ["acme.example", "https://beta.test/"],
    "phone": ["01 99 00 10 10", "+33 6 39 98 00 01", "0639980001"],
    "title": ["DRH", "CFO"],
    "country": ["France", "Canada"],
}  # fmt: skip
RECORDS = st.builds(
    IdentityRecord,
    **{name: st.none() | st.sampled_from(values) for name, values in _TEXT.items()},
)


@given(RECORDS, RECORDS)
def test_comparing_is_symmetric(a: IdentityRecord, b: IdentityRecord) -> None:
    one, other = compare(a, b), compare(b, a)
    assert (one.same, one.score) == (other.same, other.score)
    assert 0 <= one.score <= 1


@given(RECORDS)
def test_a_record_with_a_strong_key_is_the_same_as_itself(record: IdentityRecord) -> None:
    if strong_keys(record):
        assert compare(record, record).same


@given(RECORDS)
def test_keys_outlive_case_spaces_and_swapped_names(record: IdentityRecord) -> None:
    spelled = replace(
        record,
        first_name=record.first_name and f" {record.first_name.upper()} ",
        last_name=record.last_name and record.last_name.lower(),
        email=record.email and f" {record.email.upper()}",
        company=record.company and f"{record.company.upper()} S.A.S.",
    )
    assert strong_keys(spelled) == strong_keys(record)
    assert blocking_keys(spelled) == blocking_keys(record)

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identity.matching import IdentityRecord, blocking_keys, strong_keys
from domain.identity.resolve import resolve
from evals.identity.measure import MemoryPeopleIndex, resolve_all
from evals.identity.people import AUTHORED, read_people

CLAIRE = IdentityRecord("Claire", "Martin", "claire.martin@acme.example", "in/claire-zz",
                        company="Acme")  # fmt: skip


def index_of(records: Sequence[IdentityRecord]) -> MemoryPeopleIndex:
    index = MemoryPeopleIndex()
    for record in records:
        index.add(record, resolve(record, index))
    return index


def test_nobody_known_makes_somebody_new() -> None:
    found = resolve(CLAIRE, MemoryPeopleIndex())
    assert found.person_id is None
    assert found.reason.startswith("new")


def test_a_changed_job_is_found_by_the_profile() -> None:
    moved = IdentityRecord("Claire", "Durand", "c.durand@beta.example", "linkedin.com/in/Claire-ZZ")
    assert resolve(moved, index_of([CLAIRE])).person_id == 0


def test_a_former_employer_is_remembered() -> None:
    moved = IdentityRecord("Claire", "Martin", linkedin_url="in/claire-zz", company="Beta")
    old = IdentityRecord("Claire", "Martin", company="Acme")
    assert resolve(old, index_of([moved, CLAIRE])).person_id == 0


def test_keys_of_two_people_in_one_record_are_a_conflict() -> None:
    paul = IdentityRecord("Paul", "Petit", "paul.petit@acme.example", company="Acme")
    mixed = IdentityRecord("Claire", "Martin", "paul.petit@acme.example", "in/claire-zz")
    found = resolve(mixed, index_of([CLAIRE, paul]))
    assert found.person_id == 0
    assert found.conflicts == (1,)
    assert found.same_as == ()


def test_a_record_that_joins_two_says_so() -> None:
    by_mail = IdentityRecord("Claire", "Martin", "claire.zz@orange.fr")
    both = IdentityRecord("Claire", "Martin", "claire.zz@orange.fr", "in/claire-zz")
    found = resolve(both, index_of([CLAIRE, by_mail]))
    assert {found.person_id, *found.same_as} == {0, 1}
    assert found.conflicts == ()


def test_a_shared_mailbox_tells_nothing_of_a_record_without_a_name() -> None:
    box = "famille.zz@orange.fr"
    index = index_of([IdentityRecord("Sophie", "Bernard", box), IdentityRecord("Luc", "Brun", box)])
    assert resolve(IdentityRecord(email=box), index).person_id is None
    assert resolve(IdentityRecord("Luc", "Brun", box), index).person_id == 1


def test_a_name_that_fits_two_colleagues_is_put_to_a_person() -> None:
    here = IdentityRecord("Jean", "Dupont", linkedin_url="in/jean-1", company="Orion")
    too = IdentityRecord("Jean", "Dupont", linkedin_url="in/jean-2", company="Orion")
    found = resolve(IdentityRecord("Jean", "Dupont", company="Orion SA"), index_of([here, too]))
    assert found.person_id is None
    assert set(found.doubtful) == {0, 1}


def test_what_is_almost_the_same_is_doubtful_not_joined() -> None:
    other = IdentityRecord("Claire", "Martin", linkedin_url="in/other-zz", company="Acme")
    found = resolve(other, index_of([CLAIRE]))
    assert (found.person_id, found.doubtful) == (None, (0,))


_AUTHORED = [row.record for row in read_people(AUTHORED)]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(_AUTHORED), min_size=1, max_size=25))
def test_resolving_again_gives_the_same_person(records: list[IdentityRecord]) -> None:
    index = MemoryPeopleIndex()
    for record in records:
        given_id = index.add(record, resolve(record, index))
        if strong_keys(record) or blocking_keys(record):
            again = resolve(record, index).person_id
            assert again is not None, record
            assert index.person(again) == index.person(given_id), record


@settings(max_examples=10)
@given(st.permutations(_AUTHORED[:40]))
def test_the_same_records_twice_make_no_more_people(records: list[IdentityRecord]) -> None:
    keyed = [each for each in records if strong_keys(each)]
    once, twice = resolve_all(keyed), resolve_all([*keyed, *keyed])
    assert len(set(twice)) <= len(set(once))


def test_a_former_name_at_the_employer_is_remembered() -> None:
    married = IdentityRecord("Claire", "Durand", linkedin_url="in/claire-zz", company="Acme")
    bare = IdentityRecord("Claire", "Martin", company="Acme SAS")
    assert resolve(bare, index_of([married])).person_id is None
    assert resolve(bare, index_of([married, CLAIRE])).person_id == 0

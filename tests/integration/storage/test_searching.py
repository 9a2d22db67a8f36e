"""The list of prospects: pages that meet, words found wherever they stand."""

from __future__ import annotations

import pytest
from storage_records import House, add_campaign, add_person, add_prospect, facts, walk

from domain.stages import Entity
from services.searching import search
from storage.database import Database


def pages(database: Database, **asked: object) -> list[int]:
    found: list[int] = []
    place = None
    while True:
        page = search(database, after=place, limit=3, **asked)  # type: ignore[arg-type]
        found += [row["id"] for row in page.rows]
        place = page.next
        if place is None:
            return found


@pytest.fixture
def listed(house: House, database: Database) -> Database:
    for name, numbers in (("one", range(5)), ("two", range(5, 12))):
        campaign_id = house.running_campaign(name)
        house.import_people(campaign_id, [facts(number) for number in numbers])
    house.qualify(1)
    return database


@pytest.mark.parametrize(
    ("asked", "ids"),
    [({}, range(12, 0, -1)), ({"campaign_id": 1}, range(5, 0, -1)),
     ({"campaign_id": 1, "stage": "qualified"}, range(5, 0, -1)),
     ({"stage": "enriched"}, range(12, 5, -1)), ({"text": "martel"}, range(12, 0, -1)),
     ({"text": "MARTEL vp", "campaign_id": 2}, range(12, 5, -1)),
     ({"text": "mar sales", "stage": "qualified"}, range(5, 0, -1)),
     ({"text": "alix.martel3@firm3"}, [4]), ({"text": "nobody"}, [])],
    ids=str,
)  # fmt: skip
def test_the_pages_hold_everybody_once_newest_first(
    listed: Database, asked: dict[str, object], ids: range
) -> None:
    assert pages(listed, **asked) == list(ids)


@pytest.mark.parametrize(
    "text", ['"', '"" OR', "NOT", "a* OR b", "title:x", "^", "-", "(", "'; --"]
)
def test_nothing_typed_is_an_operator(listed: Database, text: str) -> None:
    assert isinstance(search(listed, text).rows, tuple)


def test_names_are_found_without_their_accents_and_under_their_new_spelling(
    database: Database,
) -> None:
    with database.begin() as work:
        person_id = add_person(work, "zoe@firm.example")
        work.update("people", person_id, first_name="Zoé", last_name="Lefèvre")
        add_prospect(work, add_campaign(work), person_id)
    assert search(database, "zoe lefev").rows[0]["last_name"] == "Lefèvre"
    with database.begin() as work:
        work.update("people", person_id, last_name="Martin")
    assert search(database, "lefevre").rows == ()
    assert len(search(database, "Martin").rows) == 1


def test_a_person_in_two_campaigns_is_listed_in_each(database: Database) -> None:
    with database.begin() as work:
        person_id = add_person(work, "zoe@firm.example")
        first = add_prospect(work, add_campaign(work, "one"), person_id)
        walk(work, Entity.PROSPECT, first, "found", "suppressed")
        add_prospect(work, add_campaign(work, "two"), person_id)
    page = search(database, "zoe", limit=1)
    assert page.next is not None
    assert [row["id"] for row in search(database, "zoe", after=page.next).rows] == [first]

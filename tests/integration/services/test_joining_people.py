"""Two people known turn out to be one: never two first messages, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from service_house import House, facts

from domain.facts import ProspectFacts
from domain.stages import Entity

NAME = {"first_name": "Claire", "last_name": "Dupont"}
PROFILE = "https://www.linkedin.com/in/claire-dupont-7"


def by_address(**bent: str | None) -> ProspectFacts:
    return facts(1, **{**NAME, "email": "claire.dupont@firm1.example", **bent})


def by_profile(**bent: str | None) -> ProspectFacts:
    """The same woman at her other employer's, known by her profile."""
    return facts(2, **{**NAME, "email": "c.dupont@firm2.example", "linkedin_url": PROFILE, **bent})


def proof() -> ProspectFacts:
    """One record that has the address of the one and the profile of the other."""
    return ProspectFacts(**NAME, email="claire.dupont@firm1.example", linkedin_url=PROFILE)


def prove(house: House) -> None:
    """The record comes in by way of a campaign of its own."""
    house.import_people(house.running_campaign("proof"), proof())


def people(house: House) -> list[dict[str, Any]]:
    return house.rows("SELECT id, joined_to FROM people ORDER BY id")


def sound(house: House) -> None:
    """What must hold after every join."""
    assert house.database.check() == []
    one = "coalesce(h.joined_to, h.id)"
    assert not house.rows(
        f"SELECT {one} FROM prospects p JOIN people h ON h.id = p.person_id WHERE p.stage NOT IN"
        " ('disqualified','bounced','unsubscribed','suppressed','erased')"
        f" AND p.released_at IS NULL GROUP BY {one} HAVING count(*) > 1"
    )
    assert not house.rows(
        "SELECT person_id FROM messages WHERE stage IN ('draft','approved','queued','sending',"
        "'uncertain') GROUP BY person_id HAVING count(*) > 1"
    )


def test_two_are_one_when_a_record_proves_it(house: House) -> None:
    campaign_id = house.running_campaign()
    house.import_people(campaign_id, by_address(), by_profile())
    assert [row["joined_to"] for row in people(house)] == [None, None]
    prove(house)
    assert sorted(row["joined_to"] is None for row in people(house)) == [False, True]
    sound(house)
    (audited,) = house.rows("SELECT * FROM audit WHERE entity = 'people'")
    assert '"joined"' in audited["detail"]


@pytest.mark.parametrize("same_campaign", [True, False])
@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize("stage", ["draft", "approved", "sent"])
def test_the_one_who_is_further_goes_on_and_the_other_ends(
    house: House, same_campaign: bool, ahead: int, stage: str
) -> None:
    both = [by_address(), by_profile()]
    first = house.qualified(both[ahead], name="one")
    house.draft(first)
    (message,) = house.messages(first)
    if stage != "draft":
        house.review.approve(message["id"], who="rep")
    if stage == "sent":
        house.outbox.run(first)
    second = first if same_campaign else house.running_campaign("two")
    house.import_people(second, both[1 - ahead])
    house.qualify(second)
    behind = house.prospect(second, 1 if same_campaign else 0)
    prove(house)
    sound(house)
    assert house.one("messages", message["id"])["stage"] == stage
    kept = "contacted" if stage == "sent" else "drafted"
    assert house.one("prospects", message["prospect_id"])["stage"] == kept
    assert house.one("prospects", behind["id"])["stage"] == "suppressed"
    why = house.audit("prospects", behind["id"])[-1]["why"]
    assert f"the same person as prospect {message['prospect_id']}" in why
    for campaign_id in {first, second}:
        assert house.draft(campaign_id)["drafted"] == 0


@pytest.mark.parametrize("same_campaign", [True, False])
def test_of_two_open_messages_one_is_cancelled(house: House, same_campaign: bool) -> None:
    first = house.qualified(by_address(), name="one")
    house.draft(first)
    second = first if same_campaign else house.running_campaign("two")
    house.import_people(second, by_profile())
    house.qualify(second)
    house.draft(second)
    prove(house)
    sound(house)
    stages = sorted(row["stage"] for row in house.rows("SELECT stage FROM messages"))
    assert stages == ["cancelled", "draft"]


def test_two_that_were_both_written_to_keep_both_messages(house: House) -> None:
    campaign_id = house.drafted(by_address(), by_profile())
    house.send(campaign_id)
    assert len(house.mailer.posted) == 2
    prove(house)
    sound(house)
    messages = house.messages(campaign_id)
    assert [m["stage"] for m in messages] == ["sent", "sent"]
    assert len({m["person_id"] for m in messages}) == 1
    assert sorted(house.stages(campaign_id)) == ["contacted", "suppressed"]


def test_two_messages_that_are_both_being_sent_do_not_stop_the_join(house: House) -> None:
    campaign_id = house.drafted(by_address(), by_profile())
    for message in house.messages(campaign_id):
        house.review.approve(message["id"], who="rep")
        with house.database.begin() as work:
            for before, to in (("approved", "queued"), ("queued", "sending")):
                work.move(Entity.MESSAGE, message["id"], expected=before, to=to, who="t", why="t")
    prove(house)
    sound(house)
    assert [m["stage"] for m in house.messages(campaign_id)] == ["sending", "sending"]


def test_a_second_campaign_hears_of_a_message_to_the_other_address(house: House) -> None:
    first = house.drafted(by_address(), name="one")
    house.send(first)
    house.campaigns.stop(first, who="lead")
    second = house.qualified(by_profile(), name="two")
    prove(house)
    sound(house)
    assert house.draft(second)["drafted"] == 0
    assert len(house.mailer.posted) == 1


def test_points_that_did_not_suffice_do_not_outweigh_the_other_record(house: House) -> None:
    campaign_id = house.qualified(by_address(title="Intern"), by_profile())
    assert house.stages(campaign_id) == ["disqualified", "qualified"]
    prove(house)
    sound(house)
    assert house.stages(campaign_id) == ["suppressed", "qualified"]


def test_a_persons_refusal_of_the_one_is_a_refusal_of_both(house: House) -> None:
    campaign_id = house.qualified(by_address(), by_profile())
    refused = house.prospect(campaign_id, 0)["id"]
    house.verdicts.decide(refused, "reject", who="rep", why="a rival")
    prove(house)
    sound(house)
    assert house.stages(campaign_id) == ["disqualified", "suppressed"]
    assert house.draft(campaign_id)["drafted"] == 0


@pytest.mark.parametrize("reason", ["unsubscribed", "manual"])
def test_whoever_objected_at_one_address_is_not_written_to_at_the_other(
    house: House, reason: str
) -> None:
    first = house.drafted(by_address(), name="one")
    house.suppressing.add("claire.dupont@firm1.example", reason=reason, who="rep")
    second = house.drafted(by_profile(), name="two")
    assert house.stages(second) == ["drafted"]
    prove(house)
    sound(house)
    assert (house.stages(first), house.stages(second)) == (["suppressed"], ["suppressed"])
    assert [m["stage"] for m in house.messages(second)] == ["cancelled"]
    values = {row["value"] for row in house.suppressing.all()}
    assert values == {"claire.dupont@firm1.example", "c.dupont@firm2.example"}


def test_the_prospect_of_a_campaign_that_is_over_stands_in_nobodys_way(house: House) -> None:
    first = house.drafted(by_address(), name="one")
    house.campaigns.stop(first, who="lead")
    second = house.drafted(by_profile(), name="two")
    prove(house)
    sound(house)
    assert house.stages(first) == ["qualified"]
    assert house.stages(second) == ["drafted"]


def test_what_was_known_of_either_is_known_of_the_one(house: House) -> None:
    campaign_id = house.running_campaign()
    house.import_people(
        campaign_id, by_address(phone="+33612345678"), by_profile(city="Lyon", phone=None)
    )
    prove(house)
    (kept,) = house.rows("SELECT * FROM people WHERE joined_to IS NULL")
    assert (kept["phone"], kept["linkedin_url"]) == ("+33612345678", PROFILE)
    again = house.running_campaign("again")
    for person in (by_address(), by_profile(), proof()):
        (row,) = house.import_people(again, person)
        assert row.outcome == "refused"
    assert len(people(house)) == 2

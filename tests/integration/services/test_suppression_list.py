"""The suppression list: who joins it, what follows, and who may take them off."""

from __future__ import annotations

from typing import Any

import pytest
from service_house import House, facts

from domain.stages import ProspectStage
from errors import Conflict, InvalidInput, NotFound
from services.suppressing import suppress_address, suppression_of

ADDRESS = "alixab.martelab@firm1.example"


def entries(house: House) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["value"], row["reason"]) for row in house.suppressing.all()]


def object_by(house: House, reason: str, address: str = ADDRESS) -> None:
    with house.database.begin() as work:
        suppress_address(
            work,
            address,
            reason=reason,
            who="tracking",
            clock=house.clock,
            end=ProspectStage.UNSUBSCRIBED,
        )


@pytest.mark.parametrize(
    "spelling", [ADDRESS, "AlixAB.MartelAB+news@FIRM1.example", f"<{ADDRESS}>"]
)
def test_an_address_is_one_however_it_is_spelled(house: House, spelling: str) -> None:
    campaign_id = house.drafted(facts(1))
    assert house.suppressing.add(spelling, reason="manual", who="rep") == ("address", ADDRESS)
    assert house.stages(campaign_id) == ["suppressed"]
    assert [m["stage"] for m in house.messages(campaign_id)] == ["cancelled"]


@pytest.mark.parametrize("stage", ["draft", "approved", "sent"])
def test_suppression_ends_a_prospect_at_any_stage(house: House, stage: str) -> None:
    campaign_id = house.drafted(facts(1))
    if stage == "approved":
        house.review.approve(house.messages(campaign_id)[0]["id"], who="rep")
    if stage == "sent":
        house.send(campaign_id)
    house.suppressing.add(ADDRESS, reason="customer", who="rep")
    house.outbox.run(campaign_id)
    assert house.stages(campaign_id) == ["suppressed"]
    expected = "sent" if stage == "sent" else "cancelled"
    assert [m["stage"] for m in house.messages(campaign_id)] == [expected]
    assert len(house.mailer.posted) == (stage == "sent")


def test_a_domain_ends_everybody_there_and_below_it_and_nobody_beside_it(house: House) -> None:
    below = facts(2, email="bo@mail.firm1.example", company_domain="mail.firm1.example")
    beside = facts(3, email="cy@notfirm1.example", company_domain="notfirm1.example")
    elsewhere = facts(4, email="dee@group.example", company_domain="firm1.example")
    campaign_id = house.drafted(facts(1), below, beside, elsewhere)
    assert house.suppressing.add("Firm1.example", reason="competitor", who="rep") == (
        "domain",
        "firm1.example",
    )
    assert house.stages(campaign_id) == ["suppressed", "suppressed", "drafted", "suppressed"]
    stages = {m["to_email"]: m["stage"] for m in house.messages(campaign_id)}
    assert [to for to, stage in stages.items() if stage == "draft"] == ["cy@notfirm1.example"]


def test_a_subdomain_holds_nobody_above_it(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    house.suppressing.add("mail.firm1.example", reason="manual", who="rep")
    assert house.stages(campaign_id) == ["drafted"]


def test_what_waits_for_a_former_address_is_cancelled_too(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    person_id = house.prospect(campaign_id)["person_id"]
    with house.database.begin() as work:
        work.update("people", person_id, email="new@firm1.example", address_key="new@firm1.example")
    house.suppressing.add(ADDRESS, reason="manual", who="rep")
    assert [m["stage"] for m in house.messages(campaign_id)] == ["cancelled"]


def test_adding_twice_changes_nothing(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    house.suppressing.add(ADDRESS, reason="manual", who="rep")
    before = (entries(house), house.rows("SELECT * FROM audit"))
    house.suppressing.add(ADDRESS.upper(), reason="customer", who="another")
    assert (entries(house), house.rows("SELECT * FROM audit")) == before
    assert house.stages(campaign_id) == ["suppressed"]


def test_an_objection_replaces_the_reps_own_reason_and_never_the_other_way(house: House) -> None:
    house.suppressing.add(ADDRESS, reason="some words of the rep", who="rep")
    object_by(house, "unsubscribed")
    assert entries(house) == [("address", ADDRESS, "unsubscribed")]
    house.suppressing.add(ADDRESS, reason="manual", who="rep")
    assert entries(house) == [("address", ADDRESS, "unsubscribed")]


@pytest.mark.parametrize("reason", ["manual", "bounced", "customer", "competitor", "own words"])
def test_the_reps_own_judgement_can_be_lifted_with_a_reason(house: House, reason: str) -> None:
    house.suppressing.add(ADDRESS, reason=reason, who="rep")
    house.suppressing.remove(ADDRESS, reason="a slip", who="rep")
    assert entries(house) == []
    (row,) = house.rows("SELECT * FROM audit WHERE detail LIKE '%removed%'")
    assert (row["who"], row["why"]) == ("rep", "a slip")
    assert house.draft(house.qualified(facts(1)))["drafted"] == 1


@pytest.mark.parametrize("reason", ["unsubscribed", "complained", "objected"])
def test_what_people_asked_for_is_lifted_only_at_their_request(house: House, reason: str) -> None:
    object_by(house, reason)
    with pytest.raises(Conflict, match="not ours to lift"):
        house.suppressing.remove(ADDRESS, reason="we want to", who="rep")
    assert len(entries(house)) == 1
    house.suppressing.remove(ADDRESS, reason="wrote to us", who="rep", at_their_request=True)
    assert entries(house) == []


def test_an_erasure_is_never_lifted(house: House) -> None:
    object_by(house, "erased")
    with pytest.raises(Conflict, match="erased"):
        house.suppressing.remove(ADDRESS, reason="asked", who="rep", at_their_request=True)


def test_whoever_was_ended_stays_ended_in_that_campaign(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    house.suppressing.add(ADDRESS, reason="manual", who="rep")
    house.suppressing.remove(ADDRESS, reason="a slip", who="rep")
    assert house.draft(campaign_id)["drafted"] == 0
    assert house.stages(campaign_id) == ["suppressed"]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_neither_adding_nor_removing_goes_without_a_reason(house: House, reason: str) -> None:
    house.suppressing.add("other@firm2.example", reason="manual", who="rep")
    act: Any
    for act, what in (
        (house.suppressing.add, ADDRESS),
        (house.suppressing.remove, "other@firm2.example"),
    ):
        with pytest.raises(InvalidInput, match="reason"):
            act(what, reason=reason, who="rep")


@pytest.mark.parametrize(
    "what", ["", "@", "nobody", "co.uk", "a b.example", "a@", "x@y@z", "1.2.3.4"]
)
def test_what_is_neither_address_nor_domain_is_refused(house: House, what: str) -> None:
    with pytest.raises(InvalidInput, match="neither"):
        house.suppressing.add(what, reason="manual", who="rep")
    assert entries(house) == []


def test_an_address_that_is_not_on_the_list_cannot_be_removed(house: House) -> None:
    house.suppressing.add("firm1.example", reason="manual", who="rep")
    with pytest.raises(NotFound, match="not on the suppression list"):
        house.suppressing.remove(ADDRESS, reason="a slip", who="rep")


def test_the_claim_asks_for_the_domain_above_an_address_too(house: House) -> None:
    house.suppressing.add("firm1.example", reason="customer", who="rep")
    with house.database.read() as reading:
        held = suppression_of(reading, "bo@eu.mail.firm1.example")
        assert held is not None
        assert held["value"] == "firm1.example"
        assert suppression_of(reading, "bo@notfirm1.example") is None

"""Drafting: whom, in which order, and what happens when something outside fails."""

from __future__ import annotations

import json

import pytest
from service_house import MEDIUM, House, facts

from errors import InvalidInput, Misconfigured, Temporary
from services.composing import Addresses


def held(house: House, campaign_id: int, place: int = 0) -> str:
    return house.prospect(campaign_id, place)["held_reason"] or ""


def test_only_the_qualified_are_drafted_and_move_on(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2, title="Intern"), facts(3))
    house.import_people(campaign_id, facts(4))  # not assessed yet
    assert house.draft(campaign_id) == {"drafted": 2, "held": 0, "failed": 0}
    assert house.stages(campaign_id) == ["drafted", "disqualified", "drafted", "enriched"]
    assert house.draft(campaign_id)["drafted"] == 0


def test_the_best_score_comes_first_and_priority_settles_equals(house: House) -> None:
    campaign_id = house.qualified(facts(1, **MEDIUM), facts(2), facts(3), threshold=10)
    with house.database.begin() as work:
        for place, priority in ((0, 100), (1, 20), (2, 80)):
            key = house.prospect(campaign_id, place)["id"]
            work.update("prospects", key, priority=priority)
    house.draft(campaign_id)
    assert [m["to_email"].partition("@")[2] for m in house.messages(campaign_id)] == [
        "firm3.example",
        "firm2.example",
        "firm1.example",
    ]


def test_no_more_drafts_wait_than_two_days_will_send(house: House) -> None:
    campaign_id = house.qualified(*(facts(n) for n in range(1, 8)), per_day=2)
    assert house.draft(campaign_id)["drafted"] == 4
    assert house.draft(campaign_id)["drafted"] == 0
    house.review.reject(house.messages(campaign_id)[0]["id"], who="rep", why="dull")
    assert house.draft(campaign_id)["drafted"] == 1


@pytest.mark.parametrize(
    ("email", "why"),
    [
        (None, "no e-mail address"),
        ("contact@firm1.example", "belongs to a desk"),
        ("sales-fr@firm1.example", "belongs to a desk"),
        ("alixab.martelab@mailinator.com", "throw-away"),
        ("alixab.martelab@gmail.com", "private address"),
        ("alixé.martel@firm1.example", "plain letters"),
    ],
)
def test_an_address_that_is_not_the_persons_own_at_work_is_not_written_to(
    house: House, email: str | None, why: str
) -> None:
    person = facts(1, email=email, linkedin_url="https://www.linkedin.com/in/alix-1")
    campaign_id = house.qualified(person, facts(2))
    assert house.draft(campaign_id) == {"drafted": 1, "held": 1, "failed": 0}
    assert why in held(house, campaign_id)
    assert house.stages(campaign_id)[0] == "qualified"


def test_a_campaign_that_reveals_private_addresses_writes_to_them(house: House) -> None:
    person = facts(1, email="alixab.martelab@gmail.com")
    campaign_id = house.drafted(person, personal_email=True)
    assert [m["to_email"] for m in house.messages(campaign_id)] == ["alixab.martelab@gmail.com"]


def test_the_reason_goes_when_the_cause_does(house: House) -> None:
    campaign_id = house.qualified(facts(1, email=None))
    house.draft(campaign_id)
    assert held(house, campaign_id)
    house.import_people(campaign_id, facts(1))  # the same person, now with an address
    assert house.draft(campaign_id)["drafted"] == 1
    assert held(house, campaign_id) == ""


@pytest.mark.parametrize(
    "entry", ["AlixAB.MartelAB+news@firm1.example", "firm1.example", "@firm1.example"]
)
def test_whoever_is_suppressed_before_they_come_is_held_with_the_reason(
    house: House, entry: str
) -> None:
    house.suppressing.add(entry, reason="customer", who="rep")
    campaign_id = house.drafted(facts(1), facts(2))
    assert house.stages(campaign_id) == ["qualified", "drafted"]
    assert "suppressed" in held(house, campaign_id)


def test_a_suppressed_company_is_held_whatever_the_address(house: House) -> None:
    house.suppressing.add("firm1.example", reason="competitor", who="rep")
    person = facts(1, email="alixab.martelab@firm1-group.example")
    campaign_id = house.drafted(person)
    assert held(house, campaign_id) == "the company is suppressed: firm1.example"


def test_a_colleagues_reply_holds_the_company_until_a_person_releases_it(house: House) -> None:
    mate = facts(2, company="Firm 1", company_domain="firm1.example", email="bo@firm1.example")
    campaign_id = house.qualified(facts(1), mate, facts(3))
    house.hold_company(house.prospect(campaign_id)["id"], "domain:firm1.example")
    assert house.draft(campaign_id) == {"drafted": 1, "held": 2, "failed": 0}
    assert "a colleague replied" in held(house, campaign_id, 1)
    house.holds.release_hold("domain:firm1.example", who="rep")
    assert house.draft(campaign_id)["drafted"] == 2


def test_an_approved_message_to_a_held_company_waits_and_goes_after_the_release(
    house: House,
) -> None:
    mate = facts(2, company="Firm 1", company_domain="firm1.example", email="bo@firm1.example")
    campaign_id = house.drafted(mate)
    house.hold_company(house.prospect(campaign_id)["id"], "domain:firm1.example")
    house.send(campaign_id)
    assert house.mailer.posted == []
    house.holds.release_hold("domain:firm1.example", who="rep")
    house.outbox.run(campaign_id)
    assert len(house.mailer.posted) == 1


def test_nobody_is_drafted_within_the_contact_window_of_another_campaign(house: House) -> None:
    first = house.drafted(facts(1), name="one")
    house.send(first)
    house.campaigns.stop(first, who="lead")
    # The same address, given for somebody of whom nothing else is known to be the same.
    second = house.drafted(facts(1), name="two", window=30)
    assert "contact window" in held(house, second)
    house.later(days=30, minutes=5)
    assert house.draft(second)["drafted"] == 1


def test_an_address_that_two_people_gave_is_the_ones_whose_name_it_bears(house: House) -> None:
    shared = "claire.dupont@firm1.example"
    claire = facts(1, first_name="Claire", last_name="Dupont", email=shared)
    paul = facts(1, first_name="Paul", last_name="Mercier", email=shared)
    campaign_id = house.drafted(paul, claire)
    assert house.stages(campaign_id) == ["qualified", "drafted"]
    assert held(house, campaign_id) == f"{shared} is the address of Claire Dupont"


def test_an_address_that_names_neither_of_two_people_is_written_to_for_neither(
    house: House,
) -> None:
    shared = "paris9@firm1.example"
    campaign_id = house.drafted(
        facts(1, first_name="Claire", last_name="Dupont", email=shared),
        facts(1, first_name="Paul", last_name="Mercier", email=shared),
    )
    assert house.messages(campaign_id) == []
    assert held(house, campaign_id) == f"{shared} is shared by 2 people"


def test_after_two_rejected_drafts_a_person_has_to_ask_for_another(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    for _ in range(2):
        house.draft(campaign_id)
        house.later(minutes=10)
        house.review.reject(house.messages(campaign_id)[-1]["id"], who="rep", why="dull")
    assert house.draft(campaign_id) == {"drafted": 0, "held": 1, "failed": 0}
    assert held(house, campaign_id).startswith("2 drafts were rejected")
    house.later(minutes=10)
    house.verdicts.decide(house.prospect(campaign_id)["id"], "contact", who="rep", why="try again")
    assert house.draft(campaign_id)["drafted"] == 1


# -- the calendar ------------------------------------------------------------------


def test_the_day_proposed_is_one_with_a_free_slot_far_enough_off(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    (message,) = house.messages(campaign_id)
    assert message["proposed_day"] == "2026-11-30"  # a Monday, at least six days ahead
    assert "Monday" in message["body"] or "30" in message["body"]


def test_without_free_slots_the_mail_proposes_no_day(house: House) -> None:
    house.calendar.mornings = False
    campaign_id = house.drafted(facts(1))
    (message,) = house.messages(campaign_id)
    assert message["proposed_day"] is None
    assert message["booking_url"] in message["body"]
    assert house.review.show(message["id"]).problems == ()


@pytest.mark.parametrize("broken", ["error", "link_error"])
def test_a_calendar_that_is_down_leaves_nothing_half_done(house: House, broken: str) -> None:
    campaign_id = house.qualified(facts(1))
    setattr(house.calendar, broken, Temporary("The calendar does not answer."))
    with pytest.raises(Temporary):
        house.draft(campaign_id)
    assert (house.stages(campaign_id), house.messages(campaign_id)) == (["qualified"], [])
    setattr(house.calendar, broken, None)
    assert house.draft(campaign_id)["drafted"] == 1


def test_a_calendar_with_no_active_event_type_is_said_to_be_so(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    house.calendar.types = ()
    with pytest.raises(Misconfigured, match="no active event type"):
        house.draft(campaign_id)


def test_the_calendar_is_not_asked_when_there_is_nobody_to_draft(house: House) -> None:
    campaign_id = house.qualified(facts(1, email=None))
    house.calendar.error = Temporary("The calendar does not answer.")
    assert house.draft(campaign_id)["drafted"] == 0


# -- interruptions -------------------------------------------------------------------


def test_a_kill_between_link_and_message_loses_nothing_but_the_link(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2))
    house.mailer.fail_for = {str(facts(2).email)}
    with pytest.raises(KeyboardInterrupt):
        house.draft(campaign_id)
    assert house.stages(campaign_id) == ["drafted", "qualified"]
    assert len(house.calendar.links) == 2
    house.mailer.fail_for = set()
    house.rows("UPDATE runs SET state = 'failed'")
    assert house.draft(campaign_id)["drafted"] == 1
    assert [m["stage"] for m in house.messages(campaign_id)] == ["draft", "draft"]


def test_one_mail_that_cannot_be_written_does_not_keep_the_others_back(house: House) -> None:
    campaign_id = house.qualified(*(facts(n) for n in range(1, 5)), per_day=1)
    house.writer.errors = {str(facts(1).email): InvalidInput("The name is unspeakable.")}
    assert house.draft(campaign_id) == {"drafted": 2, "held": 0, "failed": 1}
    assert house.stages(campaign_id) == ["qualified", "drafted", "drafted", "qualified"]
    assert "unspeakable" in held(house, campaign_id)


def test_whoever_objects_while_the_mail_is_being_written_gets_none(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2))

    def object_now() -> None:
        house.writer.meanwhile = None
        house.suppressing.add(str(facts(1).email), reason="unsubscribed", who="rep")

    house.writer.meanwhile = object_now
    assert house.draft(campaign_id)["drafted"] == 1
    assert house.stages(campaign_id) == ["suppressed", "drafted"]


def test_a_pause_while_the_mail_is_being_written_keeps_it_from_being_stored(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2))
    house.writer.meanwhile = lambda: (
        house.campaigns.get(campaign_id).is_running
        and house.campaigns.pause(campaign_id, who="rep", why="stop")
    )
    house.draft(campaign_id)
    assert house.messages(campaign_id) == []
    assert house.stages(campaign_id) == ["qualified", "qualified"]


# -- the payload ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This is a business offer."), ("fr", "Ceci est une proposition commerciale.")],
)
def test_every_first_mail_says_who_sends_it_in_the_campaigns_language(
    house: House, language: str, words: str
) -> None:
    campaign_id = house.drafted(facts(1), language=language)
    payload = json.loads(house.messages(campaign_id)[0]["payload"])
    text, page = (part["value"] for part in payload["content"])
    for said in (
        words,
        "Camille Riviere, Rendezvous SAS, 1 rue de l'Exemple, 75000 Paris",
        "RocketReach",
        "https://rendezvous.example/privacy",
    ):
        assert said in text
    assert words in page
    assert 'href="https://rendezvous.example/privacy"' in page


@pytest.mark.parametrize(
    ("public_url", "unsubscribe", "one_click"),
    [
        ("https://rdv.example/", "https://rdv.example/u/unsubscribe2", True),
        (None, "mailto:camille@rendezvous.example?subject=unsubscribe%20unsubscribe2", False),
    ],
)
def test_the_way_out_is_in_the_header_and_in_the_text(
    house: House, public_url: str | None, unsubscribe: str, one_click: bool
) -> None:
    campaign_id = house.qualified(facts(1))
    house.draft(campaign_id, Addresses(public_url, None))
    payload = json.loads(house.messages(campaign_id)[0]["payload"])
    assert payload["headers"]["List-Unsubscribe"] == f"<{unsubscribe}>"
    assert ("List-Unsubscribe-Post" in payload["headers"]) is one_click
    assert unsubscribe in payload["content"][0]["value"]
    assert payload["reply_to"]["email"] == "camille@rendezvous.example"
    assert payload["tracking_settings"]["subscription_tracking"]["enable"] is False

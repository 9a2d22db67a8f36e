"""Setting a campaign up: kept as it is answered, blocked in plain sight, launched in one."""

from __future__ import annotations

from typing import Any

import pytest
from service_house import House, spec

from domain.campaign_steps import Step
from errors import Conflict, InvalidInput, NotFound
from services.campaign_setup import CampaignSetup
from services.campaigns import template_sha256
from services.preferences import Preferences

ANSWERS: dict[str, Any] = {
    "name": "Autumn",
    "sector": "Software",
    "criteria.titles": ["Head of Sales"],
    "offer.product": "Rendezvous",
    "offer.value_proposition": "Rendezvous prepares the first mail.",
    "offer.call_to_action": "Would you have 30 minutes?",
    "template": "first_mail_en",
    "sender.name": "Camille Riviere",
    "sender.email": "camille@rendezvous.example",
    "legal.company": "Rendezvous SAS",
    "legal.postal_address": "1 rue de l'Exemple, 75000 Paris",
    "legal.privacy_url": "https://rendezvous.example/privacy",
}


@pytest.fixture
def setup(house: House) -> CampaignSetup:
    return CampaignSetup(
        house.database, house.campaigns, house.configuration, house.rules, house.clock
    )


def approve(house: House, setup: CampaignSetup, draft_id: int) -> None:
    name = setup.get(draft_id).answers["template"]
    template = house.configuration.template(name)
    setup.approve_template(draft_id, template_sha256(template), who="lead")


def complete(house: House, setup: CampaignSetup, **answers: Any) -> int:
    draft_id = setup.start(who="ana")
    setup.answer(draft_id, {**ANSWERS, **answers})
    approve(house, setup, draft_id)
    return draft_id


def test_answers_outlast_whoever_gave_them(house: House, setup: CampaignSetup) -> None:
    draft_id = setup.start(who="ana", time_zone="Europe/London")
    setup.answer(draft_id, {"name": "Autumn"})
    setup.answer(draft_id, {"criteria.titles": ["Head of Sales"], "criteria.places": ["France"]})
    setup.go_to(draft_id, Step.MESSAGE)
    setup.go_to(draft_id, Step.PEOPLE)
    again = CampaignSetup(
        house.database, house.campaigns, house.configuration, house.rules, house.clock
    ).get(draft_id)
    assert again.name == "Autumn"
    assert again.answers["criteria"] == {"titles": ["Head of Sales"], "places": ["France"]}
    assert again.answers["time_zone"] == "Europe/London"
    assert again.step == Step.PEOPLE
    assert not again.is_done(Step.NAME), "the sector is missing"
    assert again.is_done(Step.PEOPLE)
    assert not again.is_done(Step.MEETINGS), "nobody has looked at it yet"


def test_two_people_at_one_draft_keep_each_other_s_answers(setup: CampaignSetup) -> None:
    draft_id = setup.start(who="ana")
    setup.answer(draft_id, {"offer.product": "Rendezvous"})
    setup.answer(draft_id, {"offer.call_to_action": "Shall we talk?"})
    assert setup.get(draft_id).answers["offer"] == {
        "product": "Rendezvous",
        "call_to_action": "Shall we talk?",
    }


def test_an_answer_to_no_question_is_refused(setup: CampaignSetup) -> None:
    draft_id = setup.start(who="ana")
    with pytest.raises(InvalidInput):
        setup.answer(draft_id, {"name": "Autumn", "stage": "running"})
    assert setup.get(draft_id).name == ""


def test_a_complete_draft_is_launched_as_one_and_is_gone(
    house: House, setup: CampaignSetup
) -> None:
    draft_id = complete(house, setup)
    draft = setup.get(draft_id)
    assert setup.blocks(draft) == []
    campaign_id = setup.launch(draft_id, who="ana")
    campaign = house.campaigns.get(campaign_id)
    assert (campaign.name, campaign.stage, campaign.threshold) == ("Autumn", "running", 60)
    stages = [row["to_stage"] for row in house.audit("campaigns", campaign_id)]
    assert stages == ["draft", "ready", "running"]
    approved_by = house.one("campaigns", campaign_id)["template_approved_by"]
    assert approved_by == "lead", "who approved the words, and not who pressed the button"
    with pytest.raises(NotFound):
        setup.get(draft_id)


def test_what_is_missing_blocks_the_launch_and_leaves_no_half_campaign(
    house: House, setup: CampaignSetup
) -> None:
    draft_id = complete(house, setup, **{"offer.product": ""})
    blocks = setup.blocks(setup.get(draft_id))
    assert [(each.step, each.field) for each in blocks] == [(Step.MESSAGE, "offer.product")]
    with pytest.raises(Conflict, match=r"offer\.product"):
        setup.launch(draft_id, who="ana")
    assert house.campaigns.all() == []
    assert setup.get(draft_id).name == "Autumn"


def test_a_name_that_is_taken_blocks_the_launch(house: House, setup: CampaignSetup) -> None:
    house.campaigns.create(spec("autumn"), who="lead")
    draft_id = complete(house, setup)
    assert [each.field for each in setup.blocks(setup.get(draft_id))] == ["name_taken"]
    with pytest.raises(Conflict):
        setup.launch(draft_id, who="ana")


def test_words_that_nobody_approved_block_the_launch(house: House, setup: CampaignSetup) -> None:
    draft_id = setup.start(who="ana")
    setup.answer(draft_id, ANSWERS)
    assert [each.field for each in setup.blocks(setup.get(draft_id))] == ["template_approval"]
    approve(house, setup, draft_id)
    assert setup.blocks(setup.get(draft_id)) == []
    house.change_template("Kind regards,", "Warm regards,")
    assert [each.field for each in setup.blocks(setup.get(draft_id))] == ["template_approval"]


def test_words_that_changed_while_they_were_read_are_not_approved(
    house: House, setup: CampaignSetup
) -> None:
    draft_id = setup.start(who="ana")
    setup.answer(draft_id, ANSWERS)
    read = template_sha256(house.configuration.template("first_mail_en"))
    house.change_template("Kind regards,", "Warm regards,")
    with pytest.raises(Conflict, match="changed"):
        setup.approve_template(draft_id, read, who="lead")


def test_another_template_or_language_needs_its_own_approval(
    house: House, setup: CampaignSetup
) -> None:
    draft_id = complete(house, setup)
    setup.answer(draft_id, {"language": "fr"})
    draft = setup.get(draft_id)
    assert "template" not in draft.answers
    assert [each.field for each in setup.blocks(draft)] == ["template"]
    setup.answer(draft_id, {"template": "first_mail_fr"})
    assert [each.field for each in setup.blocks(setup.get(draft_id))] == ["template_approval"]


def test_words_approved_for_an_earlier_campaign_are_approved(
    house: House, setup: CampaignSetup
) -> None:
    house.running_campaign("Earlier")
    draft_id = setup.start(who="ana")
    setup.answer(draft_id, ANSWERS)
    approval = setup.approval(setup.get(draft_id))
    assert approval is not None and approval["accepted_by"] == "lead"
    house.campaigns.get(setup.launch(draft_id, who="ana"))


def test_a_copy_begins_with_the_campaign_s_settings_of_today(
    house: House, setup: CampaignSetup
) -> None:
    campaign_id = house.running_campaign("Earlier")
    house.campaigns.set_threshold(campaign_id, 71, who="lead")
    draft = setup.get(setup.start_from(campaign_id, name="Later", who="ana"))
    assert (draft.name, draft.answers["qualification"]["threshold"]) == ("Later", 71)
    assert draft.faults() == []
    assert house.campaigns.get(setup.launch(draft.id, who="ana")).threshold == 71


def test_a_new_draft_begins_with_the_sender_of_the_settings_else_of_the_latest_campaign(
    house: House, setup: CampaignSetup
) -> None:
    house.running_campaign("Earlier")
    first = setup.get(setup.start(who="ana")).answers
    assert first["sender"]["email"] == "camille@rendezvous.example"
    preferences = Preferences(house.database, house.clock)
    legal = {**first["legal"], "company": "Another SA"}
    sender = {"name": "Ana Bell", "email": "Ana@Rendezvous.example"}
    preferences.set_sender_and_legal(sender, legal, who="admin")
    second = setup.get(setup.start(who="ana")).answers
    assert second["sender"]["email"] == "ana@rendezvous.example"
    assert second["legal"]["company"] == "Another SA"
    with pytest.raises(InvalidInput, match="e-mail address"):
        preferences.set_sender_and_legal({**sender, "email": "ana"}, legal, who="admin")


def test_the_preview_is_what_three_people_would_read(house: House, setup: CampaignSetup) -> None:
    draft_id = setup.start(who="ana")
    assert setup.preview(setup.get(draft_id)) == []
    setup.answer(draft_id, {"template": "first_mail_en", "offer.product": "Rendezvous"})
    mails = setup.preview(setup.get(draft_id))
    assert [mail.text.splitlines()[0] for mail in mails] == [
        "Hello Priya,",
        "Hello Daniel,",
        "Hello,",
    ]
    assert "12 open positions" in mails[0].text
    setup.answer(draft_id, ANSWERS)
    for mail in setup.preview(setup.get(draft_id)):
        assert mail.problems == (), mail.subject
        assert "Rendezvous SAS" in mail.footer


def test_the_french_preview_reads_well_too(setup: CampaignSetup) -> None:
    draft_id = setup.start(who="ana", language="fr")
    setup.answer(
        draft_id,
        {
            **ANSWERS,
            "template": "first_mail_fr",
            "offer.value_proposition": "Rendezvous prépare le premier message.",
            "offer.call_to_action": "Auriez-vous 30 minutes ?",
        },
    )
    mails = setup.preview(setup.get(draft_id))
    assert "12 postes ouverts" in mails[0].text
    assert [mail.problems for mail in mails] == [(), (), ()]


def test_a_discarded_draft_is_gone(setup: CampaignSetup) -> None:
    draft_id = setup.start(who="ana")
    setup.discard(draft_id, who="ana")
    assert setup.all() == []

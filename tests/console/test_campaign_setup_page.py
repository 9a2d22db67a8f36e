"""The five steps as a person goes through them, and the list of campaigns."""

from __future__ import annotations

from typing import Any

import pytest
from opened import Console, texts
from streamlit.testing.v1 import AppTest

from console.asking import asking
from domain.campaign_steps import Step
from domain.roles import Role
from services.campaigns import template_sha256

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


@pytest.fixture(autouse=True)
def _nothing_asked_before() -> None:
    asking.cache_clear()


def draft(console: Console, step: Step = Step.NAME, **answers: Any) -> int:
    setup = console.house.campaign_setup
    draft_id = setup.start(who="ana@firm.example")
    if answers:
        setup.answer(draft_id, answers)
    setup.go_to(draft_id, step)
    return draft_id


def complete(console: Console) -> int:
    draft_id = draft(console, Step.REVIEW, **ANSWERS)
    template = console.house.configuration.template("first_mail_en")
    setup = console.house.campaign_setup
    setup.approve_template(draft_id, template_sha256(template), who="lead@firm.example")
    return draft_id


def open_draft(console: Console, draft_id: int | str, **who: Any) -> AppTest:
    page = console.open("campaign-setup", **who)
    page.query_params["draft"] = str(draft_id)
    return page.run()


def test_the_first_campaign_is_one_button_away(console: Console) -> None:
    page = console.open("campaigns", role=Role.REP)
    assert "about five minutes" in texts(page)
    page.button(key="first").click().run()
    assert not page.exception
    assert [each.made_by for each in console.house.campaign_setup.all()] == ["rep0@firm.example"]


def test_an_analyst_sees_campaigns_and_sets_none_up(console: Console) -> None:
    draft_id = draft(console, name="Autumn")
    page = console.open("campaigns", role=Role.ANALYST)
    assert not [each.key for each in page.button if each.key == f"discard-{draft_id}"]
    refused = open_draft(console, draft_id, role=Role.ANALYST)
    assert not refused.get("text_input")


def test_what_is_typed_is_kept_at_once_and_is_there_in_another_browser(console: Console) -> None:
    draft_id = draft(console)
    page = open_draft(console, draft_id)
    page.text_input(key=f"draft-{draft_id}-name").set_value("Autumn").run()
    assert console.house.campaign_setup.get(draft_id).name == "Autumn"
    other = open_draft(console, draft_id, role=Role.REP)
    assert other.text_input(key=f"draft-{draft_id}-name").value == "Autumn"


def test_next_says_in_plain_words_what_is_missing_and_stays(console: Console) -> None:
    draft_id = draft(console, name="Autumn")
    page = open_draft(console, draft_id)
    assert not page.warning, "nobody is scolded before they have tried"
    page.button(key="next").click().run()
    assert [each.value for each in page.warning] == [
        "Say which sector it is for, such as software or logistics."
    ]
    page.text_input(key=f"draft-{draft_id}-sector").set_value("Software").run()
    page.button(key="next").click().run()
    assert console.house.campaign_setup.get(draft_id).step == Step.PEOPLE


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_step_is_shown_empty_and_full(console: Console, step: Step, language: str) -> None:
    for draft_id in (draft(console, step), draft(console, step, **ANSWERS)):
        page = open_draft(console, draft_id, language=language)
        asking().settle()
        page.run()
        assert not page.exception
        assert not [each for each in page.error if "fault" in each.value.lower()]


def test_back_loses_nothing(console: Console) -> None:
    draft_id = draft(console, Step.MESSAGE, **ANSWERS)
    page = open_draft(console, draft_id)
    page.text_input(key=f"draft-{draft_id}-offer.product").set_value("Another").run()
    page.button(key="back").click().run()
    assert page.multiselect(key=f"draft-{draft_id}-criteria.titles").value == ["Head of Sales"]
    page.button(key="next").click().run()
    assert page.text_input(key=f"draft-{draft_id}-offer.product").value == "Another"


def test_a_vendor_that_is_down_is_a_sentence_and_the_step_goes_on(console: Console) -> None:
    draft_id = draft(console, Step.PEOPLE, **ANSWERS)
    open_draft(console, draft_id)
    with console.house.store.begin() as work:
        work.update("campaign_drafts", draft_id, step="people")
    console.house.store.connect().execute(
        "UPDATE campaign_drafts SET updated_at = '2020-01-01T00:00:00.000Z'"
    )
    console.house.store.connect().commit()
    page = open_draft(console, draft_id)
    asking().settle()
    page.run()
    assert not page.exception
    assert "You can go on without the count" in texts(page)
    page.button(key="next").click().run()
    assert console.house.campaign_setup.get(draft_id).step == Step.MESSAGE


def test_the_wording_is_read_then_approved(console: Console) -> None:
    draft_id = draft(console, Step.MESSAGE, **ANSWERS)
    page = open_draft(console, draft_id)
    assert "Hello Priya," in texts(page)
    (button,) = [each for each in page.button if (each.key or "").startswith("approve-")]
    button.click().run()
    assert "Approved by" in texts(page)
    assert console.house.campaign_setup.get(draft_id).template_sha256


def test_text_from_outside_is_shown_as_text(console: Console) -> None:
    evil = "<script>alert(1)</script>![x](http://evil.example/x.png)"
    draft_id = draft(console, Step.REVIEW, **{**ANSWERS, "name": evil, "offer.product": evil})
    page = open_draft(console, draft_id)
    shown = "\n".join(str(each.value) for each in (*page.title, *page.markdown))
    assert "![x](" not in shown
    assert "<script>alert" not in "\n".join(str(each.body) for each in page.get("html"))


def test_what_blocks_is_said_with_the_way_to_mend_it(console: Console) -> None:
    draft_id = draft(console, Step.REVIEW, **{**ANSWERS, "offer.product": ""})
    page = open_draft(console, draft_id)
    assert page.button(key="launch").disabled
    assert "Name what you offer." in texts(page)
    assert "approve its wording" in texts(page)
    page.button(key="mend-0").click().run()
    assert console.house.campaign_setup.get(draft_id).step == Step.MESSAGE


def test_the_one_button_launches_and_leads_to_the_list(console: Console) -> None:
    draft_id = complete(console)
    page = open_draft(console, draft_id, role=Role.REP)
    assert "This is what will happen" in texts(page)
    page.button(key="launch").click().run()
    assert not page.exception
    (campaign,) = console.house.campaigns.all()
    assert (campaign["name"], campaign["stage"]) == ("Autumn", "running")
    assert console.house.campaign_setup.all() == []


def test_a_campaign_is_paused_resumed_stopped_and_copied_from_the_list(console: Console) -> None:
    key = console.house.campaign_setup.launch(complete(console), who="ana")
    page = console.open("campaigns")
    page.button(key=f"pause-{key}").click().run()
    assert console.house.campaigns.get(key).stage == "paused"
    page.button(key=f"resume-{key}").click().run()
    assert console.house.campaigns.get(key).stage == "running"
    page.button(key=f"stop-{key}").click().run()
    assert console.house.campaigns.get(key).stage == "stopped"
    page.button(key=f"duplicate-{key}").click().run()
    assert not page.exception
    (copy,) = console.house.campaign_setup.all()
    assert copy.name == "Autumn (copy)"
    assert copy.answers["offer"]["product"] == "Rendezvous"


def test_a_draft_that_is_gone_says_so(console: Console) -> None:
    for wanted in ("99", "x", "", "9" * 40):
        page = open_draft(console, wanted)
        assert not page.exception
        assert "not here any more" in texts(page)

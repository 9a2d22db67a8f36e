"""A campaign's life: created, approved, launched, paused, ended; by a person each time."""

from __future__ import annotations

import pytest
from service_house import MEDIUM, House, facts, spec

from domain.stages import Entity
from errors import ConfigurationInvalid, Conflict, IllegalMove, InvalidInput, StageConflict


def test_a_new_campaign_is_a_draft_with_its_audit_row(house: House) -> None:
    campaign_id = house.campaigns.create(spec("SaaS"), who="lead")
    campaign = house.campaigns.get(campaign_id)
    assert (campaign.stage, campaign.threshold) == ("draft", 60)
    (row,) = house.audit("campaigns", campaign_id)
    assert (row["who"], row["to_stage"]) == ("lead", "draft")


@pytest.mark.parametrize("name", ["SaaS", "saas"])
def test_a_name_is_taken_in_any_case(house: House, name: str) -> None:
    house.campaigns.create(spec("SaaS"), who="lead")
    with pytest.raises(Conflict, match="named"):
        house.campaigns.create(spec(name), who="lead")


def test_a_threshold_that_the_file_leaves_out_is_that_of_the_rules(house: House) -> None:
    house.campaigns._rules = house.rules.model_copy(update={"threshold": 47})
    campaign_id = house.campaigns.create(spec("SaaS", threshold=None), who="lead")
    assert house.campaigns.get(campaign_id).threshold == 47


def test_a_template_of_another_language_is_refused(house: House) -> None:
    with pytest.raises(InvalidInput, match="template in 'fr'"):
        house.campaigns.create(spec("SaaS", template="first_mail_fr"), who="lead")
    assert house.campaigns.all() == []


def test_a_template_that_is_not_there_is_refused_naming_those_that_are(house: House) -> None:
    with pytest.raises(ConfigurationInvalid) as refused:
        house.campaigns.create(spec("SaaS", template="second_mail"), who="lead")
    assert "first_mail_en" in (refused.value.fix or "")


def test_a_template_with_an_unknown_placeholder_cannot_be_approved(house: House) -> None:
    campaign_id = house.campaigns.create(spec("SaaS"), who="lead")
    house.change_template("{{ value_proposition }}", "{{ value_propositon }}")
    with pytest.raises(ConfigurationInvalid, match="value_propositon"):
        house.campaigns.approve_template(campaign_id, who="lead")
    assert house.campaigns.get(campaign_id).stage == "draft"


def test_a_campaign_is_launched_only_with_an_approved_template(house: House) -> None:
    campaign_id = house.campaigns.create(spec("SaaS"), who="lead")
    with pytest.raises(Conflict, match="not approved") as refused:
        house.campaigns.launch(campaign_id, who="lead")
    assert f"approve-template {campaign_id}" in (refused.value.fix or "")
    house.campaigns.approve_template(campaign_id, who="lead")
    house.campaigns.launch(campaign_id, who="lead")
    campaign = house.campaigns.get(campaign_id)
    assert (campaign.stage, campaign.launched_at) == ("running", "2026-11-23T09:00:00.000Z")
    with pytest.raises(StageConflict):
        house.campaigns.launch(campaign_id, who="lead")


def test_a_running_campaign_keeps_to_the_words_that_were_approved(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    house.change_template("Kind regards,", "Warm regards,")
    house.draft(campaign_id)
    (message,) = house.messages(campaign_id)
    assert "Kind regards," in message["body"]


def test_approving_another_text_has_untouched_drafts_written_again(house: House) -> None:
    campaign_id = house.drafted(facts(1), facts(2), facts(3))
    untouched, edited, approved = house.messages(campaign_id)
    body = edited["body"].replace("Kind regards,", "Regards,")
    house.review.edit(edited["id"], who="rep", body=body)
    house.review.approve(approved["id"], who="rep")
    house.change_template("Kind regards,", "Warm regards,")
    house.campaigns.approve_template(campaign_id, who="lead")
    assert [m["stage"] for m in house.messages(campaign_id)] == ["cancelled", "draft", "approved"]
    assert house.one("prospects", untouched["prospect_id"])["stage"] == "qualified"
    house.draft(campaign_id)
    assert "Warm regards," in house.messages(campaign_id)[-1]["body"]
    assert house.one("messages", approved["id"])["payload_sha256"] == approved["payload_sha256"]
    last = house.audit("campaigns", campaign_id)[-1]
    assert '"withdrawn_drafts": 1' in last["detail"]


def test_approving_the_same_text_again_leaves_the_drafts_alone(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    house.campaigns.approve_template(campaign_id, who="lead")
    assert [m["stage"] for m in house.messages(campaign_id)] == ["draft"]


def test_a_draft_written_while_another_text_was_approved_is_not_kept(house: House) -> None:
    campaign_id = house.qualified(facts(1))

    def approve_another() -> None:
        house.writer.meanwhile = None
        house.change_template("Kind regards,", "Warm regards,")
        house.campaigns.approve_template(campaign_id, who="lead")

    house.writer.meanwhile = approve_another
    assert house.draft(campaign_id)["drafted"] == 0
    assert house.draft(campaign_id)["drafted"] == 1
    assert "Warm regards," in house.messages(campaign_id)[0]["body"]


def test_a_pause_keeps_its_reason_until_a_person_resumes(house: House) -> None:
    campaign_id = house.running_campaign()
    house.campaigns.pause(campaign_id, who="rep", why="holidays")
    assert house.campaigns.get(campaign_id).pause_reason == "holidays"
    with pytest.raises(StageConflict):
        house.campaigns.pause(campaign_id, who="rep", why="again")
    house.campaigns.resume(campaign_id, who="rep")
    campaign = house.campaigns.get(campaign_id)
    assert (campaign.stage, campaign.pause_reason) == ("running", None)
    with pytest.raises(StageConflict):
        house.campaigns.resume(campaign_id, who="rep")


def test_nothing_is_assessed_or_drafted_in_a_paused_campaign(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    house.campaigns.pause(campaign_id, who="rep", why="holidays")
    for step in (house.qualify, house.draft):
        with pytest.raises(Conflict, match="paused"):
            step(campaign_id)
    assert house.stages(campaign_id) == ["qualified"]


def test_stopping_cancels_what_is_open_and_keeps_what_was_sent(house: House) -> None:
    campaign_id = house.drafted(facts(1), facts(2), facts(3))
    house.send(campaign_id)  # one a person a day: all three go
    assert house.stages(campaign_id) == ["contacted"] * 3
    house.import_people(campaign_id, facts(4), facts(5))
    house.qualify(campaign_id)
    house.draft(campaign_id)
    draft, approved = house.messages(campaign_id)[3:]
    house.review.approve(approved["id"], who="rep")
    house.campaigns.stop(campaign_id, who="lead")
    assert [m["stage"] for m in house.messages(campaign_id)] == ["sent"] * 3 + ["cancelled"] * 2
    assert house.stages(campaign_id) == ["contacted"] * 3 + ["qualified"] * 2
    assert house.campaigns.get(campaign_id).stage == "stopped"
    assert draft["stage"] == "draft"


def test_whoever_was_drafted_in_a_stopped_campaign_can_be_drafted_in_another(house: House) -> None:
    first = house.drafted(facts(1), name="one")
    second = house.running_campaign("two")
    (refused,) = house.import_people(second, facts(1))
    assert (refused.outcome, refused.reason) == ("refused", f"live in campaign {first}")
    house.campaigns.stop(first, who="lead")
    (added,) = house.import_people(second, facts(1))
    assert added.outcome == "added"
    house.qualify(second)
    assert house.draft(second)["drafted"] == 1


def test_whoever_was_written_to_is_free_but_waits_for_the_contact_window(house: House) -> None:
    first = house.drafted(facts(1), name="one")
    house.send(first)
    house.campaigns.stop(first, who="lead")
    second = house.qualified(facts(1), name="two")
    assert house.draft(second) == {"drafted": 0, "held": 1, "failed": 0}
    assert "contact window ends on 2027-02-21" in house.prospect(second)["held_reason"]
    house.later(days=90, minutes=5)
    assert house.draft(second)["drafted"] == 1
    assert house.prospect(second)["held_reason"] is None


def test_a_campaign_that_was_never_launched_can_be_given_up(house: House) -> None:
    campaign_id = house.campaigns.create(spec("a slip"), who="lead")
    house.import_people(campaign_id, facts(1))
    house.campaigns.stop(campaign_id, who="lead")
    (added,) = house.import_people(house.running_campaign("another"), facts(1))
    assert added.outcome == "added"


def test_a_stopped_campaign_is_over_for_everything(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    house.campaigns.stop(campaign_id, who="lead")
    prospect_id = house.prospect(campaign_id)["id"]
    for attempt in (
        lambda: house.campaigns.stop(campaign_id, who="lead"),
        lambda: house.campaigns.set_threshold(campaign_id, 10, who="lead"),
        lambda: house.campaigns.approve_template(campaign_id, who="lead"),
        lambda: house.verdicts.decide(prospect_id, "reject", who="rep", why="late"),
        lambda: house.campaigns.complete(campaign_id, who="lead"),
    ):
        with pytest.raises(Conflict, match="stopped"):
            attempt()
    assert house.stages(campaign_id) == ["qualified"]
    with pytest.raises((Conflict, IllegalMove)):
        house.campaigns.launch(campaign_id, who="lead")


def test_a_campaign_is_completed_only_when_nothing_is_left_to_send(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    with pytest.raises(Conflict, match="1 messages"):
        house.campaigns.complete(campaign_id, who="lead")
    house.send(campaign_id)
    house.campaigns.complete(campaign_id, who="lead")
    assert house.campaigns.get(campaign_id).stage == "completed"
    assert house.prospect(campaign_id)["released_at"] is not None


def test_what_comes_back_to_the_queue_of_a_stopped_campaign_stands_in_nobodys_way(
    house: House,
) -> None:
    first = house.drafted(facts(1), name="one")
    (message,) = house.messages(first)
    house.review.approve(message["id"], who="rep")
    with house.database.begin() as work:
        for before, to in (("approved", "queued"), ("queued", "sending")):
            work.move(Entity.MESSAGE, message["id"], expected=before, to=to, who="t", why="t")
    house.campaigns.stop(first, who="lead")
    assert house.one("messages", message["id"])["stage"] == "sending"
    assert house.stages(first) == ["drafted"]
    with house.database.begin() as work:
        work.move(Entity.MESSAGE, message["id"], expected="sending", to="queued", who="t", why="t")
    second = house.drafted(facts(1), name="two")
    assert house.one("messages", message["id"])["stage"] == "cancelled"
    house.draft(second)
    assert [m["stage"] for m in house.messages(second)] == ["draft"]


def test_a_copy_has_the_settings_and_the_threshold_of_now_but_no_approval(house: House) -> None:
    campaign_id = house.running_campaign("SaaS")
    house.campaigns.set_threshold(campaign_id, 72, who="lead")
    copy = house.campaigns.get(house.campaigns.duplicate(campaign_id, name="Again", who="lead"))
    assert (copy.stage, copy.threshold, copy.template_sha256) == ("draft", 72, None)
    assert copy.spec.sender == spec("SaaS").sender


@pytest.mark.parametrize("name", ["", "   ", "x" * 501])
def test_a_copy_needs_a_proper_name(house: House, name: str) -> None:
    campaign_id = house.running_campaign("SaaS")
    with pytest.raises(InvalidInput, match="cannot be named"):
        house.campaigns.duplicate(campaign_id, name=name, who="lead")
    with pytest.raises(Conflict, match="named"):
        house.campaigns.duplicate(campaign_id, name=" saas ", who="lead")


@pytest.mark.parametrize("threshold", [-1, 101])
def test_a_threshold_lies_between_0_and_100(house: House, threshold: int) -> None:
    campaign_id = house.qualified(facts(1, **MEDIUM))
    with pytest.raises(InvalidInput, match="between 0 and 100"):
        house.campaigns.set_threshold(campaign_id, threshold, who="lead")
    assert house.campaigns.get(campaign_id).threshold == 60

"""Qualification: who is assessed, what the verdict is, and who may say otherwise."""

from __future__ import annotations

import json

import pytest
from service_house import MEDIUM, NO_DECISION, House, facts

from domain.facts import ProspectFacts
from errors import Conflict, InvalidInput, NotFound
from services.reporting import accuracy


def score(house: House, campaign_id: int, place: int = 0) -> int:
    prospect_id = house.prospect(campaign_id, place)["id"]
    return int(latest(house, prospect_id)["score"])


def latest(house: House, prospect_id: int) -> dict[str, object]:
    return house.rows(
        "SELECT * FROM assessments WHERE prospect_id = ? ORDER BY id DESC", prospect_id
    )[0]


def test_high_points_are_contacted_and_low_ones_and_gates_are_not(house: House) -> None:
    low = facts(2, title="Sales Manager", employees="20", revenue="30 M€", open_positions=None,
                employees_growth_12m="1%", company_news=None, company_description="Bakery.",
                website_updated_at="2024-01-01", last_funding_at=None)  # fmt: skip
    campaign_id = house.qualified(facts(1), low, facts(3, **NO_DECISION))
    assert house.stages(campaign_id) == ["qualified", "disqualified", "disqualified"]
    assert latest(house, house.prospect(campaign_id, 2)["id"])["gate"] == "no_authority"


def test_a_prospect_is_assessed_once_and_goes_through_assessed(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    assert house.qualify(campaign_id) == {}
    assert len(house.assessor.asked) == 1
    moves = [r["to_stage"] for r in house.audit("prospects", house.prospect(campaign_id)["id"])]
    assert moves == ["found", "enriched", "assessed", "qualified"]


def test_the_first_assessments_go_to_a_person_but_gates_do_not(house: House) -> None:
    campaign_id = house.qualified(*(facts(n) for n in range(1, 5)), first_reviewed=3)
    assert sorted(house.stages(campaign_id)) == ["needs_review"] * 3 + ["qualified"]
    gated = house.qualified(facts(7, **NO_DECISION), name="gated", first_reviewed=3)
    assert house.stages(gated) == ["disqualified"]


def test_how_many_are_reviewed_is_the_rules_where_the_file_says_nothing(house: House) -> None:
    rules = house.rules.model_copy(update={"first_reviewed": 1})
    campaign_id = house.running_campaign(first_reviewed=None)
    house.import_people(campaign_id, facts(1), facts(2))
    house.qualify(campaign_id, rules=rules)
    assert sorted(house.stages(campaign_id)) == ["needs_review", "qualified"]


def test_a_score_in_the_doubtful_band_and_too_many_unknowns_go_to_a_person(house: House) -> None:
    unknown = ProspectFacts(first_name="Alix", last_name="Roux", title="VP Sales",
                            email="alix.roux@roux.example")  # fmt: skip
    campaign_id = house.qualified(facts(1, **MEDIUM), unknown, threshold=0)
    band = house.rules.doubtful_band
    house.campaigns.set_threshold(campaign_id, score(house, campaign_id) + band, who="lead")
    assert house.stages(campaign_id) == ["needs_review", "needs_review"]
    house.campaigns.set_threshold(campaign_id, score(house, campaign_id) - band - 1, who="lead")
    assert house.stages(campaign_id) == ["qualified", "needs_review"]


# -- the threshold ------------------------------------------------------------------


def test_moving_the_threshold_decides_again_from_stored_points_both_ways(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2, **MEDIUM), facts(3, **NO_DECISION))
    middle = score(house, campaign_id, 1)
    asked = len(house.assessor.asked)
    low, high = max(middle - 20, 0), min(middle + 20, 100)
    counts = house.campaigns.set_threshold(campaign_id, low, who="lead")
    assert house.stages(campaign_id) == ["qualified", "qualified", "disqualified"]
    assert counts == {"qualified": 2, "needs_review": 0, "disqualified": 1}
    house.campaigns.set_threshold(campaign_id, high, who="lead")
    assert house.stages(campaign_id)[1:] == ["disqualified", "disqualified"]
    house.campaigns.set_threshold(campaign_id, low, who="lead")
    assert house.stages(campaign_id) == ["qualified", "qualified", "disqualified"]
    assert len(house.assessor.asked) == asked


def test_a_moved_threshold_is_told_in_the_audit_and_beside_each_verdict(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2, **MEDIUM))
    house.campaigns.set_threshold(campaign_id, 5, who="lead")
    moved = house.audit("campaigns", campaign_id)[-1]
    assert json.loads(moved["detail"]) == {"from": 60, "to": 5}
    assert moved["who"] == "lead"
    for place in (0, 1):
        row = latest(house, house.prospect(campaign_id, place)["id"])
        # Also where the stage stays: the reason names the threshold that holds now.
        assert row["threshold"] == 5
        assert "threshold of 5." in str(row["verdict_reason"])
    why = house.audit("prospects", house.prospect(campaign_id, 1)["id"])[-1]["why"]
    assert why.startswith("threshold moved to 5: ")


def test_a_persons_verdict_outlives_every_threshold(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2, **MEDIUM))
    house.verdicts.decide(house.prospect(campaign_id, 0)["id"], "reject", who="rep", why="rival")
    house.verdicts.decide(house.prospect(campaign_id, 1)["id"], "contact", who="rep", why="friend")
    for threshold in (0, 100):
        house.campaigns.set_threshold(campaign_id, threshold, who="lead")
        assert house.stages(campaign_id) == ["disqualified", "qualified"]


def test_the_first_that_nobody_has_seen_stay_in_review_at_any_threshold(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2), first_reviewed=2)
    house.verdicts.agree(house.prospect(campaign_id, 0)["id"], who="rep")
    house.campaigns.set_threshold(campaign_id, 5, who="lead")
    assert house.stages(campaign_id) == ["qualified", "needs_review"]


def test_drafted_and_contacted_prospects_are_not_touched_by_the_threshold(house: House) -> None:
    campaign_id = house.drafted(facts(1), facts(2))
    first = house.messages(campaign_id)[0]
    house.review.approve(first["id"], who="rep")
    house.outbox.run(campaign_id)
    house.campaigns.set_threshold(campaign_id, 100, who="lead")
    assert sorted(house.stages(campaign_id)) == ["contacted", "drafted"]
    assert [m["stage"] for m in house.messages(campaign_id)] == ["sent", "draft"]


def test_a_draft_rejected_after_the_threshold_rose_is_not_written_again(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    house.campaigns.set_threshold(campaign_id, 100, who="lead")
    house.review.reject(house.messages(campaign_id)[0]["id"], who="rep", why="dull")
    assert house.draft(campaign_id)["drafted"] == 0
    assert "threshold of 100 now" in house.prospect(campaign_id)["held_reason"]


def test_whoever_went_to_another_campaign_meanwhile_does_not_come_back(house: House) -> None:
    first = house.qualified(facts(1, **MEDIUM), facts(2, **MEDIUM), name="one", threshold=95)
    assert house.stages(first) == ["disqualified"] * 2
    house.qualified(facts(1, **MEDIUM), name="two", threshold=10)
    counts = house.campaigns.set_threshold(first, 10, who="lead")
    assert house.stages(first) == ["disqualified", "qualified"]
    assert counts == {"qualified": 1, "needs_review": 0, "disqualified": 1}
    prospect = house.prospect(first)
    assert prospect["held_reason"] == "live in campaign 2 meanwhile"
    with pytest.raises(Conflict, match="live in campaign 2"):
        house.verdicts.decide(prospect["id"], "contact", who="rep", why="mine")


# -- changed criteria -----------------------------------------------------------------


def other_rules(house: House):  # type: ignore[no-untyped-def]
    """Criteria under which nobody earns anything for authority but owners."""
    seniority = house.rules.authority.seniority.model_copy(
        update={"c_level": 0, "vp": 0, "director": 0, "manager": 0}
    )
    authority = house.rules.authority.model_copy(
        update={"seniority": seniority, "fit": 0, "other": 0}
    )
    return house.rules.model_copy(update={"authority": authority})


def test_changed_criteria_make_new_assessments_from_stored_evidence(house: House) -> None:
    campaign_id = house.qualified(facts(1, **MEDIUM), threshold=20)
    assert house.stages(campaign_id) == ["qualified"]
    before = score(house, campaign_id)
    house.campaigns.set_threshold(campaign_id, before - 11, who="lead")
    done = house.qualify(campaign_id, rules=other_rules(house), version="rules-2")
    assert done == {"reassessed": 1}
    assert score(house, campaign_id) < before
    assert house.stages(campaign_id) == ["disqualified"]
    versions = [r["rules_version"] for r in house.rows("SELECT * FROM assessments ORDER BY id")]
    assert versions == ["rules-1", "rules-2"]
    assert house.audit("prospects", house.prospect(campaign_id)["id"])[-1]["why"].startswith(
        "new criteria: "
    )


def test_the_same_criteria_are_not_assessed_again(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    house.qualify(campaign_id, version="rules-2")
    asked = len(house.assessor.asked)
    assert house.qualify(campaign_id, version="rules-2") == {}
    assert len(house.assessor.asked) == asked


def test_criteria_put_back_on_the_same_day_are_assessed_like_any_other(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    before = score(house, campaign_id)
    house.qualify(campaign_id, rules=other_rules(house), version="rules-2")
    assert house.qualify(campaign_id, version="rules-1") == {"reassessed": 1}
    assert score(house, campaign_id) == before


def test_changed_criteria_undo_no_contact_no_draft_and_no_persons_verdict(house: House) -> None:
    campaign_id = house.qualified(*(facts(n) for n in range(1, 5)), per_day=1)
    house.draft(campaign_id)  # two of the four
    first = house.messages(campaign_id)[0]
    house.review.approve(first["id"], who="rep")
    house.outbox.run(campaign_id)
    third = house.prospect(campaign_id, 2)["id"]
    house.verdicts.decide(third, "contact", who="rep", why="knows them")
    strict = other_rules(house)
    house.campaigns.set_threshold(campaign_id, 90, who="lead")
    house.qualify(campaign_id, rules=strict, version="rules-2")
    assert house.stages(campaign_id) == ["contacted", "drafted", "qualified", "disqualified"]
    row = latest(house, third)
    assert (row["rules_version"], row["human_verdict"], row["human_by"]) == (
        "rules-2",
        "contact",
        "rep",
    )


def test_the_unseen_first_stay_in_review_under_new_criteria_and_count_once(house: House) -> None:
    campaign_id = house.qualified(facts(1), facts(2), first_reviewed=3)
    house.qualify(campaign_id, version="rules-2")
    assert house.stages(campaign_id) == ["needs_review", "needs_review"]
    house.import_people(campaign_id, facts(3), facts(4))
    house.qualify(campaign_id, version="rules-2")
    # Two people and not four assessments came before: the third is among the first three.
    assert sorted(house.stages(campaign_id)) == ["needs_review"] * 3 + ["qualified"]


# -- a person's word ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bent", "agreed", "disagreed"),
    [({}, "qualified", "disqualified"), (NO_DECISION, "disqualified", "qualified")],
)
def test_agreeing_follows_the_score_and_disagreeing_turns_it_round(
    house: House, bent: dict[str, str | None], agreed: str, disagreed: str
) -> None:
    campaign_id = house.qualified(facts(1, **bent), facts(2, **bent), first_reviewed=2)
    one, two = (house.prospect(campaign_id, place)["id"] for place in (0, 1))
    assert house.verdicts.agree(one, who="rep") == agreed
    assert house.verdicts.disagree(two, who="rep", why="knows them") == disagreed
    assert house.stages(campaign_id) == [agreed, disagreed]
    assert latest(house, two)["human_reason"] == "knows them"


def test_a_person_may_decide_again_until_a_draft_is_made(house: House) -> None:
    campaign_id = house.qualified(facts(1))
    prospect_id = house.prospect(campaign_id)["id"]
    house.verdicts.decide(prospect_id, "reject", who="rep", why="rival")
    house.verdicts.decide(prospect_id, "contact", who="boss", why="not a rival")
    assert [r["who"] for r in house.audit("prospects", prospect_id)][-2:] == ["rep", "boss"]
    house.draft(campaign_id)
    with pytest.raises(Conflict, match="drafted") as refused:
        house.verdicts.decide(prospect_id, "reject", who="rep", why="late")
    assert refused.value.fix == "Reject its draft first."
    assert house.stages(campaign_id) == ["drafted"]


def test_a_verdict_is_contact_or_reject_on_somebody_assessed(house: House) -> None:
    campaign_id = house.running_campaign()
    house.import_people(campaign_id, facts(1))
    prospect_id = house.prospect(campaign_id)["id"]
    with pytest.raises(NotFound, match="not been assessed"):
        house.verdicts.agree(prospect_id, who="rep")
    with pytest.raises(InvalidInput, match="'maybe'"):
        house.verdicts.decide(prospect_id, "maybe", who="rep", why="?")


def test_review_lists_the_best_first_and_only_who_waits(house: House) -> None:
    campaign_id = house.qualified(
        facts(1, **MEDIUM), facts(2), facts(3, **NO_DECISION), first_reviewed=3
    )
    waiting = house.verdicts.waiting(campaign_id)
    assert [row["company"] for row in waiting] == ["Firm 2", "Firm 1"]
    house.verdicts.agree(waiting[0]["prospect_id"], who="rep")
    assert [row["company"] for row in house.verdicts.waiting(campaign_id)] == ["Firm 1"]


def test_accuracy_is_the_share_of_verdicts_in_which_the_score_was_right(house: House) -> None:
    campaign_id = house.qualified(
        facts(1), facts(2), facts(3), facts(4, **NO_DECISION), facts(5), first_reviewed=5
    )
    assert accuracy(house.database, campaign_id)["accuracy"] is None
    ids = [house.prospect(campaign_id, place)["id"] for place in range(5)]
    house.verdicts.agree(ids[0], who="rep")
    house.verdicts.agree(ids[1], who="rep")
    house.verdicts.disagree(ids[2], who="rep")
    house.verdicts.disagree(ids[3], who="rep")
    assert accuracy(house.database, campaign_id) == {
        "judged": 4,
        "contact_confirmed": 2,
        "contact_refused": 1,
        "reject_confirmed": 0,
        "reject_refused": 1,
        "accuracy": 0.5,
        "low": pytest.approx(0.1500, abs=5e-5),
        "high": pytest.approx(0.8500, abs=5e-5),
    }
    assert accuracy(house.database)["judged"] == 4
    # Assessed anew, a verdict is still one verdict.
    house.qualify(campaign_id, version="rules-2")
    assert accuracy(house.database, campaign_id)["judged"] == 4

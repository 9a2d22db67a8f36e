"""What stands behind the review's and the prospects' pages."""

from __future__ import annotations

import pytest
from service_house import MEDIUM, NO_DECISION, House, facts

from domain.instants import from_text
from domain.pacing import day_of
from errors import Conflict, StageConflict
from services.next_sends import departures
from services.review_queue import READING_FOR, ReviewQueue
from services.threshold_preview import ThresholdPreview
from services.verdicts import Seen


@pytest.fixture
def queue(house: House) -> ReviewQueue:
    return ReviewQueue(house.database, house.review, house.clock)


def test_the_most_valuable_draft_comes_first(house: House, queue: ReviewQueue) -> None:
    campaign_id = house.drafted(facts(1), facts(2), facts(3))
    house.database.connect().execute("UPDATE prospects SET priority = 10 * id")
    values = [(each.value, each.row["prospect_id"]) for each in queue.waiting(campaign_id)]
    assert [prospect for _, prospect in values] == [3, 2, 1]
    assert values == sorted(values, reverse=True)


def test_many_are_approved_as_they_were_seen_and_no_other(house: House, queue: ReviewQueue) -> None:
    house.drafted(facts(1), facts(2))
    first, second = (each.id for each in queue.waiting())
    seen = queue.sort(queue.waiting()).clean
    body = house.one("messages", first)["body"].replace("Kind regards,", "Regards,")
    house.review.edit(first, who="another rep", body=body)
    told = queue.approve_all(seen, who="rep")
    assert told.approved == (second,)
    assert "changed after you read it" in told.refused[first].message
    assert house.one("messages", first)["stage"] == "draft"


def test_a_rejection_is_taken_back_until_another_draft_took_its_place(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    (message,) = house.messages(campaign_id)
    house.review.reject(message["id"], who="rep", why="a slip")
    house.review.undo(message["id"], who="rep")
    assert house.one("messages", message["id"])["failure"] is None
    assert house.stages(campaign_id) == ["drafted"]
    house.review.reject(message["id"], who="rep", why="dull")
    house.draft(campaign_id)
    with pytest.raises(Conflict):
        house.review.undo(message["id"], who="rep")
    assert [each["stage"] for each in house.messages(campaign_id)] == ["rejected", "draft"]


def test_a_rejection_stands_when_its_prospect_was_decided_otherwise(house: House) -> None:
    campaign_id = house.drafted(facts(1))
    (message,) = house.messages(campaign_id)
    house.review.reject(message["id"], who="rep", why="dull")
    house.verdicts.disagree(message["prospect_id"], who="rep")
    with pytest.raises(StageConflict):
        house.review.undo(message["id"], who="rep")
    assert house.one("messages", message["id"])["stage"] == "rejected"


def test_a_rejection_of_what_somebody_approved_meanwhile_is_refused(house: House) -> None:
    (message,) = house.messages(house.drafted(facts(1)))
    house.review.approve(message["id"], who="first")
    with pytest.raises(Conflict, match="no longer a draft"):
        house.review.reject(
            message["id"], who="second", why="no", seen_sha256=message["payload_sha256"]
        )
    assert house.one("messages", message["id"])["stage"] == "approved"


@pytest.mark.parametrize("threshold", range(0, 101, 5))
def test_the_preview_tells_what_the_threshold_then_does(house: House, threshold: int) -> None:
    campaign_id = house.qualified(
        facts(1), facts(2, **MEDIUM), facts(3, **NO_DECISION), facts(4, employees="70"),
        facts(5, **MEDIUM), first_reviewed=2,
    )  # fmt: skip
    house.verdicts.decide(5, "contact", who="rep", why="met them")
    told = ThresholdPreview(house.database, house.rules, campaign_id).at(threshold)
    house.campaigns.set_threshold(campaign_id, threshold, who="lead")
    stages = house.stages(campaign_id)
    assert told == {stage: stages.count(stage) for stage in told}


def test_a_verdict_on_what_is_no_longer_so_is_refused(house: House) -> None:
    campaign_id = house.qualified(facts(1, **MEDIUM))
    seen = Seen("needs_review", 1, 60)
    house.campaigns.set_threshold(campaign_id, 61, who="lead")
    with pytest.raises(Conflict, match="after you read it"):
        house.verdicts.agree(1, who="rep", seen=seen)


def test_the_forecast_keeps_the_day_s_number_and_the_order(
    house: House, queue: ReviewQueue
) -> None:
    campaign_id = house.drafted(*(facts(n) for n in range(1, 6)), per_day=3)
    for each in queue.waiting():
        house.review.approve(each.id, who="rep")
    found = departures(house.database, house.clock, campaign_id)
    days = [day_of(each.at, "Europe/Paris") for each in found if each.at]
    assert [days.count(day) for day in sorted(set(days))] == [3, 2]
    house.outbox.run(campaign_id)
    sent = [row["id"] for row in house.messages(campaign_id) if row["stage"] == "sent"]
    assert sent == [each.message["id"] for each in found[: len(sent)]]
    house.campaigns.pause(campaign_id, who="lead", why="wait")
    assert {each.at for each in departures(house.database, house.clock, campaign_id)} == {None}


def test_a_reader_is_told_of_others_until_they_have_left(house: House, queue: ReviewQueue) -> None:
    house.drafted(facts(1))
    (draft,) = queue.waiting()
    with house.database.begin() as work:
        for user_id, name in ((1, "Ana"), (2, "Bob")):
            work.insert(
                "users", id=user_id, email=f"{name}@firm.example", name=name, role="rep",
                language="en", time_zone="UTC",
            )  # fmt: skip
    assert queue.look(draft.id, 1) == []
    assert queue.look(draft.id, 2) == ["Ana"]
    house.clock.move_to(from_text(house.clock.now().isoformat()) + READING_FOR)
    assert queue.look(draft.id, 2) == []

"""Conversations: who waits for a person, what a person decides, and follow-ups asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from service_house import House, facts

from domain.stages import Entity
from errors import Conflict, InvalidInput, NotFound
from services.conversations import Conversations
from services.incoming import InboundReply
from services.tracking import Tracking


@pytest.fixture
def talks(house: House) -> Conversations:
    return Conversations(house.database, house.runs, house.clock)


@pytest.fixture
def sent(house: House) -> int:
    """A campaign in which two people were written to."""
    campaign_id = house.drafted(facts(1), facts(2))
    house.send(campaign_id)
    assert house.stages(campaign_id) == ["contacted", "contacted"]
    return campaign_id


def _answer(house: House, campaign_id: int, place: int = 0, **told: Any) -> int:
    """An answer comes in and is applied; the prospect's number."""
    house.later(hours=2)
    message = house.messages(campaign_id)[place]
    reply = InboundReply(
        **{"from_email": message["to_email"], "to": (f"reply+{message['token']}@in.rdv.example",),
           "subject": "Re: hello", "text": "Tell me more.", "at": house.clock.now(), **told},
    )  # fmt: skip
    tracking = Tracking(house.database, house.clock)
    tracking.inbox.keep("inbound", [(f"{place}-{house.clock.now()}", reply)])
    assert "failed" not in tracking.apply_pending()
    return int(message["prospect_id"])


def _numbers(rows: list[Any]) -> list[int]:
    return [row["prospect_id"] for row in rows]


def test_who_answered_waits_with_what_they_wrote_until_a_person_deals_with_it(
    house: House, sent: int, talks: Conversations
) -> None:
    assert talks.waiting() == []
    prospect = _answer(house, sent)
    [row] = talks.waiting()
    assert (row["prospect_id"], row["kind"], row["text"]) == (prospect, "reply", "Tell me more.")
    talks.stop(prospect, who="rep")
    assert talks.waiting() == []
    assert [e["who"] for e in house.audit(Entity.PROSPECT, prospect)][-1] == "rep"


def test_an_answer_of_a_machine_waits_for_nobody(
    house: House, sent: int, talks: Conversations
) -> None:
    _answer(house, sent, is_automatic=True, text="We got your message.")
    assert talks.waiting() == []


def test_what_is_put_off_comes_back_in_its_time_or_with_a_new_answer(
    house: House, sent: int, talks: Conversations
) -> None:
    first, second = _answer(house, sent), _answer(house, sent, 1)
    for prospect in (first, second):
        talks.snooze(prospect, house.clock.now() + timedelta(days=3), who="rep")
    assert talks.waiting() == []
    assert _numbers(talks.waiting(snoozed=True)) == [first, second]
    _answer(house, sent, 1, text="Are you there?")
    assert _numbers(talks.waiting()) == [second]
    house.later(days=3)
    assert _numbers(talks.waiting()) == [first, second]


@pytest.mark.parametrize("days", [0, -1, 400])
def test_nothing_is_put_off_into_the_past_or_for_more_than_a_year(
    house: House, sent: int, talks: Conversations, days: int
) -> None:
    with pytest.raises(InvalidInput):
        talks.snooze(1, house.clock.now() + timedelta(days=days), who="rep")


def test_a_thread_tells_the_mails_both_ways_in_their_order(
    house: House, sent: int, talks: Conversations
) -> None:
    prospect = _answer(house, sent)
    thread = talks.show(prospect)
    assert [(mail["way"], mail["kind"]) for mail in thread.mails] == [
        ("out", "first"), ("in", "reply"),
    ]  # fmt: skip
    assert thread.prospect["held"]
    with pytest.raises(NotFound):
        talks.show(999)


def test_those_without_an_answer_are_listed_after_the_days_asked_for(
    house: House, sent: int, talks: Conversations
) -> None:
    _answer(house, sent, 1)
    silent = house.messages(sent)[0]["prospect_id"]
    house.later(days=6)
    assert talks.unanswered(7) == []
    house.later(days=1)
    assert _numbers(talks.unanswered(7)) == [silent]
    talks.stop(silent, who="rep")
    assert talks.unanswered(7) == []


def test_who_was_away_counts_from_the_day_they_are_back(
    house: House, sent: int, talks: Conversations
) -> None:
    prospect = _answer(
        house, sent, is_automatic=True, subject="Out of office", text="Back on 7 December 2026."
    )
    house.later(days=18)  # 11 December
    assert prospect not in _numbers(talks.unanswered(7))
    house.later(days=4)
    assert prospect in _numbers(talks.unanswered(7))


@pytest.mark.parametrize("answered", [False, True])
def test_a_follow_up_is_drafted_when_asked_for_approved_by_a_person_and_then_sent_once(
    house: House, sent: int, talks: Conversations, answered: bool
) -> None:
    prospect = _answer(house, sent) if answered else house.messages(sent)[0]["prospect_id"]
    house.later(days=8)
    house.draft(sent)
    assert len(house.messages(sent)) == 2  # nobody is chased by itself
    run_id = talks.follow_up(prospect, who="rep")
    assert house.one("runs", run_id)["state"] == "asked"
    assert talks.waiting() == []

    assert house.draft(sent)["followed_up"] == 1
    assert house.draft(sent).get("followed_up") is None
    draft = house.messages(sent)[-1]
    assert (draft["kind"], draft["stage"], draft["prospect_id"]) == (
        "follow_up", "draft", prospect,
    )  # fmt: skip
    assert draft["template"] == ("answered_en" if answered else "follow_up_en")
    house.outbox.run(sent)
    assert house.messages(sent)[-1]["stage"] == "draft"

    posted = len(house.mailer.posted)
    house.send(sent)
    assert house.messages(sent)[-1]["stage"] == "sent"
    assert len(house.mailer.posted) == posted + 1
    assert house.prospect(sent)["stage"] == ("replied" if answered else "contacted")


def test_an_answer_that_comes_before_the_draft_takes_the_ask_back(
    house: House, sent: int, talks: Conversations
) -> None:
    prospect = house.messages(sent)[0]["prospect_id"]
    house.later(days=8)
    talks.follow_up(prospect, who="rep")
    _answer(house, sent)
    assert house.draft(sent).get("followed_up") is None
    assert _numbers(talks.waiting()) == [prospect]


def test_an_answer_cancels_a_follow_up_that_is_queued(
    house: House, sent: int, talks: Conversations
) -> None:
    prospect = house.messages(sent)[0]["prospect_id"]
    house.later(days=8)
    talks.follow_up(prospect, who="rep")
    house.draft(sent)
    house.review.approve(house.messages(sent)[-1]["id"], who="rep")
    _answer(house, sent)
    posted = len(house.mailer.posted)
    house.outbox.run(sent)
    assert (house.messages(sent)[-1]["stage"], len(house.mailer.posted)) == ("cancelled", posted)


def test_there_is_no_follow_up_to_who_left_or_has_a_mail_waiting_or_before_any_was_sent(
    house: House, sent: int, talks: Conversations
) -> None:
    first, second = (row["prospect_id"] for row in house.messages(sent))
    house.suppressing.add(house.messages(sent)[0]["to_email"], reason="asked", who="rep")
    with pytest.raises(Conflict, match="suppressed"):
        talks.follow_up(first, who="rep")
    talks.follow_up(second, who="rep")
    house.draft(sent)
    with pytest.raises(Conflict, match="message 3 to them is draft"):
        talks.follow_up(second, who="rep")
    other = house.drafted(facts(5), name="Another")
    with pytest.raises(Conflict, match="drafted"):
        talks.follow_up(house.prospect(other)["id"], who="rep")


def test_a_rejected_follow_up_leaves_the_prospect_where_it_is_and_may_be_asked_for_again(
    house: House, sent: int, talks: Conversations
) -> None:
    prospect = house.messages(sent)[0]["prospect_id"]
    talks.follow_up(prospect, who="rep")
    house.draft(sent)
    house.review.reject(house.messages(sent)[-1]["id"], who="rep", why="dull")
    assert house.prospect(sent)["stage"] == "contacted"
    talks.follow_up(prospect, who="rep")
    assert house.draft(sent)["followed_up"] == 1

"""Review: a person approves, edits or rejects one exact message."""

from __future__ import annotations

import json
from typing import Any

import pytest
from service_house import MEDIUM, House, facts

from domain.approval import payload_sha256
from errors import Conflict, InvalidInput, StageConflict, Ungrounded


def one_draft(house: House) -> dict[str, Any]:
    (message,) = house.messages(house.drafted(facts(1)))
    return message


def test_an_approval_is_of_the_exact_text_that_was_read(house: House) -> None:
    message = one_draft(house)
    seen = house.review.show(message["id"])
    assert seen.may_be_approved
    approved = house.review.approve(
        message["id"], who="rep", seen_sha256=seen.message["payload_sha256"]
    )
    assert approved == payload_sha256(json.loads(message["payload"]))
    (row,) = house.rows("SELECT * FROM approvals")
    assert (row["payload_sha256"], row["approved_by"], row["voided_at"]) == (approved, "rep", None)
    assert house.one("messages", message["id"])["stage"] == "approved"


def test_who_read_another_text_cannot_approve_or_edit_this_one(house: House) -> None:
    message = one_draft(house)
    body = message["body"].replace("Kind regards,", "Regards,")
    house.review.edit(message["id"], who="another rep", body=body)
    with pytest.raises(Conflict, match="changed after you read it"):
        house.review.approve(message["id"], who="rep", seen_sha256=message["payload_sha256"])
    with pytest.raises(Conflict, match="changed after you read it"):
        house.review.edit(
            message["id"], who="rep", subject="Mine", seen_sha256=message["payload_sha256"]
        )
    assert house.rows("SELECT * FROM approvals") == []


def test_of_two_reps_at_once_the_second_is_told(house: House) -> None:
    message = one_draft(house)
    house.review.approve(message["id"], who="first")
    for act in (
        lambda: house.review.approve(message["id"], who="second"),
        lambda: house.review.approve(message["id"], who="first"),
    ):
        with pytest.raises(Conflict, match="no longer a draft"):
            act()
    house.outbox.run(message["campaign_id"])
    with pytest.raises(StageConflict):
        house.review.reject(message["id"], who="second", why="no")
    with pytest.raises(Conflict, match="nothing to undo"):
        house.review.undo(message["id"], who="second")
    with pytest.raises(Conflict, match="no longer a draft"):
        house.review.edit(message["id"], who="second", subject="Something else")
    assert house.one("messages", message["id"])["stage"] == "sent"


def test_an_edit_voids_the_approval_and_what_is_sent_is_approved_anew(house: House) -> None:
    message = one_draft(house)
    house.review.approve(message["id"], who="rep")
    body = message["body"].replace("Kind regards,", "Regards,")
    view = house.review.edit(message["id"], who="rep", body=body)
    assert view.message["stage"] == "draft"
    assert view.message["origin"] == "person"
    assert view.message["payload_sha256"] != message["payload_sha256"]
    house.outbox.run(message["campaign_id"])
    assert house.mailer.posted == []
    (voided,) = house.rows("SELECT * FROM approvals")
    assert voided["void_reason"] == "edited"
    house.review.approve(message["id"], who="rep")
    house.outbox.run(message["campaign_id"])
    (posted,) = house.mailer.posted
    assert "\nRegards," in posted["content"][0]["value"]


def test_an_edit_that_changes_nothing_voids_nothing(house: House) -> None:
    message = one_draft(house)
    house.review.approve(message["id"], who="rep")
    view = house.review.edit(message["id"], who="rep", body=message["body"] + "\r\n")
    assert view.message["stage"] == "approved"
    assert house.rows("SELECT * FROM approvals")[0]["voided_at"] is None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("Kind regards,", "You have 4,000 employees.\n\nKind regards,", "4,000"),
        ("Kind regards,", "Hello {{ first_name }}\n\nKind regards,", r"\{\{"),
        ("Kind regards,", "See https://evil.example/x\n\nKind regards,", "https://evil.example/x"),
        ("Hello Alixab", "Hello Claire", "Claire"),
    ],
)
def test_a_draft_with_a_problem_cannot_be_approved_and_the_problem_is_named(
    house: House, old: str, new: str, named: str
) -> None:
    message = one_draft(house)
    assert old in message["body"]
    view = house.review.edit(message["id"], who="rep", body=message["body"].replace(old, new))
    assert not view.may_be_approved
    with pytest.raises(Ungrounded, match=named):
        house.review.approve(message["id"], who="rep")
    assert house.one("messages", message["id"])["stage"] == "draft"


def test_the_booking_link_can_be_neither_changed_nor_left_out(house: House) -> None:
    message = one_draft(house)
    link = message["booking_url"]
    for other in ("", "https://cal.example/d/somebody-else", link + "x"):
        with pytest.raises(InvalidInput, match="booking link") as refused:
            body = message["body"].replace(link, other)
            house.review.edit(message["id"], who="rep", body=body)
        assert link in (refused.value.fix or "")
    assert house.one("messages", message["id"])["body"] == message["body"]


@pytest.mark.parametrize(
    "subject",
    [
        "A question\r\nBcc: everybody@firm.example",
        "A question\nBcc: everybody@firm.example",
        "A question\u2028Bcc: everybody@firm.example",
        "A question\x00 \x0bBcc: everybody@firm.example",
        "\u202eA question Bcc: everybody@firm.example",
    ],
)
def test_a_subject_stays_one_line_whatever_is_pasted(house: House, subject: str) -> None:
    message = one_draft(house)
    view = house.review.edit(message["id"], who="rep", subject=subject)
    assert view.message["subject"] == "A question Bcc: everybody@firm.example"
    payload = json.loads(view.message["payload"])
    assert payload["subject"] == view.message["subject"]
    assert "headers" in payload and "Bcc" not in payload["headers"]


@pytest.mark.parametrize("words", ["", "   ", "\r\n\t", "\x00"])
def test_an_empty_subject_or_body_is_refused(house: House, words: str) -> None:
    message = one_draft(house)
    for part in ({"subject": words}, {"body": words}):
        with pytest.raises(InvalidInput, match="needs a subject and a body"):
            house.review.edit(message["id"], who="rep", **part)


def test_a_huge_body_is_refused_before_it_is_read(house: House) -> None:
    message = one_draft(house)
    with pytest.raises(InvalidInput, match="20000"):
        house.review.edit(message["id"], who="rep", body=message["body"] + "a " * 5_000_000)
    with pytest.raises(InvalidInput, match="1000"):
        house.review.edit(message["id"], who="rep", subject="a" * 1_001)


def test_nothing_that_a_rep_types_is_read_as_html(house: House) -> None:
    message = one_draft(house)
    body = message["body"].replace("Kind regards,", '<img src=x onerror="alert(1)">')
    view = house.review.edit(message["id"], who="rep", body=body)
    page = json.loads(view.message["payload"])["content"][1]["value"]
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_rejected_draft_gives_the_prospect_back(house: House) -> None:
    message = one_draft(house)
    house.review.reject(message["id"], who="rep", why="dull")
    after = house.one("messages", message["id"])
    assert (after["stage"], after["failure"]) == ("rejected", "dull")
    assert house.stages(message["campaign_id"]) == ["qualified"]
    with pytest.raises(Conflict):
        house.review.approve(message["id"], who="rep")


def test_an_approved_message_can_still_be_rejected_and_its_approval_is_void(house: House) -> None:
    message = one_draft(house)
    house.review.approve(message["id"], who="rep")
    house.review.reject(message["id"], who="boss", why="a customer of ours")
    assert house.one("messages", message["id"])["stage"] == "rejected"
    assert house.rows("SELECT * FROM approvals")[0]["void_reason"] == "rejected"
    house.outbox.run(message["campaign_id"])
    assert house.mailer.posted == []


def test_an_approval_taken_back_is_a_draft_again(house: House) -> None:
    message = one_draft(house)
    house.review.approve(message["id"], who="rep")
    house.review.undo(message["id"], who="rep")
    house.outbox.run(message["campaign_id"])
    assert house.mailer.posted == []
    assert house.one("messages", message["id"])["stage"] == "draft"
    house.review.approve(message["id"], who="rep")
    house.outbox.run(message["campaign_id"])
    assert len(house.mailer.posted) == 1


def test_drafts_can_be_approved_during_a_pause_and_wait_for_its_end(house: House) -> None:
    message = one_draft(house)
    house.campaigns.pause(message["campaign_id"], who="rep", why="holidays")
    house.review.approve(message["id"], who="rep")
    house.outbox.run(message["campaign_id"])
    assert house.mailer.posted == []
    house.campaigns.resume(message["campaign_id"], who="rep")
    house.outbox.run(message["campaign_id"])
    assert len(house.mailer.posted) == 1


def test_what_would_be_sent_must_be_what_is_stored_beside_it(house: House) -> None:
    message = one_draft(house)
    house.rows(
        "UPDATE messages SET payload = replace(payload, 'Alixab', 'Claire') WHERE id = ?",
        message["id"],
    )
    with pytest.raises(Conflict, match="not what is stored"):
        house.review.approve(message["id"], who="rep")


def test_drafts_are_listed_the_most_valuable_first(house: House) -> None:

    campaign_id = house.drafted(facts(1, **MEDIUM), facts(2), threshold=10)
    companies = [row["company"] for row in house.review.waiting(campaign_id)]
    assert companies == ["Firm 2", "Firm 1"]
    assert house.review.waiting(campaign_id + 1) == []

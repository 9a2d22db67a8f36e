"""E-mail review: one exact draft at a time, by keys that never decide an unseen one."""

from __future__ import annotations

from typing import Any

import pytest
from opened import Console, texts
from reviewed_house import ReviewedHouse, person
from streamlit.testing.v1 import AppTest

from domain.roles import Role


@pytest.fixture
def reviewed(console: Console) -> ReviewedHouse:
    return ReviewedHouse(console.house)


def press(page: AppTest, start: str) -> AppTest:
    """Press the one button whose key begins so."""
    (button,) = [each for each in page.button if (each.key or "").startswith(start)]
    assert not button.disabled, start
    return button.click().run()


def is_off(page: AppTest, start: str) -> bool:
    (button,) = [each for each in page.button if (each.key or "").startswith(start)]
    return bool(button.disabled)


def spoil(reviewed: ReviewedHouse, draft: dict[str, Any]) -> None:
    """Have somebody else write what no fact supports."""
    message = reviewed.house.review.show(draft["id"]).message
    body = message["body"].replace("Kind regards,", "You have 9,731 employees.\n\nKind regards,")
    assert body != message["body"]
    reviewed.house.review.edit(draft["id"], who="other@firm.example", body=body)


def test_an_empty_queue_says_where_drafts_come_from(console: Console) -> None:
    page = console.open("review", role=Role.REP)
    assert not page.exception
    assert "Nothing to review" in texts(page)


def test_an_analyst_does_not_review(console: Console) -> None:
    page = console.open("review", role=Role.ANALYST)
    assert "approve" not in texts(page).lower()


def test_each_claim_is_numbered_and_its_fact_stands_beside(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.drafts(1)
    said = texts(console.open("review", role=Role.REP))
    assert "<sup>1</sup>" in said
    assert "<dt>1</dt>" in said
    assert "Why this person" in said


def test_approving_shows_the_next_and_after_the_last_what_goes_when(
    console: Console, reviewed: ReviewedHouse
) -> None:
    drafts = reviewed.drafts(3)
    page = console.open("review", role=Role.REP)
    for draft in drafts:
        press(page, f"approve-{draft['id']}-")
        assert reviewed.stage(draft["id"]) == "approved"
    said = texts(page)
    assert "All reviewed. Next sends" in said
    assert drafts[0]["subject"] in said


def test_a_key_pressed_twice_in_haste_approves_no_unseen_draft(
    console: Console, reviewed: ReviewedHouse
) -> None:
    first, second = reviewed.drafts(2)
    page = console.open("review", role=Role.REP)
    (button,) = [b for b in page.button if (b.key or "").startswith("approve-")]
    button.click().run()
    # The browser still had the first draft's button when the key came a second time.
    button.click().run()
    assert reviewed.stage(first["id"]) == "approved"
    assert reviewed.stage(second["id"]) == "draft"
    assert not page.error


def test_what_is_not_grounded_stands_in_red_and_cannot_be_approved_until_it_is_edited(
    console: Console, reviewed: ReviewedHouse
) -> None:
    (draft,) = reviewed.drafts(1)
    spoil(reviewed, draft)
    page = console.open("review", role=Role.REP)
    assert 'class="bad"' in texts(page)
    assert is_off(page, "approve-")
    press(page, "edit-")
    area = page.text_area[0]
    area.set_value(area.value.replace("You have 9,731 employees.\n\n", ""))
    save(page)
    press(page, "approve-")
    assert reviewed.stage(draft["id"]) == "approved"


def save(page: AppTest) -> None:
    (button,) = [each for each in page.button if each.label == "Save"]
    button.click().run()


def test_an_edit_that_loses_the_booking_link_is_refused_and_keeps_what_was_typed(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.drafts(1)
    page = console.open("review", role=Role.REP)
    press(page, "edit-")
    page.text_area[0].set_value("Only this.")
    save(page)
    assert "booking link" in texts(page)
    assert page.text_area[0].value == "Only this."


def test_a_rejection_has_a_reason_and_can_be_taken_back(
    console: Console, reviewed: ReviewedHouse
) -> None:
    first, _ = reviewed.drafts(2)
    page = console.open("review", role=Role.REP)
    press(page, "reject-")
    page.text_input(key=f"why-{first['id']}").set_value("left the firm")
    press(page, "reason-1-")
    assert reviewed.stage(first["id"]) == "rejected"
    with reviewed.house.store.read() as reading:
        assert reading.get("messages", first["id"])["failure"] == "Wrong person: left the firm"
    press(page, "undo")
    assert reviewed.stage(first["id"]) == "draft"
    assert is_off(page, "undo")


def test_of_two_reps_the_second_is_told_and_changes_nothing(
    console: Console, reviewed: ReviewedHouse
) -> None:
    first, second = reviewed.drafts(2)
    page = console.open("review", role=Role.REP)
    house = reviewed.house
    house.review.approve(first["id"], who="bob@firm.example")
    press(page, f"reject-{first['id']}-")
    # The page was drawn anew: what is before them now is the other draft.
    assert f"{second['id']}" in "".join(b.key or "" for b in page.button)
    assert "bob@firm.example was quicker" in texts(page).replace("\\", "")
    assert not [each for each in page.button if (each.key or "").startswith("reason-")]
    assert reviewed.stage(first["id"]) == "approved"
    assert reviewed.stage(second["id"]) == "draft"


def test_an_approval_of_what_somebody_changed_meanwhile_is_refused(
    console: Console, reviewed: ReviewedHouse
) -> None:
    (draft,) = reviewed.drafts(1)
    page = console.open("review", role=Role.REP)
    spoil(reviewed, draft)
    press(page, "approve-")
    assert "changed after you read it" in texts(page)
    assert reviewed.stage(draft["id"]) == "draft"


def test_who_looks_at_the_same_draft_is_named(console: Console, reviewed: ReviewedHouse) -> None:
    (draft,) = reviewed.drafts(1)
    house = reviewed.house
    user_id, _ = house.users.add("bob@firm.example", role=Role.REP, who="test", name="Bob")
    house.review_queue.look(draft["id"], user_id)
    assert "Bob is looking at this one too" in texts(console.open("review", role=Role.REP)).replace(
        "\\", ""
    )


def test_approving_a_whole_list_takes_the_clean_ones_and_names_the_others(
    console: Console, reviewed: ReviewedHouse
) -> None:
    spoiled, *clean = reviewed.drafts(3)
    spoil(reviewed, spoiled)
    page = console.open("review", role=Role.REP)
    press(page, "all")
    said = texts(page)
    assert "2 drafts are clean" in said
    assert "1 draft stays" in said
    press(page, "all-approve")
    assert [reviewed.stage(each["id"]) for each in clean] == ["approved", "approved"]
    assert reviewed.stage(spoiled["id"]) == "draft"


def test_a_list_is_narrowed_by_words(console: Console, reviewed: ReviewedHouse) -> None:
    drafts = reviewed.drafts(3)
    page = console.open("review", role=Role.REP)
    page.text_input(key="review_text").set_value("firm 2").run()
    (wanted,) = [each["id"] for each in drafts if each["company"] == "Firm 2"]
    press(page, f"approve-{wanted}-")
    assert reviewed.stage(wanted) == "approved"


def test_what_comes_from_outside_is_shown_as_text(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.campaign()
    reviewed.people(person(1, company="<img src=x onerror=alert(1)>", title="VP Sales <b>"))
    reviewed.draft()
    said = texts(console.open("review", role=Role.REP))
    assert "<img src=x" not in said
    assert "&lt;b&gt;" in said

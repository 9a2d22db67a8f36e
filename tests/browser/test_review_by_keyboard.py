"""Ten drafts by keyboard alone, and two people at the same draft."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from reviewed_house import ReviewedHouse
from served import Served, serving_console
from walking import log_in, settled

from domain.roles import Role

DRAFTS = 13


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_console(tmp_path_factory.mktemp("review") / "home") as served:
        ReviewedHouse(served.house).drafts(DRAFTS)
        yield served


def waiting(served: Served) -> list[int]:
    return [each.id for each in served.house.review_queue.waiting()]


def open_review(page: Page, served: Served) -> Page:
    page.goto(f"{served.url}/review")
    settled(page)
    expect(page.get_by_role("button", name="Approve A")).to_be_visible()
    return page


def in_front(page: Page) -> str:
    """The address of the person whose draft is shown."""
    return page.locator(".st-key-card-draft .rdv-quiet").first.inner_text()


def test_ten_drafts_take_ten_keys(page: Page, served: Served) -> None:
    open_review(page, served)
    before = waiting(served)
    presses = 0
    for _ in range(10):
        settled(page)  # As a person who has read it: a key while the page is drawn is not heard.
        shown = in_front(page)
        page.keyboard.press("a")
        presses += 1
        expect(page.locator(".st-key-card-draft .rdv-quiet").first).not_to_have_text(shown)
    assert presses <= 12
    assert waiting(served) == before[10:]
    page.keyboard.press("u")
    expect(page.get_by_text("4 left")).to_be_visible()
    assert waiting(served) == before[9:]
    page.keyboard.press("a")
    expect(page.get_by_text("3 left")).to_be_visible()


def test_keys_hammered_in_haste_approve_nothing_that_was_not_shown(
    page: Page, served: Served
) -> None:
    open_review(page, served)
    shown: set[str] = {in_front(page)}
    page.expose_function("shown", lambda text: shown.add(text))
    page.evaluate(
        """() => new MutationObserver(() => {
          const found = document.querySelector('.st-key-card-draft .rdv-quiet');
          if (found) window.shown(found.innerText);
        }).observe(document.body, {subtree: true, childList: true, characterData: true})"""
    )
    before = {each.id: each.row["to_email"] for each in served.house.review_queue.waiting()}
    page.keyboard.press("a")
    page.keyboard.press("a")
    page.wait_for_timeout(1500)
    settled(page)
    gone = {email for key, email in before.items() if key not in waiting(served)}
    assert gone
    assert gone <= shown


def test_of_two_at_the_same_draft_the_second_is_told(browser: Browser, served: Served) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        ana = log_in(one, served, served.user("ana@firm.example", Role.REP))
        bob = log_in(other, served, served.user("bob@firm.example", Role.REP))
        open_review(ana, served)
        open_review(bob, served)
        expect(bob.get_by_text("is looking at this one too")).to_be_visible(timeout=15_000)
        (first, *rest) = waiting(served)
        assert in_front(ana) == in_front(bob)
        ana.keyboard.press("a")
        expect(bob.get_by_text("was quicker")).to_be_visible(timeout=15_000)
        bob.keyboard.press("x")
        bob.wait_for_timeout(1500)
        with served.house.store.read() as reading:
            assert reading.get("messages", first)["stage"] == "approved"
        assert waiting(served) == rest

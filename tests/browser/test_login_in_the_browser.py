"""Logging in and out, as a person does."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect
from served import Served
from walking import log_in


def test_the_dashboard_greets_who_logs_in(page: Page, served: Served) -> None:
    expect(page.locator("h1")).to_contain_text("Ana")
    assert page.url == f"{served.url}/"


def test_logging_out_closes_the_console(page: Page, served: Served) -> None:
    page.get_by_role("button", name="Ana").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{served.url}/login")
    page.goto(f"{served.url}/dashboard")
    assert page.url.startswith(f"{served.url}/login?next=")


def test_a_session_that_is_ended_elsewhere_leads_to_the_login(
    browser: Browser, served: Served
) -> None:
    # A browser of its own: it rightly complains of the connection that is refused.
    with browser.new_context() as context:
        email = served.user("ended@firm.example")
        page = log_in(context, served, email)
        served.house.users.reset(email, who="test")
        page.wait_for_url("**/login*", timeout=30_000)


def test_french_is_one_click_away(page: Page) -> None:
    page.get_by_role("button", name="Ana").click()
    page.get_by_label("Language").click()
    page.get_by_role("option", name="Français").click()
    expect(page.get_by_text("Tableau de bord").first).to_be_visible()

"""What a person does in the browser."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page
from served import PASSWORD, Served


def log_in(context: BrowserContext, served: Served, email: str) -> Page:
    page = context.new_page()
    page.goto(served.url)
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button")
    settled(page)
    return page


def settled(page: Page) -> Page:
    """Wait until the script has run and the page has come to rest."""
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_selector('[data-testid="stAppViewContainer"] h1')
    page.wait_for_timeout(600)
    return page

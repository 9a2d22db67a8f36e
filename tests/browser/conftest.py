"""A real browser on the real console."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    sync_playwright,
)
from served import Served, serving_console
from walking import log_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A console over an empty home; a module may override it with a fuller one."""
    with serving_console(tmp_path_factory.mktemp("browser") / "home") as served:
        yield served


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A browser that fails the test for errors in its console and for requests elsewhere."""
    opened = browser.new_context(viewport={"width": 1440, "height": 900})
    told: list[str] = []
    here = (served.url, served.url.replace("http", "ws"), "data:", "blob:")
    opened.on("console", lambda said: told.append(said.text) if _is_error(said) else None)
    opened.on("weberror", lambda error: told.append(str(error.error)))
    opened.on(
        "request",
        lambda asked: told.append(f"asked {asked.url}") if not asked.url.startswith(here) else None,
    )
    yield opened
    opened.close()
    assert told == []


def _is_error(said: ConsoleMessage) -> bool:
    """Streamlit, opened at a page's own address, first looks for its server below it: a 404."""
    is_search = said.location["url"].endswith(("/_stcore/health", "/_stcore/host-config"))
    return said.type == "error" and not is_search


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Page:
    """The dashboard, as an administrator who has just logged in."""
    email = f"admin{len(served.house.users.all())}@firm.example"
    return log_in(context, served, served.user(email))

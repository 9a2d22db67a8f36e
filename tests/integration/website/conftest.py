"""Websites in a dictionary, and a fetch that serves them without a socket."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

import errors
from tools.website.client import CompanyWebsite
from tools.website.fetching import Page

NOW = datetime(2026, 11, 22, 9, 17, tzinfo=UTC)


class PaperWeb:
    """``pages`` maps an address to its page; a host that has none does not exist."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.now = 0.0
        self.seconds_a_page = 0.0

    def put(
        self,
        url: str,
        body: str | bytes = "",
        *,
        kind: str = "text/html; charset=utf-8",
        status: int = 200,
        location: str | None = None,
    ) -> Page:
        data = body.encode() if isinstance(body, str) else body
        self.pages[url] = Page(url, status, kind, data, location)
        return self.pages[url]

    def modified(self, url: str, page: Page, day: datetime) -> None:
        self.pages[url] = replace(page, last_modified=day.date())

    def __call__(self, url: str, *, max_bytes: int, seconds: float) -> Page:
        self.asked.append(url)
        self.now += self.seconds_a_page
        origin = "://".join(urlsplit(url)[:2])
        if not any(known.startswith(origin) for known in self.pages):
            raise errors.NotConnected("the website's name does not exist", record=url)
        page = self.pages.get(url) or Page(url, 404, "text/html", b"<h1>Not found</h1>")
        if len(page.body) > max_bytes:
            raise errors.UnsafeAddress("too large", record=url)
        return page

    def reader(self) -> CompanyWebsite:
        return CompanyWebsite(self, clock=lambda: NOW, monotonic=lambda: self.now)


@pytest.fixture
def web() -> PaperWeb:
    return PaperWeb()


@pytest.fixture(scope="session")
def quiet_crewai(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What keeps CrewAI offline must stand in the environment before its first import."""
    home = tmp_path_factory.mktemp("crewai")
    os.environ.update(
        CREWAI_DISABLE_TELEMETRY="true",
        CREWAI_TRACING_ENABLED="false",
        CREWAI_DISABLE_VERSION_CHECK="true",
        CREWAI_STORAGE_DIR=str(home),
    )

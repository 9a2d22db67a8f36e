"""The reader against the sandbox's websites, through its gateway, over real sockets."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn

import errors
from sandbox.app import create_app
from sandbox.config import DEFAULT_START, SandboxConfig
from sandbox.world.model import Company
from services.website_reader import WebsiteReading
from tools.website.client import CompanyWebsite
from tools.website.gateway import GatewayFetch


@dataclass
class Sites:
    reader: CompanyWebsite
    companies: tuple[Company, ...]

    def of_kind(self, kind: str, most: int) -> list[Company]:
        found = [company for company in self.companies if company.website == kind][:most]
        assert found, f"the sandbox has no website of kind {kind}"
        return found

    def read(self, company: Company) -> WebsiteReading:
        return self.reader.read(company.domain)


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    app = create_app(SandboxConfig(seed=7, people=1500, slow_site_seconds=0.1))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    fetch = GatewayFetch(f"http://127.0.0.1:{port}/websites")
    yield Sites(
        CompanyWebsite(fetch, clock=lambda: DEFAULT_START), app.state.sandbox.world.companies
    )
    fetch.close()
    server.should_exit = True
    thread.join(10)


def test_most_firms_describe_themselves_and_many_have_dated_news(sites: Sites) -> None:
    firms = sites.of_kind("ok", 40)
    readings = [(firm, sites.read(firm)) for firm in firms]
    for firm, reading in readings:
        assert firm.name.split()[0] in (reading.description or "")
        for day, headline in reading.news:
            assert any(p.day == day and headline.startswith(p.title) for p in firm.news)
        days = [day for day, _ in reading.news if day]
        assert days == sorted(days, reverse=True)
    with_news = [reading for firm, reading in readings if reading.news]
    assert len(with_news) >= sum(1 for firm in firms if firm.news) // 2
    assert sum(1 for _, reading in readings if reading.updated_on) > len(firms) * 0.9


def test_a_slow_site_is_read_in_its_time(sites: Sites) -> None:
    for firm in sites.of_kind("slow", 2):
        assert sites.read(firm).description


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("missing", errors.NotFound),
        ("huge", errors.UnsafeAddress),
        ("private_redirect", errors.UnsafeAddress),
    ],
)
def test_each_bad_site_has_its_error(
    sites: Sites, kind: str, expected: type[errors.RendezvousError]
) -> None:
    for firm in sites.of_kind(kind, 4):
        with pytest.raises(expected):
            sites.read(firm)


def test_an_unknown_firm_is_for_later(sites: Sites) -> None:
    with pytest.raises(errors.Temporary):
        sites.reader.read("nobody-here.example")

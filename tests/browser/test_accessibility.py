"""Every page, light and dark, under axe: nothing serious or critical."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from filled import fill
from playwright.sync_api import Page
from served import Served, serving_console
from walking import settled

from console.page import FIRST, all_pages
from console.views.settings import SECTIONS

BY_RECORD = {"prospect": "prospect?id=1", "campaign-setup": "campaign-setup?draft=1", FIRST: ""}
PLACES = [
    *(BY_RECORD.get(path, path) for path in all_pages() if path != "settings"),
    *(f"settings?section={section.name}" for section in SECTIONS),
]
GRAVE = ("serious", "critical")
NOT_OURS = {"svg-img-alt"}
"""The marks of a metric's sparkline, which Vega draws; the metric says the same in words."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_console(tmp_path_factory.mktemp("axe") / "home") as served:
        campaign = fill(served.house, prospects=28)
        served.house.campaign_setup.start_from(campaign, name="A copy", who="test")
        yield served


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding(
    page: Page, served: Served, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    findings = []
    for place in PLACES:
        page.goto(f"{served.url}/{place}")
        settled(page)
        for found in Axe().run(page).response["violations"]:
            if found["impact"] in GRAVE and found["id"] not in NOT_OURS:
                where = [node["html"][:160] for node in found["nodes"][:3]]
                findings.append(f"{place or FIRST}: {found['id']}: {where}")
    assert not findings, "\n".join(findings)

"""Text from outside that wants to be a page's own: shown as it is written, in a real browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import fill
from playwright.sync_api import Page
from served import Served, serving_console
from walking import settled

from console.page import FIRST, all_pages
from console.views.settings import SECTIONS
from settings import ROOT

MARK = "Hurtful"
HOSTILE = (
    f"{MARK}<img src=x onerror='window.hurt=1'><svg onload='window.hurt=2'>"
    "<script>window.hurt=3</script><iframe srcdoc='<script>parent.hurt=4</script>'></iframe>"
    "[press](javascript:window.hurt=5)![seen](http://evil.example/seen.png)"
    "\"><b onmouseover='window.hurt=6'>:red[x] $x$ <!-- </style><style>*{display:none}"
)
"""One text for every place; the context's watch fails the test for what it asks elsewhere."""
COLUMNS = {
    "people": ("first_name", "last_name", "title", "company", "city", "country"),
    "messages": ("subject", "body", "sender_email"),
    "replies": ("subject", "text", "from_email"),
    "meetings": ("invitee_name", "invitee_email"),
    "assessments": ("verdict_reason",),
    "campaigns": ("name",),
    "suppressions": ("reason",),
}
PLACES = [
    *(path for path in sorted(all_pages()) if path not in ("settings", "prospect")),
    *(f"settings?section={section.name}" for section in SECTIONS),
    *(f"prospect?id={number}" for number in range(1, 8)),
]
ADDRESSES = {FIRST: "", "campaign-setup": "campaign-setup?draft=1"}
"""Where a page's address is not its name."""
SHOWING = {"campaigns", "prospects", "review", "meetings", "replies", "settings", "prospect",
           "prompts", "campaign-setup"} & set(all_pages())  # fmt: skip
"""Pages on which the text must be met, so that the test sees what it is about."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home: Path = tmp_path_factory.mktemp("hostile")
    config = home / "config"
    shutil.copytree(ROOT / "config", config)
    for file in config.rglob("*.yaml"):
        file.write_text(f"# {HOSTILE}\n{file.read_text('utf-8')}", encoding="utf-8")
    with serving_console(home / "home", RENDEZVOUS_CONFIG=str(config)) as served:
        _poison(served)
        yield served


def _poison(served: Served) -> None:
    house = served.house
    campaign = fill(house, prospects=28)
    draft = house.campaign_setup.start_from(campaign, name=HOSTILE, who="test")
    assert draft == 1
    house.suppressing.add("never@firm.example", reason=HOSTILE, who="test")
    connection = house.store.connect()
    for table, columns in COLUMNS.items():
        for column in columns:
            connection.execute(f"UPDATE {table} SET {column} = ?", (HOSTILE,))
    for row in connection.execute("SELECT id, criteria FROM assessments").fetchall():
        criteria = json.loads(row["criteria"])
        for each in criteria.values():
            each["reason"] = HOSTILE
            each["evidence"] = [{"field": "title", "quote": HOSTILE}]
        connection.execute(
            "UPDATE assessments SET criteria = ? WHERE id = ?", (json.dumps(criteria), row["id"])
        )


@pytest.fixture
def page(page: Page, served: Served) -> Page:
    served.house.store.connect().execute("UPDATE users SET name = ?", (HOSTILE[:200],))
    return page


def test_what_comes_from_outside_is_text_on_every_page(page: Page, served: Served) -> None:
    met = set()
    for place in PLACES:
        path = place.partition("?")[0]
        page.goto(f"{served.url}/{ADDRESSES.get(place, place)}")
        settled(page)
        assert page.evaluate("window.hurt") is None, place
        assert page.locator("a[href^='javascript:']").count() == 0, place
        assert page.locator("img[src='x'], img[src*='evil'], iframe[srcdoc]").count() == 0, place
        assert page.locator("[onerror], [onload], [onmouseover]").count() == 0, place
        assert page.locator("h1").first.is_visible(), place
        inputs = page.locator("input, textarea").evaluate_all("all => all.map(e => e.value)")
        main = page.locator("[data-testid='stMain']").inner_text()
        if MARK in main or any(MARK in value for value in inputs):
            met.add(path)
    assert met >= SHOWING

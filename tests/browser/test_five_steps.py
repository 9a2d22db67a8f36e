"""From an empty house to a campaign that runs: the five steps in a real browser, on the sandbox."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from served import Served, serving_console
from walking import settled

from settings import ROOT
from timetable.vendors_played import sandbox_settings


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A console over an empty home, with the vendors played on this machine."""
    sandbox = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--live", "--port", "0", "--people", "600"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert sandbox.stdout is not None
        base_url = json.loads(sandbox.stdout.readline())["base_url"]
        played = {name.upper(): value for name, value in sandbox_settings(base_url).items()}
        with serving_console(tmp_path_factory.mktemp("five") / "home", **played) as served:
            yield served
    finally:
        sandbox.terminate()
        sandbox.wait(timeout=10)
        if sandbox.stdout is not None:
            sandbox.stdout.close()


def fill(page: Page, label: str, text: str) -> None:
    """Type and leave the field, which is when it is kept."""
    page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")
    settled(page)


def add(page: Page, label: str, *words: str) -> None:
    for word in words:
        page.get_by_role("combobox", name=re.compile(f".*{label}")).first.fill(word)
        page.keyboard.press("Enter")
        settled(page)
    page.keyboard.press("Escape")


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=re.compile(f".*{label}")).first.click()
    page.get_by_role("option", name=re.compile(option)).first.click()
    settled(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    settled(page)


def test_five_steps_from_nothing_to_a_running_campaign(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/campaigns")
    settled(page)
    press(page, "Set up a campaign")

    fill(page, "Name", "Software, autumn")
    fill(page, "Sector", "Software")
    page.reload()
    settled(page)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Software, autumn")
    press(page, "Next")

    add(page, "Job titles", "Head of Sales", "Directeur commercial")
    expect(page.get_by_text("They match")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("RocketReach's count")).to_be_visible()
    press(page, "Next")

    choose(page, "Template", "first_mail_en")
    fill(page, "What you offer", "Rendezvous")
    fill(page, "What they gain, in one sentence", "Rendezvous prepares the first mail.")
    fill(page, "The question you ask", "Would you have 30 minutes?")
    expect(page.get_by_text("Hello Priya,")).to_be_visible()
    for label, text in {
        "Name of the sender": "Camille Riviere",
        "Company": "Rendezvous SAS",
        "Privacy notice": "https://rendezvous.example/privacy",
        "Address of the sender": "camille@rendezvous.example",
        "Postal address": "1 rue de l'Exemple, 75000 Paris",
    }.items():
        fill(page, label, text)
    press(page, "Approve this wording")
    expect(page.get_by_text("Approved by")).to_be_visible()
    press(page, "Next")

    expect(page.get_by_text("free times in two weeks")).to_be_visible(timeout=20_000)
    press(page, "Next")

    expect(page.get_by_text("This is what will happen")).to_be_visible()
    press(page, "Launch the campaign")
    expect(page.get_by_role("heading", name="Software, autumn")).to_be_visible()
    (campaign,) = served.house.campaigns.all()
    assert (campaign["name"], campaign["stage"]) == ("Software, autumn", "running")

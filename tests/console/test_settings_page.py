"""Settings: each part, for whom it is, and what it changes."""

from __future__ import annotations

import sqlite3
from datetime import time
from typing import Any

import pytest
from opened import Console, texts
from streamlit.testing.v1 import AppTest

from configuration import load_campaign_file
from console.asking import asking
from console.views.settings import SECTIONS
from domain.campaign import USUAL_TIMETABLE
from domain.roles import Role
from errors import NotFound
from settings import ROOT
from timetable.kinds import KINDS, Parts


@pytest.fixture(autouse=True)
def _nothing_asked_before() -> None:
    asking.cache_clear()


def open_section(console: Console, name: str, **who: Any) -> AppTest:
    page = console.open("settings", **who)
    page.session_state["section"] = name
    return page.run()


def press(page: AppTest, label: str) -> None:
    """A form's button has no key of its own."""
    page.button[[each.label for each in page.button].index(label)].click().run()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [each.name for each in SECTIONS])
def test_each_part_is_shown_in_an_empty_house(console: Console, name: str, language: str) -> None:
    page = open_section(console, name, language=language)
    assert not page.exception
    assert not page.error


def test_a_rep_is_shown_the_suppression_list_and_nothing_else(console: Console) -> None:
    page = console.open("settings", role=Role.REP)
    assert page.text_input(key="suppress-what")
    for name in ("connections", "users", "audit"):
        page = open_section(console, name, role=Role.REP)
        assert not {"user-email", "audit-who", "sender-name"} & {e.key for e in page.text_input}
        assert "key is set" not in texts(page)


def test_a_key_is_said_to_be_set_and_never_shown(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pydantic import SecretStr

    console.house.settings.rocketreach_api_key = SecretStr("rr-very-secret-key-1234")
    page = open_section(console, "connections")
    assert "key is set" in texts(page)
    assert "1234" not in texts(page)
    page.button(key="test-rocketreach").click().run()
    asking().settle()
    page.run()
    assert "very-secret" not in texts(page)
    assert page.error, "the vendor is nowhere, and that is said"


def test_somebody_is_never_written_to_from_now_on_and_taken_off_with_a_reason(
    console: Console,
) -> None:
    page = open_section(console, "suppression", role=Role.REP)
    page.text_input(key="suppress-what").set_value("Paul@Firm.example")
    page.text_input(key="suppress-why").set_value("asked by phone")
    press(page, "Never write to them")
    assert console.house.suppression_list.count() == 1
    page.text_input(key="suppressed-words").set_value("nobody").run()
    assert "Nothing like that" in texts(page)
    page.text_input(key="suppressed-words").set_value("FIRM").run()
    assert "asked by phone" in texts(page)
    value = console.house.suppressing.all()[0]["value"]
    page.text_input(key=f"why-{value}").set_value("a mistake").run()
    page.button(key=f"lift-{value}").click().run()
    assert console.house.suppression_list.count() == 0


def test_the_search_takes_wildcards_for_themselves(console: Console) -> None:
    console.house.suppressing.add("paul@firm.example", reason="by phone", who="rep")
    search = console.house.suppression_list.search
    assert len(search("firm")) == 1
    assert len(search("f%m")) == len(search("_irm")) == 0


def test_a_user_is_added_and_the_link_is_shown_once(console: Console) -> None:
    page = open_section(console, "users")
    page.text_input(key="user-email").set_value("new@firm.example")
    press(page, "Add a user")
    assert not page.exception
    (link,) = [each.value for each in page.code]
    token = link.rpartition("/")[2]
    assert console.house.users.link(token) == {"email": "new@firm.example"}
    page.run()
    assert not page.code


def test_a_user_s_sessions_are_ended_at_once(console: Console) -> None:
    token = console.token(Role.REP)
    user = console.house.sessions.user(token)
    assert user is not None
    page = open_section(console, "users")
    page.button(key=f"sessions-{user.id}").click().run()
    assert console.house.sessions.user(token) is None
    page.selectbox(key=f"role-{user.id}").set_value(Role.ANALYST).run()
    (row,) = [row for row in console.house.users.all() if row["id"] == user.id]
    assert row["role"] == "analyst"


def test_the_sender_of_the_settings_is_what_campaigns_begin_with(console: Console) -> None:
    page = open_section(console, "sender")
    for name, value in {
        "name": "Ana Bell", "email": "ana@firm.example", "company": "Firm SA",
        "postal_address": "1 Example Street", "privacy_url": "https://firm.example/privacy",
    }.items():  # fmt: skip
        page.text_input(key=f"sender-{name}").set_value(value)
    press(page, "Save")
    assert not page.error
    kept = console.house.preferences.sender_and_legal()
    assert (kept["sender"]["name"], kept["sender"]["reply_to"]) == ("Ana Bell", None)
    page.text_input(key="sender-privacy_url").set_value("javascript:alert(1)")
    press(page, "Save")
    assert [each for each in page.error if "privacy notice" in each.value]


def test_the_audit_log_is_paged_and_filtered(console: Console) -> None:
    with console.house.store.begin() as work:
        for number in range(120):
            work.audit(who=f"rep{number % 2}", why=f"step {number}", entity="people", key=number)
    page = open_section(console, "audit")
    seen = list(page.dataframe[0].value["What"])
    assert len(seen) == 50
    page.button(key="audit-older").click().run()
    older = list(page.dataframe[0].value["What"])
    assert not set(seen) & set(older)
    page.button(key="audit-newer").click().run()
    assert list(page.dataframe[0].value["What"]) == seen
    page.text_input(key="audit-who").set_value("rep1").run()
    assert set(page.dataframe[0].value["Who"]) == {"rep1"}


def test_a_campaign_s_timetable_is_changed_while_it_runs(console: Console) -> None:
    spec = load_campaign_file(ROOT / "docs" / "examples" / "campaign.yaml")
    key = console.house.campaigns.create(spec, who="lead")
    page = open_section(console, "timetable")
    assert page.time_input(key=f"at-{key}-prospecting").value == time(8, 0)
    page.time_input(key=f"at-{key}-prospecting").set_value(time(10, 15))
    page.selectbox(key=f"every-{key}").set_value(30)
    press(page, "Save")
    assert not page.error
    timetable = console.house.campaigns.get(key).spec.timetable
    assert timetable.prospecting is not None and timetable.prospecting.at == (time(10, 15),)
    assert timetable.sending is not None and timetable.sending.every_minutes == 30
    assert timetable.outreach == USUAL_TIMETABLE.outreach


def test_a_backup_is_asked_of_the_worker_and_taken_away(console: Console) -> None:
    page = open_section(console, "backup")
    assert "no backup yet" in texts(page)
    page.button(key="backup").click().run()
    (asked,) = console.house.runs.waiting()
    assert asked["kind"] == "backup"
    assert "being made" in texts(page)
    made = KINDS["backup"].work(Parts(console.house, crews), asked, None)  # type: ignore[arg-type]
    assert sqlite3.connect(console.house.backups.path_of(made["file"])).execute(
        "SELECT count(*) FROM users"
    ).fetchone() == (1,)
    page.run()
    assert made["file"] in texts(page)
    for name in ("../rendezvous.db", "rendezvous.db", ".db", "x/y.db"):
        with pytest.raises(NotFound):
            console.house.backups.path_of(name)


def crews() -> Any:
    raise AssertionError("a backup needs no agent")

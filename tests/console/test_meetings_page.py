"""The meetings page: what is to do, and what its buttons do."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from filled import fill
from opened import Console, texts

from domain.instants import to_text
from domain.roles import Role
from services.agenda import Shelf


def _put(console: Console, meeting: int, **values: object) -> None:
    with console.house.store.begin() as work:
        work.update("meetings", meeting, **values)


def _hours(console: Console, hours: float) -> str:
    return to_text(console.house.clock.now() + timedelta(hours=hours))


def test_an_empty_house_says_when_meetings_come(console: Console) -> None:
    page = console.open("meetings", role=Role.REP)
    assert not page.exception
    assert "They appear here when somebody books" in texts(page)


def test_what_is_to_confirm_is_open_first_with_thread_and_bant_card(console: Console) -> None:
    fill(console.house)
    page = console.open("meetings", role=Role.REP)
    said = texts(page)
    assert "To confirm" in said and "First6 Last6, Firm 6" in said
    assert "Hello First6." in said, "the mail that led to it"
    assert "350 employees" in said and "nothing is dated" in said, "its BANT card"
    assert "46 of 100, threshold 60" in said


def test_confirm_moves_it_to_what_is_ahead(console: Console) -> None:
    fill(console.house)
    page = console.open("meetings", role=Role.REP)
    page.button(key="confirm-6").click().run()
    assert not page.exception and not page.error
    assert console.house.meetings.all("confirmed")[0]["id"] == 6
    assert console.house.agenda.counts()[Shelf.UPCOMING] == 1
    with pytest.raises(KeyError):
        page.button(key="confirm-6")


@pytest.mark.parametrize(("button", "stage"), [("held-6", "held"), ("no-show-6", "no_show")])
def test_a_meeting_past_is_settled_even_if_nobody_confirmed_it(
    console: Console, button: str, stage: str
) -> None:
    fill(console.house)
    _put(console, 6, starts_at=_hours(console, -2), ends_at=_hours(console, -1.5))
    page = console.open("meetings", role=Role.REP)
    page.button_group(key="meetings_shelf").set_value(Shelf.TO_SETTLE).run()
    page.button(key=button).click().run()
    assert not page.exception and not page.error
    assert [row["id"] for row in console.house.meetings.all(stage)] == [6]


def test_it_cannot_be_said_how_a_meeting_ahead_went(console: Console) -> None:
    fill(console.house)
    console.house.meetings.confirm(6, who="test")
    page = console.open("meetings")
    page.button_group(key="meetings_shelf").set_value(Shelf.UPCOMING).run()
    with pytest.raises(KeyError):
        page.button(key="held-6")


def test_times_are_given_in_both_zones_where_they_differ(console: Console) -> None:
    fill(console.house)
    _put(console, 6, starts_at="2030-01-15T14:00:00.000Z", ends_at="2030-01-15T14:30:00.000Z")
    with console.house.store.begin() as work:
        work.update("people", 6, city="New York", country="United States")
    token = console.token(Role.REP)
    [user] = [user for user in console.house.users.all() if user["role"] == "rep"]
    console.house.users.set_profile(user["id"], language="en", time_zone="Europe/Paris")
    page = console.open("meetings", token=token)
    for _ in range(4):  # it is the last of four, the others being sooner
        said = texts(page)
        if "New York" in said:
            break
        page.button(key="meetings-next").click().run()
    assert "15:00-15:30 (Europe/Paris)" in said
    assert "09:00-09:30 (America/New York)" in said


def test_an_analyst_reads_but_confirms_nothing(console: Console) -> None:
    fill(console.house)
    token = console.token(Role.REP)
    page = console.open("meetings", token=token)
    button = page.button(key="confirm-6")
    [rep] = [user for user in console.house.users.all() if user["role"] == "rep"]
    console.house.users.set_role(rep["id"], Role.ANALYST, who="test")
    button.click().run()
    assert not console.house.meetings.all("confirmed")
    assert "Your role does not allow this" in texts(page)
    with pytest.raises(KeyError):
        page.button(key="confirm-6")


def test_ten_thousand_prospects_make_one_short_list(console: Console) -> None:
    fill(console.house, prospects=10_000)
    page = console.open("meetings", language="fr")
    assert not page.exception and not page.error
    lines = [button for button in page.button if str(button.key).startswith("meeting-")]
    assert len(lines) == 20
    assert "et 1408 autres" in texts(page)


def test_a_locked_database_is_told_in_a_sentence(console: Console) -> None:
    fill(console.house)
    page = console.open("meetings")
    console.house.store.connect().execute("PRAGMA busy_timeout = 0")
    lock = sqlite3.connect(console.house.settings.database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        page.button(key="confirm-6").click().run(timeout=60)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert not page.exception
    assert "The database" in page.error[0].value
    assert "Hello First6." in texts(page), "it can still be read"


def test_what_strangers_wrote_is_text(console: Console) -> None:
    fill(console.house)
    evil = "<script>alert(1)</script> ![i](http://evil.example/i.png)"
    with console.house.store.begin() as work:
        work.update("people", 6, company=evil, title=evil)
        work.update("messages", 6, subject=evil)
        work.insert(
            "replies", prospect_id=6, message_id=6, kind="reply", from_email="x@y.example",
            subject=evil, text=evil, received_at=_hours(console, -1),
        )  # fmt: skip
    page = console.open("meetings")
    assert not page.exception
    assert evil in [text.value for text in page.text]
    assert not any("evil.example" in each.value for each in page.markdown)
    assert not any("<script>" in str(each.body) for each in page.get("html")[2:])
    label = page.button(key="meeting-6").label
    assert "![" not in label and "<script>" not in label

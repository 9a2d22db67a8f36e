"""Replies: who waits, who is silent, what nobody knows; and what a person decides about it."""

from __future__ import annotations

import sqlite3

import pytest
from filled import fill
from opened import Console, texts
from streamlit.testing.v1 import AppTest

from domain.roles import Role

EVIL = "<script>alert(1)</script> [x](javascript:alert(1)) ![i](http://evil.example/i.png)"


def _part(page: AppTest, name: str) -> AppTest:
    return page.button_group(key="replies-part").set_value(name).run()


def _make_uncertain(console: Console) -> int:
    """A message that was cut off while it was sent; its number."""
    with console.house.store.begin() as work:
        [row] = work.query("messages_of_people", people="[5]", prospects="[]")
    connection = console.house.store.connect()
    connection.execute("UPDATE messages SET stage = 'uncertain' WHERE id = ?", (row["id"],))
    return int(row["id"])


def test_an_empty_house_says_that_nobody_waits(console: Console) -> None:
    page = console.open("replies")
    assert not page.exception
    assert "Nobody waits for an answer" in texts(page)
    assert "Nobody is silent" in texts(_part(page, "silent"))
    assert "Every mail is accounted for" in texts(_part(page, "fate"))


@pytest.mark.parametrize("prospects", [28, 10_000])
def test_each_conversation_is_shown_and_goes_when_it_is_dealt_with(
    console: Console, prospects: int
) -> None:
    fill(console.house, prospects=prospects)
    waiting = console.house.conversations.count()
    page = console.open("replies", role=Role.REP)
    assert not page.exception and not page.error
    assert f"1 of {waiting}" in texts(page)
    assert "Tell me more." in texts(page)
    first = console.house.conversations.waiting()[0]["prospect_id"]
    page.button(key=f"stop-{first}").click().run()
    assert not page.exception and not page.error
    assert f"1 of {waiting - 1}" in texts(page)
    assert console.house.conversations.count() == waiting - 1


def test_a_follow_up_is_asked_of_the_worker_once_and_told_until_it_is_written(
    console: Console,
) -> None:
    campaign = fill(console.house)
    page = console.open("replies", role=Role.REP)
    first = console.house.conversations.waiting()[0]["prospect_id"]
    page.button(key=f"follow-{first}").click().run()
    assert not page.exception and not page.error
    [run] = console.house.runs.waiting()
    assert (run["kind"], run["campaign_id"]) == ("follow_up", campaign)
    assert "waits for the worker" in texts(page)
    with console.house.store.begin() as work:
        work.run("follow_up_failed", prospect_id=first, failure="Calendly is away")
    page.run()
    assert "Calendly is away" in texts(page)
    page.button(key=f"again-{first}").click().run()
    assert "Calendly is away" not in texts(page)


def test_what_is_put_off_leaves_until_its_day(console: Console) -> None:
    fill(console.house)
    waiting = console.house.conversations.waiting()
    first = waiting[0]["prospect_id"]
    page = console.open("replies", role=Role.REP)
    page.button(key=f"snooze-{first}-3").click().run()
    assert not page.exception and not page.error
    assert len(console.house.conversations.waiting()) == len(waiting) - 1
    page.toggle(key="replies-snoozed").set_value(True).run()
    assert f" of {len(waiting)}" in texts(page)


@pytest.mark.parametrize("prospects", [28, 10_000])
def test_the_silent_are_followed_up_together(console: Console, prospects: int) -> None:
    fill(console.house, prospects=prospects)
    connection = console.house.store.connect()
    connection.execute("UPDATE messages SET sent_at = '2020-01-01T09:00:00.000Z' "
                       "WHERE stage = 'sent'")  # fmt: skip
    silent = [row["prospect_id"] for row in console.house.conversations.unanswered(7)]
    page = _part(console.open("replies", role=Role.REP), "silent")
    assert not page.exception and not page.error
    for key in silent[:2]:
        page.checkbox(key=f"silent-{key}").check().run()
    page.button(key="silent-follow").click().run()
    assert not page.exception and not page.error
    asked = {row["prospect_id"] for row in console.house.conversations.follow_ups()}
    assert asked == set(silent[:2])


def test_a_person_settles_what_nobody_knows(console: Console) -> None:
    fill(console.house)
    key = _make_uncertain(console)
    page = _part(console.open("replies", role=Role.REP), "fate")
    assert not page.exception and not page.error
    assert "Subject" in texts(page)
    page.button(key=f"went-{key}").click().run()
    assert not page.error
    with console.house.store.read() as reading:
        assert reading.get("messages", key)["stage"] == "sent"
    assert "Every mail is accounted for" in texts(page)


def test_what_strangers_write_is_text(console: Console) -> None:
    fill(console.house)
    connection = console.house.store.connect()
    connection.execute("UPDATE replies SET text = ?, subject = ?", (EVIL, EVIL))
    connection.execute("UPDATE people SET last_name = ?, company = ?", (EVIL, EVIL))
    page = console.open("replies")
    assert not page.exception and not page.error
    assert EVIL in [text.value for text in page.text]
    assert not any("<script>alert" in str(each.proto) for each in page.get("html"))
    for each in [*page.markdown, *page.subheader]:
        assert "](http://evil" not in each.value and "](javascript" not in each.value


def test_an_analyst_reads_and_decides_nothing_not_even_by_a_forged_click(
    console: Console,
) -> None:
    fill(console.house)
    token = console.token(Role.REP)
    page = console.open("replies", token=token)
    first = console.house.conversations.waiting()[0]["prospect_id"]
    button = page.button(key=f"stop-{first}")
    [rep] = [user for user in console.house.users.all() if user["role"] == "rep"]
    console.house.users.set_role(rep["id"], Role.ANALYST, who="test")
    before = console.house.conversations.count()
    button.click().run()
    assert console.house.conversations.count() == before
    assert "Your role does not allow this" in texts(page)
    assert "Tell me more." in texts(page)


def test_a_locked_database_is_told_in_a_sentence(console: Console) -> None:
    fill(console.house)
    page = console.open("replies")
    first = console.house.conversations.waiting()[0]["prospect_id"]
    console.house.store.connect().execute("PRAGMA busy_timeout = 0")
    lock = sqlite3.connect(console.house.settings.database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        page.button(key=f"stop-{first}").click().run(timeout=60)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert not page.exception
    assert "The database" in page.error[0].value
    assert "Tell me more." in texts(page), "it can still be read"

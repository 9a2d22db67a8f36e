"""The dashboard's states, and what its buttons do."""

from __future__ import annotations

import sqlite3

import pytest
from filled import fill
from opened import Console, texts

from domain.roles import Role


def test_an_empty_house_says_what_to_do_first(console: Console) -> None:
    page = console.open()
    assert not page.exception
    assert "No campaign yet" in texts(page)


def test_it_speaks_french_to_who_wants_it(console: Console) -> None:
    page = console.open(language="fr")
    assert "Aucune campagne" in texts(page)


@pytest.mark.parametrize("prospects", [28, 10_000])
def test_a_full_house_is_told_in_figures(console: Console, prospects: int) -> None:
    fill(console.house, prospects=prospects)
    page = console.open()
    assert not page.exception and not page.error
    found = {metric.label: metric.value for metric in page.metric}
    assert found["Prospects found"] == f"{prospects:,}"
    waits = len([n for n in range(1, prospects + 1) if n % 7 == 1])
    assert f"{waits:,} doubtful prospects" in texts(page).replace(str(waits), f"{waits:,}")


def test_another_period_is_one_click_away(console: Console) -> None:
    fill(console.house)
    page = console.open()
    page.button_group(key="dashboard_days").set_value(7).run()
    assert not page.exception
    assert "last 7 days" in page.metric[0].help


def test_pause_and_resume_are_the_campaigns_own(console: Console) -> None:
    campaign = fill(console.house)
    page = console.open(role=Role.REP)
    page.button(key=f"pause-{campaign}").click().run()
    row = console.house.campaigns.get(campaign)
    assert (row.stage, row.pause_reason) == ("paused", "paused by Ana")
    assert "paused by Ana" in texts(page)
    page.button(key=f"resume-{campaign}").click().run()
    assert console.house.campaigns.get(campaign).stage == "running"


def test_run_now_asks_the_worker_once_however_often_it_is_pressed(console: Console) -> None:
    campaign = fill(console.house)
    page = console.open()
    for _ in range(2):
        page.button(key=f"now-{campaign}").click().run()
    asked = [run["kind"] for run in console.house.runs.waiting()]
    assert asked == ["tracking", "prospecting", "qualification", "outreach"]
    assert "Next: reading answers" in texts(page)


def test_a_run_shows_how_far_it_is_and_why_the_last_one_failed(console: Console) -> None:
    campaign = fill(console.house)
    run = console.house.runs.ask("prospecting", campaign, "test")
    with console.house.store.begin() as work:
        work.update("runs", run, state="running", done=71, total=100)
    assert "71 of 100" in str(console.open().get("progress")[0].proto)
    with console.house.store.begin() as work:
        error = '{"code": "x", "message": "The key was refused.", "fix": "Enter another."}'
        work.update("runs", run, state="failed", error=error)
    assert "The key was refused. Enter another." in texts(console.open())


def test_an_analyst_steers_nothing_not_even_by_a_forged_click(console: Console) -> None:
    campaign = fill(console.house)
    token = console.token(Role.REP)
    page = console.open(token=token)
    button = page.button(key=f"pause-{campaign}")
    [rep] = [user for user in console.house.users.all() if user["role"] == "rep"]
    console.house.users.set_role(rep["id"], Role.ANALYST, who="test")
    button.click().run()
    assert console.house.campaigns.get(campaign).stage == "running"
    assert "Your role does not allow this" in texts(page)
    with pytest.raises(KeyError):
        page.button(key=f"pause-{campaign}")


def test_a_locked_database_is_told_in_a_sentence(console: Console) -> None:
    campaign = fill(console.house)
    page = console.open()
    console.house.store.connect().execute("PRAGMA busy_timeout = 0")
    lock = sqlite3.connect(console.house.settings.database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        page.button(key=f"pause-{campaign}").click().run(timeout=60)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert not page.exception
    assert "The database" in page.error[0].value
    assert {metric.label for metric in page.metric} >= {"Prospects found"}, "it can still be read"


def test_a_name_from_outside_is_text(console: Console) -> None:
    campaign = fill(console.house)
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) ![i](http://evil.example/i.png)"
    with console.house.store.begin() as work:
        work.update("campaigns", campaign, name=evil)
    page = console.open()
    assert [text.value for text in page.text if "script" in text.value] == [evil]
    assert not any("evil.example" in each.value for each in page.markdown)

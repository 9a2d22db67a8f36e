"""The tracker: its figures, its cuts and its files."""

from __future__ import annotations

import io
import sqlite3

import pandas as pd
import pytest
from filled import fill
from opened import Console, texts

from console.components.exporting import FORMATS, file_of
from console.tracker.table import frame
from domain.figures import Figure
from domain.roles import Role
from services.reporting import Period, count_anew
from services.tracker import Cut, track


def filled(console: Console, *, prospects: int = 28) -> None:
    """Rows put in at their last stage pass by the triggers: their figures are counted."""
    fill(console.house, prospects=prospects)
    count_anew(console.house.store, who="test")


def test_an_empty_house_says_where_to_begin(console: Console) -> None:
    page = console.open("tracker", role=Role.ANALYST)
    assert not page.exception
    assert "as soon as a campaign finds its first people" in texts(page)


@pytest.mark.parametrize("prospects", [28, 10_000])
def test_a_full_house_is_told_in_figures_charts_and_tables(
    console: Console, prospects: int
) -> None:
    filled(console, prospects=prospects)
    page = console.open("tracker")
    assert not page.exception and not page.error
    found = {metric.label: metric.value for metric in page.metric}
    sent = len([n for n in range(1, prospects + 1) if n % 7 in (4, 5, 6)])
    assert found["Emails sent"] == f"{sent:,}"
    assert found["Engagement rate"] == "0 %"
    assert found["BANT accuracy"] == "unknown"
    assert all(metric.help for metric in page.metric), "each says what it counts"
    assert len(page.get("vega_lite_chart")) == 3, "nothing came back: no line to draw"
    assert len(page.dataframe) == 5, "a table behind each chart, and the one beneath"


def test_the_accuracy_of_the_score_is_told_with_its_interval(console: Console) -> None:
    campaign = fill(console.house)
    with console.house.store.begin() as work:
        for row in list(work.query("assessments_waiting", campaign_id=campaign)):
            said = "contact" if row["score"] > row["threshold"] else "reject"
            work.update("assessments", row["id"], human_verdict=said)
    page = console.open("tracker")
    [accuracy] = [metric for metric in page.metric if metric.label == "BANT accuracy"]
    assert accuracy.value == "100 %"
    assert accuracy.delta == "of 4 judged by people (51-100 %)"


@pytest.mark.parametrize("cut", list(Cut))
def test_every_cut_draws_and_sums_to_the_same(console: Console, cut: Cut) -> None:
    filled(console)
    page = console.open("tracker")
    page.button_group(key="tracker_cut").set_value(cut).run()
    assert not page.exception and not page.error
    today = console.house.clock.now().date()
    tracked = track(console.house.store, Period(today, today), None, cut)
    assert sum(line.amounts[Figure.SENT] for line in tracked.lines()) == 12
    assert [step.amount for step in tracked.steps()][:1] == [28]


def test_the_table_goes_into_every_kind_of_file(console: Console) -> None:
    filled(console)
    page = console.open("tracker")
    assert [page.get("download_button")[n].proto.label for n in range(3)] == [
        "CSV", "Parquet", "Excel",
    ]  # fmt: skip
    today = console.house.clock.now().date()
    tracked = track(console.house.store, Period(today, today), None, Cut.TEMPLATE)
    readers = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}
    for format in FORMATS:
        read = readers[format](io.BytesIO(file_of(frame(tracked), format)))
        assert list(read["template"]) == ["first_mail_en"], format
        assert list(read["sent"]) == [12], format


def test_days_of_ones_own_choice_are_two_dates(console: Console) -> None:
    fill(console.house)
    page = console.open("tracker")
    page.button_group(key="tracker_days").set_value(0).run()
    assert not page.exception
    assert page.date_input(key="tracker_dates").value


def test_a_locked_database_does_not_stop_a_reader(console: Console) -> None:
    fill(console.house)
    console.house.store.connect().execute("PRAGMA busy_timeout = 0")
    page = console.open("tracker")
    lock = sqlite3.connect(console.house.settings.database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        page.button_group(key="tracker_days").set_value(7).run(timeout=60)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert not page.exception and not page.error
    assert {metric.label for metric in page.metric} >= {"Emails sent"}


def test_a_campaigns_name_from_outside_is_text(console: Console) -> None:
    campaign = fill(console.house)
    evil = "<script>alert(1)</script> ![i](http://evil.example/i.png)"
    with console.house.store.begin() as work:
        work.update("campaigns", campaign, name=evil)
    page = console.open("tracker")
    page.button_group(key="tracker_cut").set_value(Cut.CAMPAIGN).run()
    assert not page.exception
    assert not any("evil.example" in each.value for each in page.markdown)

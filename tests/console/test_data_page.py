"""The data page: rows, filters, the same in Python, and files."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from filled import fill
from opened import Console, texts

from domain.roles import Role
from storage import frames
from storage.frames.filters import Filter, in_python


def test_an_empty_house_says_when_it_fills(console: Console) -> None:
    page = console.open("data", role=Role.ANALYST)
    assert not page.exception
    assert "It fills as soon as a campaign runs" in texts(page)


@pytest.mark.parametrize("name", list(frames.FRAMES))
def test_every_frame_is_shown_with_its_dictionary(console: Console, name: str) -> None:
    fill(console.house)
    page = console.open("data", role=Role.ANALYST)
    page.button_group(key="data_frame").set_value(name).run()
    assert not page.exception and not page.error
    dictionary = page.dataframe[-1].value
    shown = frames.FRAMES[name](console.house.store, None)
    assert list(dictionary["Column"]) == list(shown.columns)
    assert all(dictionary["Meaning"])


def test_ten_thousand_rows_are_counted_and_their_file_is_asked_of_the_worker(
    console: Console,
) -> None:
    fill(console.house, prospects=10_000)
    page = console.open("data", role=Role.ANALYST)
    assert "The first 200 of 10,000 rows" in texts(page)
    page.button(key="data-ask-csv").click().run()
    assert not page.exception and not page.error
    [run] = console.house.runs.waiting()
    assert (run["kind"], run["campaign_id"]) == ("export", None)
    assert "waits: no worker is running" in texts(page)


def test_a_filter_narrows_the_rows(console: Console) -> None:
    fill(console.house)
    page = console.open("data")
    page.multiselect(key="data-by-prospects").set_value(["stage", "company"]).run()
    page.multiselect(key="data-prospects-stage").set_value(["meeting"]).run()
    assert list(page.dataframe[0].value["prospect_id"]) == [6, 13, 20, 27]
    page.text_input(key="data-prospects-company").set_value("FIRM 2").run()
    assert list(page.dataframe[0].value["prospect_id"]) == [20, 27]
    assert "2 rows." in texts(page)
    page.text_input(key="data-prospects-company").set_value("nobody").run()
    assert "No row passes these filters" in texts(page)


FILTERS: dict[str, list[Filter]] = {
    "none": [],
    "a category": [Filter("stage", one_of=("meeting", "replied"))],
    "a text": [Filter("company", contains="FIRM 1")],
    "a quote": [Filter("company", contains="it's \"so\" \\ {x}")],
    "an accent": [Filter("city", contains="ÉVRY")],
    "a number": [Filter("score", least=60.0)],
    "an instant": [Filter("created_at", least="2020-01-01T00:00:00.000Z",
                          below="2090-01-01T00:00:00.000Z")],
    "a missing instant": [Filter("contacted_at", least="2020-01-01T00:00:00.000Z")],
    "several": [Filter("stage", one_of=("meeting",)), Filter("score", least=50.0, below=62.0)],
}  # fmt: skip


@pytest.mark.parametrize("which", list(FILTERS))
def test_three_lines_of_python_make_the_same_frame(console: Console, which: str) -> None:
    campaign = fill(console.house)
    with console.house.store.begin() as work:
        work.update("people", 3, city="Évry")
    chosen = FILTERS[which]
    lines = in_python("prospects", str(console.house.settings.database), campaign, chosen)
    assert len(lines.splitlines()) == 3
    there: dict[str, Any] = {}
    exec(lines, there)
    shown = frames.filtered(console.house.store, "prospects", campaign, chosen)
    pd.testing.assert_frame_equal(there["frame"].reset_index(drop=True), shown)
    assert len(shown) == frames.count(console.house.store, "prospects", campaign, chosen)
    assert len(shown) > 0 or which == "a quote"


def test_the_lines_that_the_page_shows_are_those(console: Console) -> None:
    fill(console.house)
    page = console.open("data")
    page.multiselect(key="data-by-prospects").set_value(["stage"]).run()
    page.multiselect(key="data-prospects-stage").set_value(["meeting"]).run()
    there: dict[str, Any] = {}
    exec(page.get("code")[0].value, there)
    assert list(there["frame"]["prospect_id"]) == [6, 13, 20, 27]


def test_a_small_table_is_saved_at_once_and_it_is_written_down_who_did(console: Console) -> None:
    fill(console.house)
    page = console.open("data", role=Role.ANALYST)
    assert [each.proto.label for each in page.get("download_button")] == ["CSV", "Parquet", "Excel"]

"""Large exports: asked for in the console, made by the worker, downloaded over HTTP."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from filled import fill
from opened import Console, texts
from served import Served, serving_console

from bootstrap import Rendezvous
from domain.roles import Role
from services.runs import Progress
from services.unit_of_work import Row
from storage import frames
from storage.frames.filters import Filter
from timetable.kinds import KINDS, Parts

CHOSEN = [Filter("stage", one_of=("meeting",))]


def carry_out(house: Rendezvous) -> Row:
    """What the worker's desk does with the run that waits; its row afterwards."""
    [asked] = house.runs.waiting()
    assert house.runs.take(asked["id"], worker="test")

    def job(progress: Progress) -> dict[str, object]:
        parts = Parts(house, lambda: pytest.fail("an export needs no crew"))
        return dict(KINDS["export"].work(parts, asked, progress))

    house.runs.live(asked, job, halted=lambda: None)
    return house.runs.get(asked["id"])


def ask(house: Rendezvous, who: str, format: str = "csv") -> int:
    filters = [each.as_json() for each in CHOSEN]
    return house.exports.ask("prospects", format, campaign_id=None, filters=filters, who=who)


def made(house: Rendezvous, run_id: int) -> Path:
    path = house.export_folder.find(run_id)
    assert path is not None
    return path


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_the_file_has_what_the_page_showed(console: Console, format: str) -> None:
    fill(console.house)
    run_id = ask(console.house, "ana@firm.example", format)
    run = carry_out(console.house)
    assert (run["state"], run["done"], run["total"]) == ("done", 8, 8)
    path = made(console.house, run_id)
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}[format](path)
    shown = frames.filtered(console.house.store, "prospects", None, CHOSEN)
    assert list(read["prospect_id"]) == list(shown["prospect_id"]) == [6, 13, 20, 27]
    assert path.stat().st_mode & 0o077 == 0, "for its owner's eyes"


def test_what_cannot_be_made_says_why_on_the_page(console: Console) -> None:
    fill(console.house)
    token = console.token(Role.ANALYST)
    [user] = console.house.users.all()
    filters = [{"column": "no_such_column", "contains": "x"}]
    console.house.exports.ask(
        "prospects", "csv", campaign_id=None, filters=filters, who=user["email"]
    )
    assert carry_out(console.house)["state"] == "failed"
    assert "prospects cannot be filtered like this" in texts(console.open("data", token=token))


def test_no_file_outlives_a_day_or_an_erasure(console: Console) -> None:
    house = console.house
    fill(house)
    run_id = ask(house, "ana@firm.example")
    carry_out(house)
    path = made(house, run_id)
    house.erasing.erase("person6@firm6.example", who="test")
    assert house.export_folder.find(run_id) is None
    assert house.export_folder.clear() == 1 and not path.exists()

    run_id = ask(house, "ana@firm.example")
    carry_out(house)
    path = made(house, run_id)
    assert house.export_folder.clear() == 0
    assert "person6@" not in path.read_text(encoding="utf-8-sig")
    old = (house.clock.now() - timedelta(hours=25)).timestamp()
    os.utime(path, (old, old))
    assert house.export_folder.clear() == 1


def test_it_is_written_down_who_took_what(console: Console) -> None:
    fill(console.house)
    ask(console.house, "ana@firm.example")
    [entry] = [row for row in console.house.audit_log.page(who="ana") if row["why"] == "exported"]
    assert '"prospects"' in entry["detail"] and '"csv"' in entry["detail"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_console(tmp_path_factory.mktemp("exports") / "home") as served:
        fill(served.house)
        yield served


def test_a_file_goes_to_who_asked_and_to_nobody_else(served: Served) -> None:
    asker = served.user("asker@firm.example", Role.ANALYST)
    other = served.user("other@firm.example", Role.ADMINISTRATOR)
    run_id = ask(served.house, asker)
    client, stranger = served.logged_in(asker), served.logged_in(other)
    assert client.get(f"/exports/{run_id}").status_code == 404, "not made yet"
    carry_out(served.house)
    got = client.get(f"/exports/{run_id}")
    assert got.status_code == 200
    assert "attachment" in got.headers["content-disposition"]
    assert list(pd.read_csv(io.BytesIO(got.content))["prospect_id"]) == [6, 13, 20, 27]
    assert stranger.get(f"/exports/{run_id}").status_code == 404
    assert client.get("/exports/999").status_code == 404
    client.close()
    stranger.close()
    with served.client() as nobody:
        assert nobody.get(f"/exports/{run_id}").status_code == 401

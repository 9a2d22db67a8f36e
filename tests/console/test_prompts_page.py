"""Prompts: edited, checked, tried and saved; read by everybody, changed by few."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from filled import fill
from opened import Console, texts
from streamlit.testing.v1 import AppTest

from domain.roles import Role
from settings import ROOT

TASKS = "tasks.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of prompts that a test may spoil."""
    made = tmp_path / "config"
    shutil.copytree(ROOT / "config", made)
    monkeypatch.setenv("RENDEZVOUS_CONFIG", str(made))
    return made


@pytest.fixture
def desk(folder: Path, console: Console) -> Console:
    """The console over that folder, with a first version."""
    console.house.prompt_versions.take_up()
    return console


def _type(page: AppTest, old: str, new: str) -> AppTest:
    area = page.text_area[0]
    assert old in area.value
    return area.set_value(area.value.replace(old, new, 1)).run()


def test_an_edit_is_saved_as_a_version_with_who_and_why(folder: Path, desk: Console) -> None:
    page = desk.open("prompts", role=Role.GROWTH_LEAD)
    assert not page.exception and not page.error
    _type(page, "Judge one prospect", "Judge a prospect")
    assert "Not saved yet: tasks.yaml" in texts(page)
    page.text_input(key="prompts-note").set_value("plainer").run()
    page.button(key="prompts-save").click().run()
    assert not page.exception and not page.error
    newest = desk.house.prompt_versions.history()[0]
    assert (newest["kind"], newest["note"], newest["files"]) == ("accepted", "plainer", [TASKS])
    assert "Judge a prospect" in (folder / TASKS).read_text(encoding="utf-8")


def test_a_fault_is_named_with_its_line_and_keeps_the_edit_from_being_saved(
    folder: Path, desk: Console
) -> None:
    page = desk.open("prompts", role=Role.GROWTH_LEAD)
    _type(page, "    {facts}", "    {fact}")
    line = page.text_area[0].value[: page.text_area[0].value.index("{fact}")].count("\n") + 1
    assert f"tasks\\.yaml, line {line}" in texts(page)
    assert "unknown placeholder {fact}" in texts(page)
    assert any(f"> {line:>3}      {{fact}}" in code.value for code in page.code)
    page.button(key="prompts-save").click().run()
    assert "nothing was saved" in page.error[0].value
    assert [row["kind"] for row in desk.house.prompt_versions.history()] == ["first"]
    assert "{fact}\n" not in (folder / TASKS).read_text(encoding="utf-8")


def test_who_edits_what_somebody_else_saved_meanwhile_is_told_and_loses_nothing(
    desk: Console,
) -> None:
    page = desk.open("prompts", role=Role.GROWTH_LEAD)
    _type(page, "Judge one prospect", "Judge a prospect")
    rules = desk.house.prompt_versions.working()["bant.yaml"]
    desk.house.prompt_versions.accept(
        who="other", edited={"bant.yaml": rules.replace("\nthreshold: 60", "\nthreshold: 61")}
    )
    page.button(key="prompts-save").click().run()
    assert "changed after you read them" in page.error[0].value.replace("\\", "")
    assert "Somebody else changed the files" in texts(page)
    assert "Judge a prospect" in page.text_area[0].value
    page.button(key="prompts-mine").click().run()
    page.button(key="prompts-save").click().run()
    assert not page.error
    saved = desk.house.prompt_versions.working()
    assert "threshold: 61" in saved["bant.yaml"] and "Judge a prospect" in saved[TASKS]


def test_a_trial_is_asked_with_the_unsaved_text_and_its_answer_is_told(desk: Console) -> None:
    campaign = fill(desk.house)
    page = desk.open("prompts", role=Role.GROWTH_LEAD)
    _type(page, "Judge one prospect", "Judge a prospect")
    page.selectbox(key="prompts-people").set_value(campaign).run()
    page.button(key="prompts-try").click().run()
    assert not page.exception and not page.error
    [run] = desk.house.runs.waiting()
    request = json.loads(run["request"])
    assert (run["kind"], request["people_of"], list(request["edited"])) == (
        "prompts_diff", campaign, [TASKS],
    )  # fmt: skip
    side = {"verdict": "contact", "score": 70, "reason": "-", "budget": 20, "authority": 20,
            "need": 20, "timeline": 10}  # fmt: skip
    changed = {"before": side, "after": {**side, "verdict": "reject", "score": 40, "need": 0}}
    result = {"model": "offline", "judged": 1, "written": 0, "drafts": [],
              "verdicts": [{"prospect": "<b>Eve</b>", **changed}]}  # fmt: skip
    with desk.house.store.begin() as work:
        work.update("runs", run["id"], state="done", result=json.dumps(result),
                    ended_at="2026-11-22T09:00:00.000Z")  # fmt: skip
    page.run()
    assert "1 verdict changes" in texts(page)
    assert "<b>Eve</b>" in [text.value for text in page.text]
    assert any("contact 70 → reject 40 · Need 20 → 0" in str(each.proto)
               for each in page.get("html"))  # fmt: skip


def test_the_history_tells_each_version_and_leads_back(folder: Path, desk: Console) -> None:
    before = desk.house.prompt_versions.working()
    edited = {TASKS: before[TASKS].replace("Judge one prospect", "Judge a prospect")}
    desk.house.prompt_versions.accept(who="lead", note="<i>plainer</i>", edited=edited)
    page = desk.open("prompts", role=Role.GROWTH_LEAD)
    page.button_group(key="prompts-part").set_value("history").run()
    assert not page.exception and not page.error
    assert "<i>plainer</i>" in [text.value for text in page.text]
    page.toggle(key="changed-2").set_value(True).run()
    assert any("Judge a prospect" in code.value for code in page.code)
    page.button(key="rollback-1").click().run()
    assert not page.error
    assert desk.house.prompt_versions.working() == before
    assert desk.house.prompt_versions.history()[0]["kind"] == "rolled_back"


@pytest.mark.parametrize("role", [Role.REP, Role.ANALYST])
def test_others_read_and_change_nothing(desk: Console, role: Role) -> None:
    page = desk.open("prompts", role=role)
    assert not page.exception and not page.error
    assert not page.text_area
    assert any("assess_bant" in code.value for code in page.code)
    with pytest.raises(KeyError):
        page.button(key="prompts-save")


def test_a_save_by_who_may_no_longer_is_refused(desk: Console) -> None:
    token = desk.token(Role.GROWTH_LEAD)
    page = desk.open("prompts", token=token)
    _type(page, "Judge one prospect", "Judge a prospect")
    [lead] = [user for user in desk.house.users.all() if user["role"] == "growth_lead"]
    desk.house.users.set_role(lead["id"], Role.REP, who="test")
    page.button(key="prompts-save").click().run()
    assert "Your role does not allow this" in texts(page)
    assert len(desk.house.prompt_versions.history()) == 1

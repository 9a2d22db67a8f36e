"""Prompts: edited, checked, tried and saved; read by everybody, changed by few."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from opened import Console, texts

from domain.roles import Role
from settings import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of prompts that a test may spoil."""
    made = tmp_path / "config"
    shutil.copytree(ROOT / "config", made)
    monkeypatch.setenv("RENDEZVOUS_CONFIG", str(made))
    return made


def test_an_edit_is_saved_as_a_version_with_who_and_why(folder: Path, console: Console) -> None:
    console.house.prompt_versions.take_up()
    page = console.open("prompts", role=Role.GROWTH_LEAD)
    assert not page.exception and not page.error, page.error
    area = page.text_area[0]
    assert "assess_bant" in area.value
    area.set_value(area.value.replace("Judge one prospect", "Judge a prospect")).run()
    assert "Not saved yet: tasks.yaml" in texts(page)
    page.text_input(key="prompts-note").set_value("plainer").run()
    page.button(key="prompts-save").click().run()
    assert not page.exception and not page.error
    newest = console.house.prompt_versions.history()[0]
    assert (newest["kind"], newest["note"], newest["files"]) == (
        "accepted",
        "plainer",
        ["tasks.yaml"],
    )
    assert "Judge a prospect" in (folder / "tasks.yaml").read_text(encoding="utf-8")

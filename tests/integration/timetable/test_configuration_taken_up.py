"""A running worker follows the configuration: sound edits at the next run, broken ones never."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap import bootstrap
from errors import ConfigurationInvalid
from services.runs import Progress
from settings import ROOT, load_settings
from timetable.kinds import KINDS, Parts
from timetable.workshop import OneModel, Workshop

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:crewai")
BROKEN = ("tasks.yaml", "    {facts}", "    {fact}")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return tmp_path / "config"


@pytest.fixture
def workshop(tmp_path: Path, config: Path) -> Iterator[Workshop]:
    settings = load_settings(home=tmp_path / "home", config_dir=config, llm="offline")
    made = Workshop(lambda: bootstrap(settings), OneModel())
    yield made
    made.app.store.close()


def edit(config: Path, name: str, old: str, new: str) -> None:
    path = config / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_edit_is_taken_up_and_the_model_stays(workshop: Workshop, config: Path) -> None:
    crews = workshop.crews()
    model, before = crews.llm, crews.prompts.version
    outreach, qualification = crews.outreach_crew, crews.qualification
    assert workshop.crews().outreach_crew is outreach, "nothing changed: nothing is built anew"
    edit(config, "tasks.yaml", "Judge one prospect", "Judge a prospect")
    edit(config, "bant.yaml", "\nthreshold: 60", "\nthreshold: 71")
    again = workshop.crews()
    assert again.prompts.version != before
    assert again.outreach_crew is not outreach
    assert again.qualification is not qualification
    assert again.llm is model
    assert workshop.app.bant_rules.threshold == 71


def test_a_broken_edit_changes_nothing_and_is_told(
    workshop: Workshop, config: Path, caplog: pytest.LogCaptureFixture
) -> None:
    crews = workshop.crews()
    version, outreach = crews.prompts.version, crews.outreach_crew
    edit(config, *BROKEN)
    with caplog.at_level(logging.WARNING):
        again = workshop.crews()
    assert (again.prompts.version, again.outreach_crew) == (version, outreach)
    assert "version 1 is used" in caplog.text
    assert "tasks.yaml, line " in caplog.text
    assert [row["kind"] for row in workshop.app.prompt_versions.history()] == ["refused", "first"]


def test_a_worker_that_never_had_a_good_configuration_says_so(
    workshop: Workshop, config: Path
) -> None:
    edit(config, *BROKEN)
    with pytest.raises(ConfigurationInvalid, match=r"tasks\.yaml, line"):
        workshop.crews()
    edit(config, BROKEN[0], BROKEN[2], BROKEN[1])
    assert workshop.crews().prompts


def test_a_page_asks_the_worker_what_its_unsaved_edit_changes(
    workshop: Workshop, config: Path
) -> None:
    app = workshop.app
    app.prompt_versions.accept(who="lead")
    before = app.prompt_versions.working()
    edited = {"bant.yaml": before["bant.yaml"].replace("threshold: 60", "threshold: 75")}
    run_id = app.runs.ask("prompts_diff", None, "lead", {"edited": edited})
    with app.store.begin() as work:
        work.update("runs", run_id, note=None)
        run = work.get("runs", run_id)
    progress = _Steps(app.store, app.clock, run_id, None)
    result = KINDS["prompts_diff"].work(Parts(app, workshop.crews), run, progress)
    json.dumps(result)
    assert [file["file"] for file in result["files"]] == ["bant.yaml"]
    turned = {(each["before"]["verdict"], each["after"]["verdict"]) for each in result["verdicts"]}
    assert ("contact", "reject") in turned
    assert (result["judged"], result["written"], result["drafts"]) == (24, 0, [])
    assert progress.told[-1] == (24, 24)
    assert app.prompt_versions.working() == before, "nothing is saved"


class _Steps(Progress):
    """A ``Progress`` that remembers what it was told, of a run that nobody stops."""

    told: list[tuple[int, int | None]]

    def advance(self, *, done: int, total: int | None = None) -> None:
        self.told = [*getattr(self, "told", []), (done, total)]

"""Versions of the configuration: a broken edit costs no run, an accepted version comes back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from service_house import CONFIG, START

from errors import ConfigurationInvalid, Conflict, InvalidInput, NotFound
from services.clock import SteppedClock
from services.prompt_versions import PromptVersions, digest
from storage.database import Database
from tasks.config_folder import ConfigFolder

TASKS = "tasks.yaml"


class Desk:
    """The growth lead's folder, and the versions over it."""

    def __init__(self, tmp_path: Path, migrated: Path) -> None:
        self.folder = tmp_path / "config"
        shutil.copytree(CONFIG, self.folder)
        shutil.copy(migrated, tmp_path / "rendezvous.db")
        self.database = Database(tmp_path / "rendezvous.db", SteppedClock(START))
        self.kept = tmp_path / "prompts"
        self.versions = PromptVersions(
            self.database, ConfigFolder(self.folder, self.kept), SteppedClock(START)
        )

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def kinds(self) -> list[str]:
        return [row["kind"] for row in self.versions.history()][::-1]


@pytest.fixture
def desk(tmp_path: Path, migrated: Path):
    made = Desk(tmp_path, migrated)
    yield made
    made.database.close()


def test_the_first_run_records_what_it_found_and_later_ones_nothing(desk: Desk) -> None:
    first, second = desk.versions.take_up(), desk.versions.take_up()
    assert first == second
    assert first.warning is None
    assert desk.kinds() == ["first"]


def test_a_run_uses_a_copy_that_a_later_edit_does_not_change(desk: Desk) -> None:
    folder = desk.versions.take_up().folder
    desk.edit(TASKS, "Judge one prospect", "Judge a prospect")
    assert "Judge one prospect" in (folder / TASKS).read_text(encoding="utf-8")


def test_the_next_run_takes_up_a_sound_edit(desk: Desk) -> None:
    before = desk.versions.take_up()
    desk.edit(TASKS, "Judge one prospect", "Judge a prospect")
    after = desk.versions.take_up()
    assert "Judge a prospect" in (after.folder / TASKS).read_text(encoding="utf-8")
    assert after.version.stamps.prompt_version != before.version.stamps.prompt_version
    assert after.version.stamps.rules_version == before.version.stamps.rules_version
    assert desk.kinds() == ["first", "taken_up"]
    assert [change.file for change in desk.versions.changes()] == [TASKS]


BREAKAGES = {
    "prompt": (TASKS, "    {facts}", "    {fact}"),
    "rules": ("bant.yaml", "threshold: 60", "threshold: sixty"),
    "template": ("templates/first_mail_en.yaml", "{{ value_proposition }}", "{{ valu }}"),
    "writing": ("writing.yaml", "words_min:", "word_min:"),
}


@pytest.mark.parametrize("name", sorted(BREAKAGES))
def test_with_broken_files_a_run_keeps_the_last_good_version_and_says_so(
    desk: Desk, name: str
) -> None:
    good = desk.versions.take_up()
    file, old, new = BREAKAGES[name]
    desk.edit(file, old, new)
    for _ in range(3):
        kept = desk.versions.take_up()
        assert (kept.version, kept.folder) == (good.version, good.folder)
        assert f"{file}, line " in kept.warning
        assert "version 1 is used" in kept.warning
    assert desk.kinds() == ["first", "refused"]
    desk.edit(file, new, old)
    assert desk.versions.take_up().faults == ()
    assert desk.kinds() == ["first", "refused"]


def test_a_worker_that_starts_with_broken_files_goes_on_from_what_the_last_one_used(
    desk: Desk,
) -> None:
    good = desk.versions.take_up()
    (desk.folder / TASKS).write_bytes(b"\xff\xfe no text")
    shutil.rmtree(desk.kept)
    again = PromptVersions(
        desk.database, ConfigFolder(desk.folder, desk.kept), SteppedClock(START)
    ).take_up()
    assert again.version == good.version
    assert "not UTF-8" in again.warning
    assert ConfigFolder(again.folder, desk.kept).read() == good.version.texts


def test_without_a_good_version_broken_files_are_an_error(desk: Desk) -> None:
    desk.edit(TASKS, "    {facts}", "    {fact}")
    with pytest.raises(ConfigurationInvalid, match=r"tasks\.yaml, line \d+"):
        desk.versions.take_up()
    assert desk.kinds() == []


def test_a_kept_copy_that_somebody_edits_is_put_right(desk: Desk) -> None:
    taken = desk.versions.take_up()
    (taken.folder / TASKS).write_text("nonsense", encoding="utf-8")
    again = desk.versions.take_up()
    assert again.folder == taken.folder
    assert ConfigFolder(again.folder, desk.kept).read() == taken.version.texts


def test_nothing_broken_is_accepted_and_nothing_is_written(desk: Desk) -> None:
    before = desk.versions.working()
    with pytest.raises(ConfigurationInvalid, match="fact"):
        desk.versions.accept(
            who="lead", edited={TASKS: before[TASKS].replace("    {facts}", "    {fact}")}
        )
    assert desk.versions.working() == before
    assert desk.kinds() == []


def test_an_edit_made_on_a_page_is_written_and_accepted_at_once(desk: Desk) -> None:
    before = desk.versions.working()
    edited = {"bant.yaml": before["bant.yaml"].replace("threshold: 60", "threshold: 65")}
    assert desk.versions.check(edited) == []
    version = desk.versions.accept(
        who="lead", note="stricter", edited=edited, seen_sha256=digest(before)
    )
    assert (version.kind, version.by, version.note) == ("accepted", "lead", "stricter")
    assert "threshold: 65" in (desk.folder / "bant.yaml").read_text(encoding="utf-8")
    assert desk.versions.take_up().version.number == version.number
    with pytest.raises(Conflict, match="changed after you read"):
        desk.versions.accept(who="other", edited=edited, seen_sha256=digest(before))


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "templates/../../evil.yaml", "/etc/evil.yaml", "other.yaml",
             "templates/a/b.yaml", "templates/.yaml", "agents.yaml\n"],
)  # fmt: skip
def test_no_other_file_is_written(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInput):
        desk.versions.accept(who="lead", edited={name: "a: 1"})


def test_a_rollback_brings_every_file_back_and_loses_nothing(desk: Desk) -> None:
    first = desk.versions.accept(who="lead")
    desk.edit(TASKS, "Judge one prospect", "Judge a prospect")
    (desk.folder / "templates" / "first_mail_en_short.yaml").write_text("half written: [")
    edited = desk.versions.working()
    back = desk.versions.rollback(first.number, who="lead")
    assert desk.versions.working() == first.texts
    assert desk.kinds() == ["accepted", "set_aside", "rolled_back"]
    assert back.stamps == first.stamps
    assert desk.versions.get(2).texts == edited
    assert desk.versions.accepted().number == back.number
    assert desk.versions.changes() == []
    with pytest.raises(ConfigurationInvalid):
        desk.versions.rollback(2, who="lead")
    with pytest.raises(NotFound):
        desk.versions.rollback(99, who="lead")


def test_a_file_that_is_no_text_is_set_aside_byte_for_byte(desk: Desk) -> None:
    first = desk.versions.accept(who="lead")
    odd = b"caf\xe9: \xff\r\n"
    (desk.folder / TASKS).write_bytes(odd)
    desk.versions.rollback(first.number, who="lead")
    kept = desk.versions.get(2).texts[TASKS]
    assert kept.encode("utf-8", "surrogateescape") == odd


def test_what_was_taken_up_is_compared_with_what_a_person_accepted(desk: Desk) -> None:
    desk.versions.accept(who="lead")
    desk.edit("bant.yaml", "threshold: 60", "threshold: 50")
    desk.versions.take_up()
    [change] = desk.versions.changes()
    assert (change.file, change.change) == ("bant.yaml", "changed")
    assert {"-threshold: 60", "+threshold: 50"} <= set(change.lines)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(desk: Desk) -> None:
    (desk.folder / TASKS).chmod(0)
    with pytest.raises(ConfigurationInvalid, match="cannot be read"):
        desk.versions.take_up()

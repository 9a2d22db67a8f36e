"""Whatever goes wrong: one message, one exit code, and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commands.failures import CommandLine
from settings import ROOT

CAMPAIGN = ROOT / "docs" / "examples" / "campaign.yaml"
COMMAND = [sys.executable, "-m", "cli"]


def started(*args: object, home: Path, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *map(str, args)],
        cwd=ROOT,
        env={**os.environ, "RENDEZVOUS_HOME": str(home)},
        stderr=subprocess.PIPE,
        # A shell's background job ignores Ctrl-C, and so would all that it starts.
        preexec_fn=_hearing_ctrl_c,
        **options,
    )  # type: ignore[call-overload, no-any-return]


def _hearing_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    file = tmp_path / "many.csv"
    rows = "".join(f"Ann,Bell{n},CEO,p{n}@a.example,120\n" for n in range(60_000))
    file.write_text("first_name,last_name,title,email,employees\n" + rows)
    return file


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("campaign", "show", "99"), 1),
        (("campaign", "show", "abc"), 2),
        (("campaign", "show", "0"), 2),
        (("campaign", "show", str(10**30)), 2),
        (("run", "outreach", "--campaign", "7"), 1),
        (("import", "nowhere.csv", "--campaign", "1"), 1),
        (("qualify", "nowhere.csv"), 1),
        (("qualify", "."), 1),
        (("qualify",), 2),
        (("qualify", "x.csv", "--as-of", "yesterday"), 2),
        (("nonsense",), 2),
        (("messages", "resolve", "1"), 2),
        (("export", "prospects", "--out", "x.what"), 2),
        (("suppress", "add", "nobody at all"), 1),
    ],
)
def test_a_failure_is_one_json_document_with_what_to_do(run, args, code) -> None:
    outcome = run(*args, "--json", code=code)
    assert set(outcome.document) == {"error"}
    assert set(outcome.document["error"]) == {"code", "message", "record", "fix"}
    assert outcome.document["error"]["fix"]
    told = run(*args, code=code)
    assert told.out == ""
    assert "Traceback" not in told.err
    assert told.err


def test_a_campaign_file_names_each_wrong_key_with_its_line(run, tmp_path: Path) -> None:
    text = CAMPAIGN.read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("sector:", "sectr:").replace("per_day: 5 ", "per_day: five "))
    lines = [n for n, line in enumerate(file.read_text().splitlines(), 1)
             if "sectr" in line or "five" in line]  # fmt: skip
    error = run("campaign", "create", file, "--json", code=1).document["error"]
    assert error["code"] == "configuration_invalid"
    for line in lines:
        assert f"mine.yaml:{line}:" in error["message"]


@pytest.mark.parametrize(
    "content",
    [b"", b"- a\n- b\n", b"name: [\n", b"name: \x01\n", b"\xff\xfe\x00", b"a: 1\na: 2\n",
     b"&a [*a]\n", b"name: &x {a: *x}\n"],
)  # fmt: skip
def test_a_campaign_file_that_is_none_is_a_named_error(run, tmp_path: Path, content) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(content)
    error = run("campaign", "create", file, "--json", code=1).document["error"]
    assert error["code"] == "configuration_invalid"
    assert error["fix"]


def test_a_damaged_database_is_named_and_doctor_says_so_too(run) -> None:
    run.home.mkdir()
    (run.home / "rendezvous.db").write_bytes(b"no database at all" * 400)
    error = run("campaign", "list", "--json", code=1).document["error"]
    assert error["code"] == "misconfigured"
    assert error["record"] == str(run.home / "rendezvous.db")
    findings = run("doctor", "--json", code=1).document["findings"]
    assert ("database", "fault") in {(f["what"], f["state"]) for f in findings}


def test_a_home_that_is_a_file_is_told(run, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert run("campaign", "list", "--json", code=1).document["error"]["code"] == "misconfigured"
    assert run("campaign", "list", "--home", tmp_path / "home", code=2).err


def test_a_home_that_cannot_be_made_is_told(run) -> None:
    error = run("campaign", "list", "--home", "/proc/nothing/here", "--json", code=1).document
    assert error["error"]["fix"]


def group_that(fails: Exception) -> click.Group:
    group = CommandLine("rendezvous")

    @group.command()
    @click.option("--json", "as_json", is_flag=True)
    def go(as_json: bool) -> None:
        raise fails

    return group


def test_a_fault_of_the_program_is_called_one_and_shows_no_traceback() -> None:
    result = CliRunner().invoke(group_that(ZeroDivisionError("by zero")), ["go"])
    assert result.exit_code == 1
    assert "fault in Rendezvous" in result.stderr
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.output


def test_the_traceback_is_there_for_who_asks() -> None:
    result = CliRunner().invoke(
        group_that(ZeroDivisionError("by zero")), ["go"], env={"RENDEZVOUS_DEBUG": "1"}
    )
    assert "Traceback" in result.stderr


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), PermissionError(13, "no")]
)
def test_what_the_system_refuses_is_no_fault_of_the_program(error: OSError) -> None:
    result = CliRunner().invoke(group_that(error), ["go", "--json"])
    assert result.exit_code == 1
    assert '"fault"' not in result.stdout


def test_a_reader_that_has_seen_enough_ends_it_quietly(many: Path, tmp_path: Path) -> None:
    process = started("qualify", many, "--json", home=tmp_path / "home", stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.read(1) == b"{"
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")


def test_a_full_disk_behind_standard_output_is_told(many: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = started("qualify", many, "--json", home=tmp_path / "home", stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"No space left" in errors
    assert b"Traceback" not in errors


def test_ctrl_c_ends_with_130_and_leaves_no_half_file(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "results" / "scores.csv"
    out.parent.mkdir()
    process = started(
        "qualify", "-", "--out", out, home=tmp_path / "home",
        stdout=subprocess.PIPE, stdin=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    # It waits for the rest of the list: it is at work whenever the signal comes.
    process.stdin.write(many.read_bytes())
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert b"Traceback" not in errors
    assert said == b""
    assert list(out.parent.iterdir()) == []

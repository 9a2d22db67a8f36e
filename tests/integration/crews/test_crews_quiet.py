"""Importing the crews is light, and crewai is never imported loudly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_importing_crews_prompts_and_settings_imports_no_crewai(tmp_path: Path) -> None:
    code = (
        "import sys, crews, crews.quiet, tasks.prompt_files, agents.llm_settings\n"
        "assert 'crewai' not in sys.modules"
    )
    done = run(code, tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_crew_is_refused_before_crewai_is_hushed(tmp_path: Path) -> None:
    code = (
        "import sys, errors, crews\n"
        "try:\n    crews.OutreachCrew\n"
        "except errors.Misconfigured as error:\n    assert 'hush' in error.fix\n"
        "else:\n    raise SystemExit('it was given')\n"
        "assert 'crewai' not in sys.modules"
    )
    done = run(code, tmp_path)
    assert done.returncode == 0, done.stderr


def test_hushing_after_crewai_was_imported_is_refused(tmp_path: Path) -> None:
    code = (
        "import sys, types, pathlib, errors\n"
        "sys.modules['crewai'] = types.ModuleType('crewai')\n"
        "from crews.quiet import hush\n"
        f"try:\n    hush(pathlib.Path({str(tmp_path)!r}))\n"
        "except errors.Misconfigured:\n    pass\n"
        "else:\n    raise SystemExit('it was accepted')"
    )
    done = run(code, tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_kickoff_in_a_fresh_process_says_nothing_and_needs_no_network(tmp_path: Path) -> None:
    code = f"""
import pathlib, socket
def no_network(*a, **k):
    raise OSError("no network in this test")
socket.getaddrinfo = no_network
from crews.quiet import hush
hush(pathlib.Path({str(tmp_path / "crewai")!r}))
from crews import ProspectingCrew
from agents.llm import make_llm
from agents.llm_settings import LlmSettings
from domain.campaign import Criteria
from tasks.prompt_files import load
crew = ProspectingCrew(load(pathlib.Path("config")), make_llm(LlmSettings()))
search = crew.prospect(Criteria(titles=("Sales Director",)), lambda plan: "found")
assert search.summary == "found" and crew.kickoffs == 1
"""
    done = run(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr == ""

"""What the single modules beside the folders may reach; the folders are import-linter's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("crewai", "crewai_tools", "streamlit", "langchain_community", "pandas")


def _loaded_by(module: str) -> set[str]:
    """Top-level modules in memory after importing ``module`` in a process of its own."""
    code = f"import sys, {module}; print('\\n'.join(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["bootstrap", "webhooks.routes", "cli", "configuration"])
def test_importing_it_loads_nothing_heavy(module: str) -> None:
    assert not _loaded_by(module) & set(HEAVY)


@pytest.mark.parametrize("module", ["errors", "settings", "bootstrap", "crew_bootstrap"])
def test_it_never_loads_the_sandbox(module: str) -> None:
    assert "sandbox" not in _loaded_by(module)


def test_errors_stand_on_nothing_of_ours() -> None:
    ours = {path.name.removesuffix(".py") for path in ROOT.iterdir() if path.suffix == ".py"}
    ours |= {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert _loaded_by("errors") & ours == {"errors"}

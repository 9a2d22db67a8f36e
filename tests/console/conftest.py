"""A home for each test, and the console over it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opened import Console

from console.house import house


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    """The console over an empty database, on vendors that are nowhere."""
    for name, value in {
        "RENDEZVOUS_HOME": str(tmp_path / "home"),
        "SENDGRID_BASE_URL": "http://127.0.0.1:9/sendgrid",
        "ROCKETREACH_BASE_URL": "http://127.0.0.1:9/rocketreach",
        "CALENDLY_BASE_URL": "http://127.0.0.1:9/calendly",
    }.items():
        monkeypatch.setenv(name, value)
    # AppTest leaves its script as __main__, which processes spawned later would begin with.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    house.cache_clear()
    yield Console(house())
    house.cache_clear()

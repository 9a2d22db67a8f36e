"""A sandbox as a process of its own, for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from timetable.vendors_played import Sandbox, running_sandbox


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with running_sandbox(seed=7, people=900, log=tmp_path / "sandbox.log") as running:
        yield running

"""``rendezvous up`` as a process: starts what is needed, revives what dies, ends in time."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from bootstrap import bootstrap
from settings import ROOT, load_settings

PATIENCE_S = 60.0
PROMISED_S = 5


@pytest.fixture
def up(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (tmp_path / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up", "--sandbox", "--port", "0", "--sandbox-port", "0",
             "--home", str(tmp_path / "home")],
            cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    yield process
    process.kill()
    process.wait()


def until(is_so: Callable[[], Any]) -> Any:
    began = time.monotonic()
    while not (said := is_so()):
        assert time.monotonic() - began < PATIENCE_S
        time.sleep(0.1)
    return said


def children(up: subprocess.Popen[bytes]) -> dict[str, psutil.Process]:
    """The living children by what they run."""
    found = {}
    for process in psutil.Process(up.pid).children():
        words = " ".join(process.cmdline())
        for name in ("uvicorn", "-m sandbox", "-m cli worker"):
            if name in words:
                found[name] = process
    return found


def test_all_are_started_revived_and_ended_within_the_promise(
    up: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    log = tmp_path / "up.log"
    until(lambda: "SendGrid and Calendly report to" in log.read_text())
    console = re.search(r"public routes: (\S+)", log.read_text())
    assert console is not None
    assert httpx.get(f"{console[1]}/healthz", trust_env=False).json()["status"] == "ok"
    runs = bootstrap(load_settings(home=tmp_path / "home")).runs
    first = until(lambda: runs.lease())

    os.kill(children(up)["-m cli worker"].pid, signal.SIGKILL)
    second = until(lambda: (lease := runs.lease()) and lease["pid"] != first["pid"] and lease)
    assert "worker ended (SIGKILL); started again" in log.read_text()
    living = children(up)
    assert set(living) == {"uvicorn", "-m sandbox", "-m cli worker"}
    assert living["-m cli worker"].pid == second["pid"]

    up.send_signal(signal.SIGTERM)
    assert up.wait(timeout=PROMISED_S) == 0
    assert not [name for name, process in living.items() if process.is_running()]
    assert runs.lease() is None, "the worker ended in good order"


def test_children_die_with_it_when_it_is_killed(up: subprocess.Popen[bytes]) -> None:
    living = until(lambda: len(found := children(up)) == 3 and found)
    up.kill()
    until(lambda: not any(process.is_running() for process in living.values()))


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "cli", "up", "--sandbox", "--port", str(port),
             "--home", str(tmp_path / "home")],
            cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"The port {port} cannot be had" in done.stderr
    assert "--port N" in done.stderr
    assert not (tmp_path / "home" / "rendezvous.db").exists()

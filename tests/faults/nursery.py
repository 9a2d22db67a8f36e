"""Processes that can be killed at once: imported once here, forked for each life.

Run as a program, it reads one order a line on standard input, forks a child that
lives it, answers the child's process id, and, when the child is dead, how it died.
A fresh interpreter would take seconds to import the product; a fork takes none, and
is as much a process of its own: it opens its own files and dies by SIGKILL alone.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """The parent's side: give an order, then kill the child or let it end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, *, until_ready: bool = False, **order: Any) -> int:
        """Fork a child that lives ``order``; its process id. It may tell when it is ready."""
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps(order) + "\n")
        stdin.flush()
        pid = int(self._answer("pid"))
        if until_ready:
            self._answer("ready")
        return pid

    def kill_after(self, pid: int, seconds: float) -> bool:
        """SIGKILL the child then; whether it was still alive. Returns once it is dead."""
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)  # a zombie until its parent is told to look: never another's
        return self._end() == -signal.SIGKILL

    def until_the_end(self) -> int:
        """Wait for the child; its exit code, negative for a signal."""
        return self._end()

    def _end(self) -> int:
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write("reap\n")
        stdin.flush()
        return int(self._answer("status"))

    def _answer(self, key: str) -> Any:
        """The next thing told under ``key``; what was told before it went unheard."""
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, ""):
            told = json.loads(line)
            if key in told:
                return told[key]
        raise AssertionError("the nursery ended: see its log")


@contextmanager
def nursery(program: Path, log: Path, **environment: str) -> Iterator[Nursery]:
    """``program`` as a nursery of children; ended with the block."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, str(program)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


def serve(live: Callable[[dict[str, Any]], None]) -> None:
    """The program's side: fork a child for each order, one at a time."""
    for line in iter(sys.stdin.readline, ""):
        pid = os.fork()
        if pid == 0:
            _live_and_die(live, json.loads(line))
        _tell({"pid": pid})
        # Reaped only when asked: its id stays its own until then. It dies with who asked.
        if not sys.stdin.readline():
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        _tell({"status": os.waitstatus_to_exitcode(status)})


def _live_and_die(live: Callable[[dict[str, Any]], None], order: dict[str, Any]) -> None:
    code = 1
    try:
        live(order)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def tell_ready() -> None:
    """A child's word that it has started and begins its work."""
    _tell({"ready": os.getpid()})


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()

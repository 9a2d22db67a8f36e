"""Keeping processes alive: started, their output prefixed, started again, stopped in time."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from settings import ROOT

STOP_WITHIN_S = 4.0
"""A child that has not ended so long after SIGTERM is killed."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
"""The pause before a start doubles with each life that was short."""
LONG_LIFE_S = 60.0
CHUNK = 65_536
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    needs: tuple[int, ...] = ()
    """Ports of this machine that must answer before it is started."""
    is_errand: bool = False
    """Done once it has ended well; only then is it not started again."""


class Supervisor:
    """``write`` gets each line of output, prefixed with its child's name."""

    def __init__(self, children: Sequence[Child], write: Callable[[str], None]) -> None:
        self._children = children
        self._write = write
        self._stopping = asyncio.Event()
        self._processes: dict[str, Process] = {}
        self._width = max(len(child.name) for child in children)

    async def run(self) -> None:
        """Keep all children alive until SIGINT or SIGTERM; then end them all.

        Must run on the main thread: children die with the thread that started them.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        keeping = [asyncio.create_task(self._keep(child)) for child in self._children]
        await self._stopping.wait()
        self._say("up", "stopping ...")
        await self._end_all()
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)

    def stop(self) -> None:
        """End; asked a second time, at once."""
        if self._stopping.is_set():
            for process in self._processes.values():
                _kill_group(process)
        self._stopping.set()

    # -- one child ---------------------------------------------------------------------

    async def _keep(self, child: Child) -> None:
        pause = FIRST_PAUSE_S
        for port in child.needs:
            await _answers(port)
        while not self._stopping.is_set():
            began = time.monotonic()
            code = await self._live(child)
            if self._stopping.is_set() or (child.is_errand and code == 0):
                return
            if time.monotonic() - began > LONG_LIFE_S:
                pause = FIRST_PAUSE_S
            self._say("up", f"{child.name} ended ({_told(code)}); started again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _live(self, child: Child) -> int:
        process = await asyncio.create_subprocess_exec(
            *child.command,
            env={**os.environ, **child.environment},
            cwd=ROOT,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            # Ctrl-C is for us to hear: children end in order, not all at once.
            start_new_session=True,
            preexec_fn=_dying_with_parent(),
        )
        self._processes[child.name] = process
        try:
            await self._pump(child.name, process)
            return await process.wait()
        finally:
            _kill_group(process)  # whatever it had started itself
            del self._processes[child.name]

    async def _pump(self, name: str, process: Process) -> None:
        assert process.stdout is not None
        rest = b""
        while chunk := await process.stdout.read(CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > CHUNK:  # a line without an end is told in parts
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._say(name, line.decode("utf-8", "replace").rstrip("\r"))
        if rest:
            self._say(name, rest.decode("utf-8", "replace"))

    # -- the end -----------------------------------------------------------------------

    async def _end_all(self) -> None:
        processes = list(self._processes.values())
        for process in processes:
            with suppress(ProcessLookupError):
                process.terminate()
        waits = [asyncio.create_task(process.wait()) for process in processes]
        if waits:
            await asyncio.wait(waits, timeout=STOP_WITHIN_S)
        for process in processes:
            if process.returncode is None:
                _kill_group(process)
        await asyncio.gather(*waits)

    def _say(self, name: str, text: str) -> None:
        self._write(f"{name:<{self._width}} | {text}")


async def _answers(port: int) -> None:
    """Wait until something listens on this port of this machine."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)


def _kill_group(process: Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _dying_with_parent() -> Callable[[], None] | None:
    """For the child, before it becomes its program: let the kernel end it when we die.

    SIGKILL, since what is killed loses nothing here. Linux alone knows this; elsewhere a
    supervisor that is killed itself leaves its children, which then have to be stopped.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask


def _told(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

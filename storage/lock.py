"""One worker at a time: an operating-system lock, let go by the kernel when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from errors import Conflict
from storage.database import private_folder


class WorkersLock:
    """The lock on one file. No clock is asked, so that none can deceive it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def try_to_hold(self) -> bool:
        """Take the lock unless another process holds it; whether it is ours now."""
        private_folder(self._path.parent)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        if not self.is_held():  # the file was put away between opening and locking it
            self.let_go()
            return False
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return True

    def is_held(self) -> bool:
        """Whether we hold it, and on the file that others would lock too.

        Somebody who deletes the file lets a second worker lock a new one: then the first
        must cease.
        """
        if self._file is None:
            return False
        ours = os.fstat(self._file.fileno())
        try:
            there = self._path.stat()
        except FileNotFoundError:
            return False
        return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)

    def let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def holder(self) -> str:
        """The process id that the holder wrote, or words where there is none."""
        try:
            return self._path.read_text().strip() or "another process"
        except OSError:
            return "another process"


@contextmanager
def working_alone(path: Path) -> Iterator[None]:
    """Hold the lock for the block. Raises ``Conflict`` while another process works."""
    lock = WorkersLock(path)
    if not lock.try_to_hold():
        raise Conflict(
            f"Another worker is at work (process {lock.holder()}).",
            record=str(path),
            fix="Wait for it, or stop it first.",
        )
    try:
        yield
    finally:
        lock.let_go()


def wait_to_work(
    lock: WorkersLock, wait: Callable[[float], bool], on_wait: Callable[[str], None]
) -> bool:
    """Wait for the lock. ``wait(seconds)`` says whether to give up; whether we hold it.

    ``on_wait`` is told once who holds it.
    """
    is_told = False
    while not lock.try_to_hold():
        if not is_told:
            on_wait(lock.holder())
            is_told = True
        if wait(0.1):
            return False
    return True

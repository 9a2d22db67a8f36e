"""One worker at a time: an operating-system lock, let go by the kernel when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import Conflict
from storage.database import private_folder


@contextmanager
def working_alone(path: Path) -> Iterator[None]:
    """Hold the lock for the block. Raises ``Conflict`` while another process works."""
    private_folder(path.parent)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise Conflict(
                f"Another worker is at work (process {holder}).",
                record=str(path),
                fix="Wait for it, or stop it first.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield

"""Which models are loaded on this machine's home: a small file a child process."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any


class Presence:
    """This process's own file, ``<pid>.json``, replaced whole so that no reader sees a half."""

    def __init__(self, directory: Path) -> None:
        import psutil

        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = directory / f"{os.getpid()}.json"
        self._born = psutil.Process().create_time()

    def tell(self, facts: dict[str, Any]) -> None:
        waiting = self._path.with_suffix(".new")
        waiting.write_text(json.dumps({"pid": os.getpid(), "born": self._born, **facts}))
        waiting.replace(self._path)

    def leave(self) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink()


def present(directory: Path) -> list[dict[str, Any]]:
    """What the living children say, with ``memory_bytes``; files of dead ones are removed."""
    import psutil

    found = []
    for path in sorted(directory.glob("*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            process = psutil.Process(told["pid"])
            # A number can be another process's by now: the time of birth tells them apart.
            alive = abs(process.create_time() - told["born"]) < 1
            memory = process.memory_info().rss
        except (psutil.Error, ValueError, KeyError, TypeError):
            alive, memory = False, 0
        except OSError:
            continue  # it has just gone
        if alive:
            found.append({**told, "memory_bytes": memory})
        else:
            with contextlib.suppress(OSError):
                path.unlink()
    return found

"""The backups that were asked for in the console, on their shelf in HOME."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.instants import to_text
from errors import NotFound
from services.clock import Clock
from services.keeping import Keeping

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\.db")


@dataclass(frozen=True, slots=True)
class Backup:
    name: str
    size: int
    """Bytes."""


class BackupShelf:
    def __init__(self, keeping: Keeping, folder: Path, clock: Clock) -> None:
        self._keeping = keeping
        self._folder = folder
        self._clock = clock

    def make(self) -> Mapping[str, Any]:
        """A copy of the database, made while everything goes on: its ``file`` and ``bytes``."""
        # The instant as in the database, with what no file system minds.
        stamp = to_text(self._clock.now()).replace(":", "-")
        target = self._folder / f"backup-{stamp}.db"
        return {"file": target.name, "bytes": self._keeping.backup(target)}

    def all(self) -> list[Backup]:
        """The backups, the latest first."""
        if not self._folder.is_dir():
            return []
        found = [path for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]
        found.sort(key=lambda path: path.name, reverse=True)
        return [Backup(path.name, path.stat().st_size) for path in found]

    def path_of(self, name: str) -> Path:
        """Raises ``NotFound`` for what is no backup on the shelf."""
        path = self._folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFound("There is no such backup.", record=name[:200], fix="Make a new one.")
        return path

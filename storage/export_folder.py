"""The files that the worker makes for somebody to download; they hold people's data.

None stays longer than a day, and none that was made before the latest erasure.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.clock import Clock
from storage.database import private_folder

KEPT = timedelta(days=1)


class ExportFolder:
    def __init__(self, folder: Path, erasures: Path, clock: Clock) -> None:
        """``erasures``: the journal of erasures, which is written to at each."""
        self._folder = folder
        self._erasures = erasures
        self._clock = clock

    def path(self, run_id: int, format: str) -> Path:
        """Where a run's file belongs; the folder is there."""
        private_folder(self._folder)
        return self._folder / f"export-{int(run_id)}.{format}"

    def find(self, run_id: int) -> Path | None:
        """A run's file; ``None``: it was never made, or is gone again."""
        found = [path for path in self._files() if path.stem == f"export-{int(run_id)}"]
        return found[0] if found and not self._is_old(found[0]) else None

    def clear(self) -> int:
        """Delete what is old; how many files."""
        old = [path for path in self._files() if self._is_old(path)]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _files(self) -> list[Path]:
        return list(self._folder.glob("export-*")) if self._folder.is_dir() else []

    def _is_old(self, path: Path) -> bool:
        try:
            made = path.stat().st_mtime
        except FileNotFoundError:
            return True
        age = self._clock.now() - datetime.fromtimestamp(made, UTC)
        is_before_erasure = self._erasures.is_file() and made <= self._erasures.stat().st_mtime
        return age > KEPT or is_before_erasure

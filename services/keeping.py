"""Backup, restore, erasure and purge: what one keeps, and what one must not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from domain.instants import to_text
from errors import Conflict, InvalidInput
from services.clock import Clock
from services.erasing import Erasing
from services.reconciling import Reconciling
from services.retention import Purge, Retention
from services.unit_of_work import Store


class KeptStore(Store, Protocol):
    """A store that is a file of its own."""

    path: Path

    def backup(self, target: Path) -> None: ...
    def require_copy(self, source: Path) -> None: ...
    def put_back(self, source: Path) -> None: ...
    def scrub(self) -> bool: ...


class Keeping:
    def __init__(
        self,
        store: KeptStore,
        erasing: Erasing,
        retention: Retention,
        reconciling: Callable[[], Reconciling],
        clock: Clock,
        *,
        home: Path,
    ) -> None:
        self._store = store
        self._erasing = erasing
        self._retention = retention
        self._reconciling = reconciling
        self._clock = clock
        self._home = home

    def backup(self, target: Path, *, replace: bool = False) -> int:
        """A copy of the database at ``target``, while everything goes on; its size in bytes.

        The outbox journal is left out on purpose: it must stay what really happened.
        """
        if target.is_dir():
            raise InvalidInput("That is a folder.", record=str(target), fix="Name a file in it.")
        if target.resolve().is_relative_to(self._store.path.resolve()):
            raise InvalidInput("That is the database itself.", record=str(target))
        if target.exists() and not replace:
            raise Conflict(
                "There is such a file already.",
                record=str(target),
                fix="Name another one, or say --replace.",
            )
        self._store.backup(target)
        return target.stat().st_size

    def restore(self, source: Path, *, who: str) -> Mapping[str, Any]:
        """Put the copy at ``source`` in the place of everything; call it while nobody works.

        What stood here before is kept in ``HOME/backups``. Erasures are applied again, and
        what may have been sent since the copy becomes uncertain, never queued.
        """
        self._store.require_copy(source)
        stamp = to_text(self._clock.now()).replace(":", "-")
        before = self._home / "backups" / f"before-restore-{stamp}.db"
        self._store.backup(before)
        self._store.put_back(source)
        erased = self._erasing.apply_again(who=who)
        counts = self._reconciling().after_start()
        with self._store.begin() as work:
            detail = {"uncertain": counts["uncertain"], "erased_again": erased}
            work.audit(
                who=who, why="a backup was put back", entity="database", key=None, detail=detail
            )
        if erased:
            self._store.scrub()
        return {"kept": str(before), "erased_again": erased, **counts}

    def erase(self, email: str, *, who: str) -> Mapping[str, Any]:
        """Erase a person, the exports in HOME that may hold them, and the bytes they leave."""
        erased = self._erasing.erase(email, who=who)
        exports = self._drop_exports()
        return {**erased.as_dict(), "exports": exports, "scrubbed": self._store.scrub()}

    def due(self) -> Purge:
        return self._retention.due()

    def purge(self, *, who: str) -> Mapping[str, Any]:
        """Remove what is past its time, and the bytes it leaves."""
        done = self._retention.purge(who=who)
        exports = self._drop_exports() if done.people else 0
        return {**done.as_dict(), "exports": exports, "scrubbed": self._store.scrub()}

    def _drop_exports(self) -> int:
        """Exports are made anew in a moment; whom a packed file holds cannot be told."""
        folder = self._home / "exports"
        files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
        for path in files:
            path.unlink(missing_ok=True)
        return len(files)

"""Looking something up on the suppression list, however long it is."""

from __future__ import annotations

from collections.abc import Sequence

from services.unit_of_work import Row, Store


class SuppressionList:
    def __init__(self, store: Store) -> None:
        self._store = store

    def search(self, words: str = "", *, limit: int = 50) -> Sequence[Row]:
        """Entries that hold ``words`` in address, domain or reason, the latest first."""
        text = words.strip().lower()
        escaped = "".join(f"\\{c}" if c in "\\%_" else c for c in text)
        with self._store.read() as reading:
            return reading.query("suppressions_found", words=f"%{escaped}%", limit=limit)

    def count(self) -> int:
        with self._store.read() as reading:
            row = reading.one("suppressions_count")
        return int(row["n"]) if row else 0

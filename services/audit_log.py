"""Who did what, and why: the audit log, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.instants import to_text
from services.unit_of_work import Row, Store


class AuditLog:
    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self,
        *,
        who: str = "",
        entity: str = "",
        since: datetime | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[Row]:
        """Newest first; ``before`` is the last row's ``id`` of the page before.

        ``who``: whose name begins so. ``entity``: of one kind of record, such as
        ``campaigns``.
        """
        with self._store.read() as reading:
            return reading.query(
                "audit_page",
                who=_beginning(who.strip()) if who.strip() else None,
                entity=entity or None,
                since=to_text(since) if since else None,
                before=before,
                limit=limit,
            )

    def entities(self) -> list[str]:
        """The kinds of record that the log tells of."""
        with self._store.read() as reading:
            return [row["entity"] for row in reading.query("audit_entities")]


def _beginning(text: str) -> str:
    """A LIKE pattern in which the text stands for itself."""
    return "".join(f"\\{c}" if c in "\\%_" else c for c in text) + "%"

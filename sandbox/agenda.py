"""What is due and when: a queue ordered by instant and then by name, never by who asked first."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import datetime

from sandbox.clock import iso, parse_instant
from sandbox.store import Collection, Document


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to happen. ``key`` is unique and made of stable names."""

    at: datetime
    kind: str
    key: str
    data: Document


class Agenda:
    def __init__(self, documents: Collection) -> None:
        self._documents = documents
        self._heap: list[tuple[datetime, str]] = [
            (parse_instant(document["at"]), key) for key, document in documents.items()
        ]
        heapq.heapify(self._heap)

    def add(self, at: datetime, kind: str, key: str, data: Document) -> None:
        """Put down ``kind`` for ``at``. The same key again replaces what was due under it."""
        full_key = f"{kind}/{key}"
        self._documents.put(full_key, {"at": iso(at), "kind": kind, "data": data})
        heapq.heappush(self._heap, (parse_instant(iso(at)), full_key))

    def remove(self, kind: str, key: str) -> None:
        self._documents.remove(f"{kind}/{key}")

    def first(self) -> Due | None:
        """The earliest thing due, left where it is."""
        while self._heap:
            at, key = self._heap[0]
            document = self._documents.get(key)
            if document is not None and parse_instant(document["at"]) == at:
                return Due(at, document["kind"], key, document["data"])
            heapq.heappop(self._heap)
        return None

    def done(self, due: Due) -> None:
        """Take it off, unless handling it put the same key down for another instant."""
        document = self._documents.get(due.key)
        if document is not None and document["at"] == iso(due.at):
            self._documents.remove(due.key)

    def __len__(self) -> int:
        return len(self._documents)

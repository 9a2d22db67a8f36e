"""Everything that changes, as JSON documents in named collections.

Kept in memory and, where a file is named, written through to SQLite: ``flush``
commits what changed since the last one, so that one request's effects are on
disk together before its answer leaves.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Document = dict[str, Any]


class Collection:
    """Documents by key, in the order in which they were first put."""

    def __init__(self, name: str, dirty: dict[tuple[str, str], None]) -> None:
        self.name = name
        self._documents: dict[str, Document] = {}
        self._dirty = dirty

    def put(self, key: str, document: Document) -> Document:
        self._documents[key] = document
        self._dirty[(self.name, key)] = None
        return document

    def get(self, key: str) -> Document | None:
        return self._documents.get(key)

    def remove(self, key: str) -> Document | None:
        self._dirty[(self.name, key)] = None
        return self._documents.pop(key, None)

    def __getitem__(self, key: str) -> Document:
        return self._documents[key]

    def __contains__(self, key: str) -> bool:
        return key in self._documents

    def __len__(self) -> int:
        return len(self._documents)

    def values(self) -> Iterator[Document]:
        return iter(list(self._documents.values()))

    def items(self) -> Iterator[tuple[str, Document]]:
        return iter(list(self._documents.items()))


class Store:
    """The collections, and the file behind them."""

    def __init__(self, path: Path | None = None) -> None:
        self._collections: dict[str, Collection] = {}
        self._dirty: dict[tuple[str, str], None] = {}
        self._order = 0
        self._connection: sqlite3.Connection | None = None
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, key TEXT NOT NULL,"
            " position INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (collection, key)) STRICT"
        )
        rows = connection.execute(
            "SELECT collection, key, position, body FROM documents ORDER BY position"
        )
        for name, key, position, body in rows:
            self.collection(name)._documents[key] = json.loads(body)
            self._order = position
        self._connection = connection

    def collection(self, name: str) -> Collection:
        if name not in self._collections:
            self._collections[name] = Collection(name, self._dirty)
        return self._collections[name]

    def next_number(self, name: str) -> int:
        """1, 2, 3 … of a named counter, kept with the rest."""
        counters = self.collection("counters")
        value = int((counters.get(name) or {"value": 0})["value"]) + 1
        counters.put(name, {"value": value})
        return value

    def flush(self) -> None:
        """Commit what changed. Without a file there is nothing to do."""
        if self._connection is None:
            self._dirty.clear()
            return
        if not self._dirty:
            return
        with self._connection as connection:
            for name, key in self._dirty:
                document = self.collection(name).get(key)
                if document is None:
                    connection.execute(
                        "DELETE FROM documents WHERE collection = ? AND key = ?",
                        (name, key),
                    )
                    continue
                self._order += 1
                connection.execute(
                    "INSERT INTO documents VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body",
                    (name, key, self._order, json.dumps(document, ensure_ascii=False)),
                )
        self._dirty.clear()

    def close(self) -> None:
        self.flush()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

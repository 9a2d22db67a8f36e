"""The audit log as a chain: each row's hash covers the row and the hash before it.

What may name a person (``why``, ``detail``) enters by a digest made with a nonce of the
row's own. An erasure takes the words and the nonce away and leaves the digest: the chain
still holds, and nobody can guess the words from it. Which rows lost their words is told
by a later row, so that words cannot simply be taken away.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

BEGINNING = ""
ERASED = "erased"
"""What stands for ``why`` where it was taken away."""


@dataclass(frozen=True, slots=True)
class Checked:
    rows: int
    head: str
    """The hash of the last row; noted elsewhere, it also shows rows cut off at the end."""
    problems: tuple[str, ...]


def new_nonce() -> str:
    return secrets.token_hex(8)


def digest_of(nonce: str, why: str, detail: str) -> str:
    return _sha256(nonce, why, detail)


def link(
    previous: str,
    row_id: int,
    at: str,
    who: str,
    entity: str,
    entity_id: int | None,
    from_stage: str | None,
    to_stage: str | None,
    digest: str,
) -> str:
    """The row's place in the chain."""
    return _sha256(previous, row_id, at, who, entity, entity_id, from_stage, to_stage, digest)


def _sha256(*parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def chain_all(connection: sqlite3.Connection) -> None:
    """Link every row there is: for a log written before there was a chain."""
    previous = BEGINNING
    for row in connection.execute(
        "SELECT id, at, who, why, entity, entity_id, from_stage, to_stage, detail"
        " FROM audit ORDER BY id"
    ).fetchall():
        key, at, who, why, entity, entity_id, before, after, detail = row
        nonce = new_nonce()
        digest = digest_of(nonce, why, detail)
        previous = link(previous, key, at, who, entity, entity_id, before, after, digest)
        connection.execute(
            "UPDATE audit SET nonce = ?, digest = ?, chain = ? WHERE id = ?",
            (nonce, digest, previous, key),
        )


def check(connection: sqlite3.Connection, *, most: int = 20) -> Checked:
    """Read the whole chain; at most ``most`` problems are told. About 10 s a million rows."""
    problems: list[str] = []
    silent: set[int] = set()
    explained: set[int] = set()
    previous, expected, rows = BEGINNING, 1, 0
    for row in _rows(connection):
        key, at, who, why, entity, entity_id, before, after, detail, nonce, digest, chain = row
        rows += 1
        if key != expected:
            problems.append(f"audit rows {expected} to {key - 1} are missing")
        expected = key + 1
        if nonce is None:
            silent.add(key)
        elif digest_of(nonce, why, detail) != digest:
            problems.append(f"audit row {key} was changed: its words are not those written")
        elif entity == "audit":
            explained.update(json.loads(detail).get("redacted", ()))
        if link(previous, key, at, who, entity, entity_id, before, after, digest) != chain:
            problems.append(f"audit row {key} does not follow the one before it")
        previous = chain
    problems += [f"audit row {key} lost its words, and no erasure says so"
                 for key in sorted(silent - explained)]  # fmt: skip
    more = len(problems) - most
    if more > 0:
        problems = [*problems[:most], f"and {more} more"]
    return Checked(rows, previous, tuple(problems))


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    cursor = connection.cursor()
    cursor.row_factory = None
    yield from cursor.execute(
        "SELECT id, at, who, why, entity, entity_id, from_stage, to_stage, detail, nonce,"
        " digest, chain FROM audit ORDER BY id"
    )

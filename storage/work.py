"""The unit of work over SQLite: named queries, inserts, and the one writer of stages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from domain.instants import to_text
from domain.stages import FIRST, Entity, require_legal
from errors import Conflict, NotFound, StageConflict
from services.clock import Clock
from services.unit_of_work import Row
from storage import audit_chain
from storage.named_queries import named_query

_TEXT_KEYS = {"attempts": "id", "circuit": "vendor", "companies": "domain", "secrets": "name",
              "company_holds": "company_key", "config_versions": "sha256",
              "watermarks": "source", "draft_readers": "user_id"}  # fmt: skip
_STAMPED = {"campaigns", "people", "prospects", "assessments", "messages", "lookups", "meetings",
            "runs", "campaign_drafts", "users"}  # fmt: skip
_WITH_STAGES = frozenset(entity.value for entity in Entity)


class SqliteReading:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def query(self, name: str, /, **params: Any) -> Sequence[Row]:
        return [dict(row) for row in self._db.execute(named_query(name), params)]

    def one(self, name: str, /, **params: Any) -> Row | None:
        row = self._db.execute(named_query(name), params).fetchone()
        return None if row is None else dict(row)

    def get(self, table: str, key: int | str) -> Row:
        row = self._db.execute(
            f"SELECT * FROM {_name(table)} WHERE {_key(table)} = ?", (key,)
        ).fetchone()
        if row is None:
            raise _missing(table, key)
        return dict(row)


class SqliteUnitOfWork(SqliteReading):
    """Exists inside one transaction only; see :meth:`storage.database.Database.begin`."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        super().__init__(connection)
        self._now = to_text(clock.now())
        self._last_link: tuple[int, str] | None = None

    def insert(self, table: str, **values: Any) -> int:
        _refuse_stages(table)
        return int(self._insert("INSERT", table, values).lastrowid or 0)

    def insert_new(self, table: str, **values: Any) -> bool:
        _refuse_stages(table)
        cursor = self._insert("INSERT", table, values, "ON CONFLICT DO NOTHING")
        return cursor.rowcount == 1

    def upsert(self, table: str, **values: Any) -> None:
        _refuse_stages(table)
        self._insert("INSERT OR REPLACE", table, values)

    def update(self, table: str, key: int | str, **values: Any) -> None:
        if "stage" in values:
            raise ValueError("a stage is changed by move() alone")
        if table in _STAMPED:
            values = {**values, "updated_at": self._now}
        columns = _assignments(tuple(values))
        try:
            cursor = self._db.execute(
                f"UPDATE {_name(table)} SET {columns} WHERE {_key(table)} = :_key",
                {**values, "_key": key},
            )
        except sqlite3.IntegrityError as error:
            raise Conflict(
                f"This {_singular(table)} cannot be changed so: {error}.",
                record=f"{_singular(table)} {key}",
            ) from error
        if cursor.rowcount != 1:
            raise _missing(table, key)

    def run(self, name: str, /, **params: Any) -> int:
        return self._db.execute(named_query(name), params).rowcount

    def create(self, entity: Entity, *, who: str, why: str, **values: Any) -> int:
        stage = FIRST[entity]
        row = {**values, "stage": str(stage)}
        key = int(self._insert("INSERT", entity.value, row).lastrowid or 0)
        self._audit(who, why, entity.value, key, None, str(stage), {})
        return key

    def move(
        self,
        entity: Entity,
        key: int,
        *,
        expected: str,
        to: str,
        who: str,
        why: str,
        **values: Any,
    ) -> None:
        record = f"{_singular(entity.value)} {key}"
        require_legal(entity, record, expected, to)
        changes = {**values, "stage": str(to), "updated_at": self._now}
        columns = _assignments(tuple(changes))
        try:
            cursor = self._db.execute(
                f"UPDATE {entity.value} SET {columns} WHERE id = :_key AND stage = :_expected",
                {**changes, "_key": key, "_expected": str(expected)},
            )
        except sqlite3.IntegrityError as error:
            raise Conflict(
                f"This {record} cannot go from {expected} to {to}: {error}.",
                record=record,
                fix="Another record already holds that place.",
            ) from error
        if cursor.rowcount != 1:
            current = self.get(entity.value, key)["stage"]
            raise StageConflict(
                f"The {record} is {current}, not {expected}.",
                record=record,
                fix="Somebody was quicker; look at it again.",
            )
        self._audit(who, why, entity.value, key, str(expected), str(to), {})

    def audit(
        self, *, who: str, why: str, entity: str, key: int | None, detail: Mapping[str, Any] = {}
    ) -> None:
        self._audit(who, why, entity, key, None, None, detail)

    # -- inside ------------------------------------------------------------------

    def _insert(
        self, verb: str, table: str, values: dict[str, Any], tail: str = ""
    ) -> sqlite3.Cursor:
        if table in _STAMPED:
            values = {"created_at": self._now, "updated_at": self._now, **values}
        try:
            return self._db.execute(_insert_sql(verb, table, tuple(values), tail), values)
        except sqlite3.IntegrityError as error:
            raise Conflict(
                f"This {_singular(table)} cannot be added: {error}.",
                record=_singular(table),
                fix="It is there already, or it names something that is not.",
            ) from error

    def _audit(
        self,
        who: str,
        why: str,
        entity: str,
        key: int | None,
        before: str | None,
        after: str | None,
        detail: Mapping[str, Any],
    ) -> None:
        text = json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else "{}"
        last, previous = (
            self._last_link
            or self._db.execute("SELECT id, chain FROM audit ORDER BY id DESC LIMIT 1").fetchone()
            or (0, audit_chain.BEGINNING)
        )
        row_id, nonce = last + 1, audit_chain.new_nonce()
        digest = audit_chain.digest_of(nonce, why, text)
        chain = audit_chain.link(
            previous, row_id, self._now, who, entity, key, before, after, digest
        )
        self._db.execute(
            "INSERT INTO audit (id, at, who, why, entity, entity_id, from_stage, to_stage, detail,"
            " nonce, digest, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row_id, self._now, who, why, entity, key, before, after, text, nonce, digest, chain),
        )
        self._last_link = (row_id, chain)


def _name(identifier: str) -> str:
    """Column and table names come from our code; a slip must still not become SQL."""
    if not identifier.replace("_", "").isalnum():
        raise ValueError(f"{identifier!r} is no column or table name")
    return identifier


@cache
def _insert_sql(verb: str, table: str, columns: tuple[str, ...], tail: str) -> str:
    names = ", ".join(_name(name) for name in columns)
    marks = ", ".join(f":{name}" for name in columns)
    return f"{verb} INTO {_name(table)} ({names}) VALUES ({marks}) {tail}"


@cache
def _assignments(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{_name(name)} = :{name}" for name in columns)


def _refuse_stages(table: str) -> None:
    if table in _WITH_STAGES:
        raise ValueError(f"what has stages is made by create() alone, also in {table}")


def _key(table: str) -> str:
    return _TEXT_KEYS.get(table, "id")


def _singular(table: str) -> str:
    return {"people": "person", "companies": "company", "replies": "reply"}.get(
        table, table.removesuffix("s").replace("_", " ")
    )


def _missing(table: str, key: int | str) -> NotFound:
    return NotFound(
        f"There is no {_singular(table)} {key}.",
        record=f"{_singular(table)} {key}",
        fix="See the list for the numbers that exist.",
    )

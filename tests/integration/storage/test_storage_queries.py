"""Every named query is prepared against the schema, and every caller asks for one that exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.stages import Entity
from storage.database import Database
from storage.named_queries import named_queries, named_query

ROOT = Path(__file__).parents[3]
CALLERS = ("services", "storage", "timetable", "commands", "console", "webhooks")
_PARAMETER = re.compile(r":([a-z_][a-z0-9_]*)")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r"--[^\n]*")


def parameters(sql: str) -> set[str]:
    return set(_PARAMETER.findall(_QUOTED.sub("", _COMMENT.sub("", sql))))


def asked_for() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a named query is used, its name, and the parameters given (``None``: not told)."""
    for folder in CALLERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                receiver = getattr(node.func.value, "id", None)
                is_asking = node.func.attr in ("query", "one") or (
                    node.func.attr == "run" and receiver == "work"
                )
                if not (is_asking and node.args and isinstance(node.args[0], ast.Constant)):
                    continue
                given = {word.arg for word in node.keywords}
                names = {name for name in given if name is not None}
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield where, node.args[0].value, None if None in given else names


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_the_query_is_prepared_with_its_parameters(database: Database, name: str) -> None:
    sql = named_query(name)
    values = dict.fromkeys(parameters(sql))
    assert database.connect().execute(f"EXPLAIN {sql}", values).fetchall()


def reads() -> list[str]:
    bare = {name: _COMMENT.sub("", sql).lstrip() for name, sql in named_queries().items()}
    return sorted(name for name, sql in bare.items() if sql.upper().startswith(("SELECT", "WITH")))


@pytest.mark.parametrize("name", reads())
def test_the_query_answers_on_an_empty_database(database: Database, name: str) -> None:
    given = parameters(named_query(name))
    values = {parameter: 10 if parameter == "limit" else None for parameter in given}
    with database.read() as reading:
        assert len(reading.query(name, **values)) <= 1


def test_no_query_is_empty_or_holds_two_statements() -> None:
    for name, sql in named_queries().items():
        body = _QUOTED.sub("''", _COMMENT.sub("", sql))
        assert body.strip(), name
        assert ";" not in body, name


def test_no_query_writes_a_stage() -> None:
    tables = "|".join(entity.value for entity in Entity)
    writes = re.compile(rf"\b(?:UPDATE|INTO)\s+(?:{tables})\b", re.IGNORECASE)
    moves = re.compile(r"\bSET\b.*\bstage\s*=", re.IGNORECASE | re.DOTALL)
    for name, sql in named_queries().items():
        assert not (writes.search(sql) and moves.search(sql)), name


def test_every_query_asked_for_exists_and_gets_its_parameters() -> None:
    asked = list(asked_for())
    assert len(asked) > 50
    for where, name, given in asked:
        assert name in named_queries(), f"{where} asks for {name}"
        if given is not None:
            assert given == parameters(named_query(name)), f"{where}: {name}"


def test_a_query_that_nobody_wrote_is_named_in_the_error() -> None:
    with pytest.raises(LookupError, match="no_such_query"):
        named_query("no_such_query")

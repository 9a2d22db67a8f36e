"""The schema, as ordered migrations, one module each, applied in a transaction of its own.

A migration is never edited once released; the next change is the next module, with its line
here and its name in ``storage/schema_version.py``.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

from storage import audit_chain, local_days
from storage.migrations import m001_first_schema as first_schema
from storage.migrations import m002_keeping as keeping
from storage.migrations import m003_asked_runs as asked_runs
from storage.migrations import m004_conversations as conversations
from storage.migrations import m005_users_and_sessions as users_and_sessions
from storage.migrations import m006_prompt_versions as prompt_versions
from storage.migrations import m008_campaign_drafts as campaign_drafts
from storage.migrations import m009_figure_totals as figure_totals
from storage.migrations import m010_draft_readers as draft_readers

migrations = Migrations("rendezvous")


def statements(script: str) -> list[str]:
    """The script's statements; none of ours holds a semicolon inside."""
    return [part.strip() for part in script.split(";") if part.strip()]


def _run(db: Database, script: str) -> None:
    for statement in statements(script):
        db.execute(statement)


@migrations()
def m001_first_schema(db: Database) -> None:
    _run(db, first_schema.SCHEMA)


@migrations()
def m002_keeping(db: Database) -> None:
    for statement in keeping.STATEMENTS:  # triggers hold semicolons
        db.execute(statement)
    audit_chain.chain_all(db.conn)


@migrations()
def m003_asked_runs(db: Database) -> None:
    _run(db, asked_runs.SCHEMA)


@migrations()
def m004_conversations(db: Database) -> None:
    _run(db, conversations.SCHEMA)


@migrations()
def m005_users_and_sessions(db: Database) -> None:
    _run(db, users_and_sessions.SCHEMA)


@migrations()
def m006_prompt_versions(db: Database) -> None:
    _run(db, prompt_versions.SCHEMA)


@migrations()
def m008_campaign_drafts(db: Database) -> None:
    _run(db, campaign_drafts.SCHEMA)


@migrations()
def m009_figure_totals(db: Database) -> None:
    for statement in figure_totals.STATEMENTS:
        db.execute(statement)


@migrations()
def m010_draft_readers(db: Database) -> None:
    _run(db, draft_readers.SCHEMA)


def apply(path: Path) -> None:
    """Apply what is pending to the file at ``path``, in write-ahead mode from then on."""
    connection = sqlite3.connect(path, timeout=15)
    try:
        db = Database(connection)
        db.enable_wal()
        local_days.register(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        migrations.apply(db)
    finally:
        connection.close()

"""Opening the database file, and the transactions on it.

One connection a thread. Writers begin immediately: SQLite would otherwise refuse
a read-then-write at once when another writer came between, whatever the busy
time-out (see docs/decisions/0004-begin-immediate.md).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

from errors import SchemaMismatch, Temporary
from services.clock import Clock
from storage.migrations import migrations
from storage.work import SqliteReading, SqliteUnitOfWork

BUSY_TIMEOUT_S = 15.0


class Database:
    """A :class:`services.unit_of_work.Store` over one SQLite file."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock
        self._local = threading.local()

    # -- opening -----------------------------------------------------------------

    def connect(self) -> sqlite3.Connection:
        """This thread's connection, opened on first use."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = open_connection(self.path)
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def migrate(self) -> list[str]:
        """Bring the schema up to this program; the names of the migrations applied."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)
        try:
            db = sqlite_utils.Database(connection)
            db.enable_wal()
            connection.execute("PRAGMA foreign_keys = ON")
            refuse_newer_schema(db)
            pending = [migration.name for migration in migrations.pending(db)]
            migrations.apply(db)
            return pending
        finally:
            connection.close()

    def check(self) -> list[str]:
        """What is wrong with the file, in words; empty when all is well.

        SQLite's own check of every page and index, then records that name others
        which are not there. Takes seconds on a large file.
        """
        try:
            pages = self.connect().execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [f"the database cannot be read: {error}"]
        problems = [str(row[0]) for row in pages if row[0] != "ok"]
        problems += [
            f"{row[0]} {'' if row[1] is None else row[1]} names a record of {row[2]} that is not"
            " there"
            for row in self.connect().execute("PRAGMA foreign_key_check")
        ]
        return problems

    # -- transactions ------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[SqliteReading]:
        connection = self.connect()
        if connection.in_transaction:  # inside a unit of work: its own view
            yield SqliteReading(connection)
            return
        connection.execute("BEGIN")
        try:
            yield SqliteReading(connection)
        finally:
            connection.execute("ROLLBACK")

    @contextmanager
    def begin(self, *, durable: bool = False) -> Iterator[SqliteUnitOfWork]:
        connection = self.connect()
        if connection.in_transaction:
            raise RuntimeError("a unit of work is already open in this thread")
        # NORMAL may lose the last commits on a power loss; FULL does not.
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise _locked(error, self.path) from error
        try:
            yield SqliteUnitOfWork(connection, self._clock)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        try:
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            connection.execute("ROLLBACK")
            raise _locked(error, self.path) from error


def open_connection(path: Path) -> sqlite3.Connection:
    """A connection with every setting that the product relies on."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -65536")  # 64 MiB
    return connection


def refuse_newer_schema(db: sqlite_utils.Database) -> None:
    """Raise :class:`errors.SchemaMismatch` if a newer program has migrated ``db``."""
    known = {migration.name for migration in migrations.pending(db)}
    known |= {migration.name for migration in migrations.applied(db)}
    ours = {migration.name for migration in migrations._migrations}
    unknown = sorted(known - ours)
    if unknown:
        raise SchemaMismatch(
            f"The database was made by a newer version of Rendezvous ({', '.join(unknown)}).",
            record=str(db.conn),
            fix="Use that version or newer, or restore an older backup.",
        )


def _locked(error: sqlite3.OperationalError, path: Path) -> Exception:
    return Temporary(
        f"The database cannot be written now: {error}.",
        record=str(path),
        fix="Another process holds it, or the disk is full; try again, then run 'doctor'.",
    )

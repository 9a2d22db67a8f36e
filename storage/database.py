"""Opening the database file, and the transactions on it.

One connection a thread. Writers begin immediately: SQLite would otherwise refuse
a read-then-write at once when another writer came between, whatever the busy
time-out (see docs/decisions/0004-begin-immediate.md).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import Misconfigured, SchemaMismatch, Temporary
from services.clock import Clock
from storage import local_days
from storage.schema_version import MIGRATIONS
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
        """Bring the schema up to this program; the names of the migrations applied.

        Several processes may ask at once: one migrates, the others wait for it.
        Raises :class:`errors.SchemaMismatch` for a newer database and
        :class:`errors.Misconfigured` for a file that is none.
        """
        private_folder(self.path.parent)
        with _one_at_a_time(self.path.parent):
            # People's data: for its owner's eyes. SQLite's side files take the same mode.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            applied = _applied(self.path)
            if newer := sorted(applied - set(MIGRATIONS)):
                raise SchemaMismatch(
                    f"The database was made by a newer version of Rendezvous ({', '.join(newer)}).",
                    record=str(self.path),
                    fix="Use that version or newer, or restore an older backup.",
                )
            pending = [name for name in MIGRATIONS if name not in applied]
            if pending:
                # sqlite-utils loads pandas, which only a change of schema is worth.
                from storage.migrations import apply

                apply(self.path)
            return pending

    def check(self) -> list[str]:
        """What is wrong with the file, in words; empty when all is well.

        SQLite's own check of every page and index, then records that name others
        which are not there. Takes seconds on a large file.
        """
        try:
            connection = self.connect()
            pages = connection.execute("PRAGMA integrity_check").fetchall()
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [f"the database cannot be read: {error}"]
        return [str(row[0]) for row in pages if row[0] != "ok"] + [
            f"{row['table']} {row['rowid']} names a record of {row['parent']} that is not there"
            for row in orphans
        ]

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
        except BaseException as error:
            _undo(connection)
            if isinstance(error, sqlite3.OperationalError) and _may_pass(error):
                raise _locked(error, self.path) from error
            raise
        try:
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            _undo(connection)
            raise _locked(error, self.path) from error


def private_folder(folder: Path) -> None:
    """Make ``folder``, for its owner alone, unless it is there: then it stays as it is."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


def open_connection(path: Path) -> sqlite3.Connection:
    """A connection with every setting that the product relies on."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -65536")  # 64 MiB
    local_days.register(connection)
    return connection


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other process is in this block for the same folder.

    The lock is on the folder: one on the database file would disturb SQLite's own.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _applied(path: Path) -> set[str]:
    """The migrations that the file has seen. Raises ``Misconfigured`` for what is no database."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
    try:
        rows = connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = 'rendezvous'"
        ).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return set()
        raise _locked(error, path) from error
    except sqlite3.DatabaseError as error:
        raise Misconfigured(
            f"The file is no database: {error}.",
            record=str(path),
            fix="Put the right file back, or name another place with --home.",
        ) from error
    finally:
        connection.close()
    return {name for (name,) in rows}


def _undo(connection: sqlite3.Connection) -> None:
    """Roll back, unless SQLite has done so already (a full disk, say)."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _may_pass(error: sqlite3.OperationalError) -> bool:
    """Whether it is about the machine (locked, full, unreadable) and not about our SQL."""
    return error.sqlite_errorcode & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
    )


def _locked(error: sqlite3.OperationalError, path: Path) -> Exception:
    return Temporary(
        f"The database cannot be written now: {error}.",
        record=str(path),
        fix="Another process holds it, or the disk is full; try again, then run 'doctor'.",
    )

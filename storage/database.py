"""Opening the database file, and the transactions on it.

One connection a thread. Writers begin immediately: SQLite would otherwise refuse
a read-then-write at once when another writer came between, whatever the busy
time-out (see docs/decisions/0004-begin-immediate.md).
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from domain.instants import to_text
from errors import Misconfigured, NotFound, SchemaMismatch, Temporary
from services.clock import Clock
from storage import local_days
from storage.audit_chain import Checked
from storage.audit_chain import check as check_chain
from storage.schema_version import MIGRATIONS
from storage.work import SqliteReading, SqliteUnitOfWork

log = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 15.0
BACKUPS = "backups"
"""The folder in HOME for the copies made before a migration or a restore."""


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
            # Only where there is none: closing any descriptor of a file drops all locks that
            # this process holds on it, and another process would take the log away from under
            # our other connections (sqlite.org/howtocorrupt.html, 2.2).
            if not self.path.exists():
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            applied = _applied(self.path)
            _refuse_newer(self.path, applied)
            pending = [name for name in MIGRATIONS if name not in applied]
            if pending:
                if applied:
                    stamp = to_text(self._clock.now()).replace(":", "-")
                    copy_to(
                        self.path, self.path.parent / BACKUPS / f"before-{pending[0]}-{stamp}.db"
                    )
                # sqlite-utils loads pandas, which only a change of schema is worth.
                from storage.migrations import apply

                apply(self.path)
            return pending

    def backup(self, target: Path) -> None:
        """A copy of one instant at ``target``, for its owner's eyes; others go on writing.

        Raises :class:`errors.Temporary` when it cannot be written.
        """
        copy_to(self.path, target)

    def require_copy(self, source: Path) -> None:
        """Raise what :meth:`put_back` would for a file that is no whole copy of ours."""
        require_ours(source)

    def put_back(self, source: Path) -> None:
        """Replace everything by the copy at ``source``, then migrate it.

        The file stays the same, so that whoever has it open sees the copy. Raises
        :class:`errors.Misconfigured` for what is no whole copy of ours, and
        :class:`errors.SchemaMismatch` for one of a newer program: nothing is changed then.
        """
        require_ours(source)
        self.close()
        copying = open_connection(self.path)
        try:
            with closing(_opened_as_file(source)) as copy:
                copy.backup(copying)
        except sqlite3.OperationalError as error:
            raise _locked(error, self.path) from error
        finally:
            copying.close()
        self.migrate()

    def scrub(self) -> bool:
        """Write the file anew, so that nothing deleted can be read from its bytes.

        ``False`` when another process is in the way or the disk is too full: ask again.
        """
        connection = self.connect()
        try:
            connection.execute("INSERT INTO people_search (people_search) VALUES ('optimize')")
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            log.warning("the file could not be written anew: %s", error)
            return False
        return not busy

    def check_audit(self) -> Checked:
        """The audit log's chain, read from its beginning."""
        with self.read():
            return check_chain(self.connect())

    def require_whole(self) -> None:
        """SQLite's quick check of every page, for the start of one who works.

        Raises :class:`errors.Misconfigured` for a damaged file.
        """
        try:
            found = str(self.connect().execute("PRAGMA quick_check").fetchone()[0])
        except sqlite3.DatabaseError as error:
            found = str(error)
        if found != "ok":
            raise Misconfigured(
                f"The database is damaged: {found}.",
                record=str(self.path),
                fix="Nothing is done with it. Put a backup back: rendezvous restore FILE.",
            )

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


def copy_to(path: Path, target: Path) -> None:
    """SQLite's own online copy, whole or not at all."""
    private_folder(target.parent)
    unfinished = target.with_name(f".{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_opened_as_file(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            # A copy is one file: what reads it needs no folder that it may write to.
            copy.execute("PRAGMA journal_mode = DELETE")
            if (found := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise Misconfigured(f"The copy is not whole: {found}.", record=str(path))
        _fsync(unfinished)
        unfinished.replace(target)
        _fsync(target.parent)
    except (OSError, sqlite3.OperationalError) as error:
        raise Temporary(
            f"The backup cannot be written: {error}.",
            record=str(target),
            fix="See that its folder is there and has room; nothing was changed.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def require_ours(path: Path) -> None:
    """Raise unless ``path`` is a whole database of this program or an older one."""
    if not path.is_file():
        raise NotFound("There is no such file.", record=str(path))
    applied = _applied(path)
    _refuse_newer(path, applied)
    if not applied:
        raise Misconfigured(
            "The file is a database, but none of Rendezvous.",
            record=str(path),
            fix="Name a file that 'rendezvous backup' made.",
        )
    with closing(_opened_as_file(path)) as copy:
        try:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise Misconfigured(
            f"The copy is damaged: {found}.", record=str(path), fix="Use another backup."
        )


def _refuse_newer(path: Path, applied: set[str]) -> None:
    if newer := sorted(applied - set(MIGRATIONS)):
        raise SchemaMismatch(
            f"The database was made by a newer version of Rendezvous ({', '.join(newer)}).",
            record=str(path),
            fix="Use that version or newer, or restore an older backup.",
        )


def _opened_as_file(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
    # What is deleted is overwritten: an erased person must not be readable from the bytes.
    connection.execute("PRAGMA secure_delete = ON")
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

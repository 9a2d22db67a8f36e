"""Backup, send, restore, send; erase, restore; locked and full: the state after is right."""

from __future__ import annotations

import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from prepared_home import Home, opened
from test_restored_copy import assert_nobody_twice, go_on, more_people

from errors import Conflict, Misconfigured, NotFound, SchemaMismatch, Temporary
from storage.database import Database


def restored(
    house: Home, copy: Path, *, with_journal: bool = True
) -> tuple[Home, dict[str, object]]:
    """The home after ``restore``, in another process' place."""
    if not with_journal:
        house.app.settings.journal.unlink()
    again = opened(house.app.settings.home, house.sandbox, house.campaign_id)
    told = dict(again.app.keeping.restore(copy, who="rep"))
    return again, told


@pytest.mark.parametrize("with_journal", [True, False], ids=["journal", "no journal"])
def test_what_was_sent_after_the_backup_is_not_sent_again(
    house: Home, tmp_path: Path, with_journal: bool
) -> None:
    house.send()
    more_people(house)
    copy = tmp_path / "backup" / "copy.db"
    house.app.keeping.backup(copy)
    house.send()
    sent = set(house.delivered())
    house.app.store.close()
    back, told = restored(house, copy, with_journal=with_journal)
    assert told["uncertain"]
    go_on(back)
    assert set(back.delivered()) == sent == back.tokens("sent")
    assert_nobody_twice(back)
    assert back.app.store.check_audit().problems == ()


def test_a_backup_is_private_whole_and_made_while_others_write(house: Home, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    stop, written = threading.Event(), 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            with house.app.store.begin() as work:
                work.audit(who="rep", why="meanwhile", entity="campaigns", key=1)
            written += 1
        house.app.store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            house.app.keeping.backup(copy, replace=True)
    finally:
        stop.set()
        writer.join()
    assert written
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy")] == ["copy.db"]
    database = Database(copy, house.clock)
    assert database.check() == []
    assert database.check_audit().problems == ()
    database.close()


def test_a_backup_does_not_replace_a_file_unasked(house: Home, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    with pytest.raises(Conflict):
        house.app.keeping.backup(copy)
    assert copy.read_text() == "precious"


def test_erased_stays_erased_when_a_backup_is_put_back(house: Home, tmp_path: Path) -> None:
    address = house.messages("approved")[0]["to_email"]
    copy = tmp_path / "copy.db"
    house.app.keeping.backup(copy)
    house.app.keeping.erase(address, who="rep")
    house.app.store.close()
    back, told = restored(house, copy)
    assert told["erased_again"] == 1
    assert not back.rows("SELECT 1 FROM messages WHERE to_email = ?", address)
    go_on(back)
    assert address.lower() not in back.recipients()
    assert address.encode() not in back.app.settings.database.read_bytes()


def test_a_copy_put_back_by_hand_brings_nobody_back(house: Home, tmp_path: Path) -> None:
    address = house.messages("approved")[0]["to_email"]
    copy = tmp_path / "copy.db"
    house.app.keeping.backup(copy)
    house.app.keeping.erase(address, who="rep")
    house.app.store.put_back(copy)
    again = house.restarted()
    assert not again.rows("SELECT 1 FROM people WHERE email = ?", address)


@pytest.mark.parametrize("bad", ["missing", "text", "foreign", "newer", "damaged"])
def test_what_is_no_copy_of_ours_changes_nothing(house: Home, tmp_path: Path, bad: str) -> None:
    copy = tmp_path / "copy.db"
    if bad in ("newer", "damaged"):
        house.app.keeping.backup(copy)
    if bad == "text":
        copy.write_text("no database " * 500)
    elif bad == "foreign":
        with sqlite3.connect(copy) as other:
            other.execute("CREATE TABLE t (a)")
        other.close()
    elif bad == "newer":
        with sqlite3.connect(copy) as other:
            other.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('rendezvous', 'm999_later', '2030')"
            )
        other.close()
    elif bad == "damaged":
        data = bytearray(copy.read_bytes())
        data[len(data) // 2 : len(data) // 2 + 8192] = b"\xa5" * 8192
        copy.write_bytes(data)
    before = house.stages()
    with pytest.raises((NotFound, Misconfigured, SchemaMismatch)):
        house.app.keeping.restore(copy, who="rep")
    assert not (house.app.settings.home / "backups").exists()
    assert house.restarted().stages() == before


def test_a_migration_makes_a_backup_first(house: Home) -> None:
    connection = house.app.store.connect()
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_keeping'")
    with pytest.raises(sqlite3.OperationalError):  # its tables are there already
        house.app.store.migrate()
    (copy,) = (house.app.settings.home / "backups").glob("before-m002_keeping-*.db")
    database = Database(copy, house.clock)
    assert len(database.connect().execute("SELECT id FROM messages").fetchall()) == len(
        house.stages()
    )
    database.close()


# -- locked, and full ----------------------------------------------------------------


def test_a_database_locked_for_ten_seconds_is_waited_for(house: Home) -> None:
    locker = sqlite3.connect(house.app.settings.database, isolation_level=None,
                             check_same_thread=False)  # fmt: skip
    locker.execute("BEGIN IMMEDIATE")
    let_go = threading.Timer(10, lambda: locker.execute("ROLLBACK"))
    let_go.start()
    try:
        outcome = house.send()
    finally:
        let_go.join()
        locker.close()
    assert outcome.get("accepted") == len(house.delivered()) > 0
    assert_nobody_twice(house)


FULL = """
import logging, resource, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from services.clock import SteppedClock
from storage.database import Database
from errors import Temporary
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
database = Database(path, SteppedClock(datetime(2026, 11, 23, tzinfo=UTC)))
database.connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
limit = path.stat().st_size + 16_384
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
done = 0
try:
    while True:
        with database.begin() as work:
            for _ in range(50):
                work.audit(who="rep", why="x" * 2_000, entity="campaigns", key=1)
        done += 50
except Temporary as error:
    print(done, error.message)
try:
    database.backup(path.with_name("copy.db"))
except Temporary as error:
    print("backup:", error.message)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit on the size of files")
def test_a_full_disk_is_said_and_leaves_whole_transactions(house: Home) -> None:
    path = house.app.settings.database
    before = len(house.rows("SELECT id FROM audit"))
    house.app.store.close()
    child = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        capture_output=True, text=True, timeout=120, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    first, second = child.stdout.splitlines()
    done, told = first.split(" ", 1)
    assert "cannot be written now" in told
    assert second.startswith("backup: The backup cannot be written")
    assert not (path.parent / "copy.db").exists()
    assert not list(path.parent.glob(".copy*"))
    database = Database(path, house.clock)
    assert database.check() == []
    assert database.check_audit().rows == before + int(done)
    assert database.check_audit().problems == ()
    with database.begin() as work:  # room again: it goes on
        work.audit(who="rep", why="again", entity="campaigns", key=1)
    database.close()


def test_a_lock_that_does_not_end_is_named(house: Home) -> None:
    house.app.store.connect().execute("PRAGMA busy_timeout = 50")
    locker = sqlite3.connect(house.app.settings.database, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    before = house.stages()
    with pytest.raises(Temporary, match="locked"):
        house.send()
    locker.execute("ROLLBACK")
    locker.close()
    assert house.stages() == before
    assert house.delivered() == []

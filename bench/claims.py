"""Claims and whole sends against the bare updates, appends and posts that they rest on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx

from bench.measure import Comparison, Cost, cost_of_call, in_turn
from bench.outbox import fill_outbox
from bench.sink import running_sink
from domain.instants import to_text
from services.claiming import Claimed, try_claim
from services.clock import RandomIds, SteppedClock
from services.sending import Sending
from storage import local_days
from storage.database import Database
from storage.outbox_journal import FileJournal
from tools.sendgrid.client import SendGrid

KEY = "SG.bench"


class _Outbox:
    """One filled database, copied anew for every run over it."""

    def __init__(self, folder: Path, messages: int, mailer: SendGrid) -> None:
        self._folder = folder
        self._filled = folder / "filled.db"
        self._numbers = count(1)
        self.ids = range(1, messages + 1)
        self.clock: SteppedClock = fill_outbox(self._filled, messages, mailer.payload)

    def fresh(self) -> tuple[Path, Path]:
        """A database and a journal that nobody has used."""
        number = next(self._numbers)
        path = self._folder / f"outbox{number}.db"
        shutil.copyfile(self._filled, path)
        return path, self._folder / f"outbox{number}.journal"


def claims(folder: Path, *, messages: int, repeat: int) -> Comparison:
    """The claim, with every law of sending checked, against ``UPDATE … WHERE stage``."""
    outbox = _Outbox(folder, messages, SendGrid(api_key=KEY))
    ids = RandomIds()

    def ours() -> Cost:
        path, journal_path = outbox.fresh()
        database = Database(path, outbox.clock)
        journal = FileJournal(journal_path)

        def claim_all() -> None:
            for message_id in outbox.ids:
                with database.begin(durable=True) as work:
                    claimed = try_claim(
                        work,
                        message_id,
                        attempt_id=ids.token("attempt"),
                        now=outbox.clock.now(),
                        journal=journal,
                    )
                if not isinstance(claimed, Claimed):
                    raise RuntimeError(f"message {message_id} was not claimed: {claimed}")

        database.connect()
        cost = cost_of_call(claim_all)
        database.close()
        return cost

    def theirs() -> Cost:
        path, _ = outbox.fresh()
        with _bare(path) as bare:

            def update_all() -> None:
                for message_id in outbox.ids:
                    _move(bare, message_id, "queued", "sending", outbox.clock)

            return cost_of_call(update_all)

    ours()  # the first claim of a process loads the calendars of public holidays
    mine, other = in_turn(repeat, ours, theirs)
    return Comparison(
        "claims", "claims", messages, mine, other,
        "claim: suppression, pacing, window, holds and approval checked, audit and attempt written",
        "UPDATE messages SET stage … WHERE id AND stage, the same table, synchronous=FULL, WAL",
    )  # fmt: skip


def sends(folder: Path, *, messages: int, repeat: int) -> Comparison:
    """Claim, journal, post to a loopback sink and settle, against the same without the laws."""
    with running_sink() as address:
        mailer = SendGrid(api_key=KEY, base_url=address)
        outbox = _Outbox(folder, messages, mailer)

        def ours() -> Cost:
            path, journal_path = outbox.fresh()
            database = Database(path, outbox.clock)
            sending = Sending(
                database, mailer, FileJournal(journal_path), outbox.clock, RandomIds()
            )

            def send_all() -> None:
                for message_id in outbox.ids:
                    outcome = sending.send_one(message_id)
                    if outcome != "accepted":
                        raise RuntimeError(f"message {message_id} ended as {outcome}")

            database.connect()
            cost = cost_of_call(send_all)
            database.close()
            return cost

        def theirs() -> Cost:
            path, journal_path = outbox.fresh()
            with _bare(path) as bare, journal_path.open("ab") as journal:
                return cost_of_call(
                    lambda: _send_bare(bare, journal.fileno(), outbox, f"{address}/v3/mail/send")
                )

        ours()  # as above
        mine, other = in_turn(repeat, ours, theirs)
    return Comparison(
        "sends", "sends", messages, mine, other,
        "claim, journal, SendGrid client's post to a loopback sink, settle",
        "two bare updates, one appended and fsynced line, one httpx.post to the same sink",
    )  # fmt: skip


def _send_bare(bare: sqlite3.Connection, journal: int, outbox: _Outbox, url: str) -> None:
    tls = httpx.create_ssl_context(trust_env=False)
    for message_id in outbox.ids:
        (payload,) = bare.execute(
            "SELECT payload FROM messages WHERE id = ?", (message_id,)
        ).fetchone()
        _move(bare, message_id, "queued", "sending", outbox.clock)
        os.write(journal, json.dumps({"message": message_id}).encode() + b"\n")
        os.fsync(journal)
        httpx.post(url, content=payload, headers={"Connection": "close"}, verify=tls)
        _move(bare, message_id, "sending", "sent", outbox.clock)


@contextmanager
def _bare(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    local_days.register(connection)  # the triggers' own
    try:
        yield connection
    finally:
        connection.close()


def _move(
    bare: sqlite3.Connection, message_id: int, expected: str, to: str, clock: SteppedClock
) -> None:
    execute: Callable[..., sqlite3.Cursor] = bare.execute
    execute("BEGIN IMMEDIATE")
    execute(
        "UPDATE messages SET stage = ?, claimed_at = ? WHERE id = ? AND stage = ?",
        (to, to_text(clock.now()), message_id, expected),
    )
    execute("COMMIT")

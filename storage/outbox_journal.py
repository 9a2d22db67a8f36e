"""The outbox journal as an append-only file of JSON lines, fsynced line by line."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from domain.instants import from_text, to_text
from errors import Misconfigured
from services.outbox_journal import JournalEntry


class FileJournal:
    """``HOME/outbox.journal``: a header line with the salt, then one line an attempt."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_new = not path.exists()
        self._salt = ""
        self._entries: list[JournalEntry] = []
        self._by_message: dict[str, set[str]] = {}
        self._attempts: set[str] = set()
        self._read_from = 0
        if self._is_new:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._begin()
        self._catch_up()
        if not self._salt:
            # A kill tore the very first line: nothing was ever attempted under it.
            self._is_new = True
            self._begin()
            self._catch_up()

    @property
    def identity(self) -> str:
        return hashlib.sha256(self._salt.encode()).hexdigest()[:16]

    @property
    def is_new(self) -> bool:
        return self._is_new

    def append(self, entry: JournalEntry) -> None:
        self._write(
            json.dumps(
                {
                    "message": entry.message_token,
                    "attempt": entry.attempt_id,
                    "to": entry.address_hash,
                    "at": to_text(entry.at),
                }
            )
        )
        self._catch_up()

    def entries(self) -> list[JournalEntry]:
        self._catch_up()
        return list(self._entries)

    def has_attempt(self, attempt_id: str) -> bool:
        self._catch_up()
        return attempt_id in self._attempts

    def knows_message(self, message_token: str) -> frozenset[str]:
        self._catch_up()
        return frozenset(self._by_message.get(message_token, ()))

    def address_hash(self, address_key: str) -> str:
        return hmac.new(self._salt.encode(), address_key.encode(), hashlib.sha256).hexdigest()

    # -- the file ----------------------------------------------------------------

    def _begin(self) -> None:
        self._write(json.dumps({"journal": 1, "salt": secrets.token_hex(16)}))
        _fsync_folder(self._path.parent)

    def _write(self, line: str) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            end = os.lseek(descriptor, 0, os.SEEK_END)
            # A kill can tear the last line: start a new one, so that this one is whole.
            torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
            data = (b"\n" if torn else b"") + line.encode() + b"\n"
            written = os.write(descriptor, data)
            if written != len(data):
                raise OSError(f"only {written} of {len(data)} bytes could be written")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _catch_up(self) -> None:
        """Read what was appended since, by us or by another process."""
        with self._path.open("rb") as file:
            file.seek(self._read_from)
            data = file.read()
        whole, newline, _ = data.rpartition(b"\n")
        if not newline:
            return
        for raw in whole.split(b"\n"):
            self._read_line(raw)
        self._read_from += len(whole) + 1

    def _read_line(self, raw: bytes) -> None:
        try:
            line = json.loads(raw)
        except ValueError:
            return  # torn by a kill before its fsync returned: nothing was posted for it
        if "salt" in line:
            # Two processes may have begun it at once: the first line is the one that counts.
            self._salt = self._salt or line["salt"]
            return
        try:
            entry = JournalEntry(
                line["message"], line["attempt"], line["to"], from_text(line["at"])
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Misconfigured(
                f"The outbox journal has a line that is not its own: {raw[:80]!r}.",
                record=str(self._path),
                fix="Put the right file back; without it every open message becomes uncertain.",
            ) from error
        self._entries.append(entry)
        self._attempts.add(entry.attempt_id)
        self._by_message.setdefault(entry.message_token, set()).add(entry.attempt_id)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

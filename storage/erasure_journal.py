"""``HOME/erasures.journal``: a line with the salt, then one line an erasure, of hashes alone."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Collection
from pathlib import Path

from errors import Misconfigured

_SALT_BYTES = 32


class FileErasures:
    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def salt(self) -> bytes:
        salt = self._read()[0]
        if salt is None:
            self.begin(secrets.token_bytes(_SALT_BYTES))
            salt = self._read()[0]
        assert salt is not None
        return salt

    def begin(self, salt: bytes) -> None:
        if self._read()[0] is None:
            self._write({"erasures": 1, "salt": salt.hex()})

    def hashes(self) -> frozenset[str]:
        return self._read()[1]

    def append(self, hashes: Collection[str], at: str) -> None:
        self._write({"erased": sorted(hashes), "at": at})

    def _read(self) -> tuple[bytes | None, frozenset[str]]:
        salt: bytes | None = None
        hashes: set[str] = set()
        lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        for number, raw in enumerate(lines, 1):
            try:
                line = json.loads(raw)
                if "salt" in line:
                    salt = salt or bytes.fromhex(line["salt"])
                else:
                    hashes.update(line["erased"])
            except (ValueError, KeyError, TypeError) as error:
                if number == len(lines):
                    break  # torn by a kill before its fsync returned: the erasure goes on after
                raise Misconfigured(
                    f"The erasures journal has a line that is not its own (line {number}).",
                    record=str(self._path),
                    fix="Put the right file back: without it, a restore brings people back.",
                ) from error
        return salt, frozenset(hashes)

    def _write(self, line: dict[str, object]) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            end = os.lseek(descriptor, 0, os.SEEK_END)
            torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
            data = (b"\n" if torn else b"") + json.dumps(line).encode() + b"\n"
            if os.write(descriptor, data) != len(data):
                raise OSError("the erasure could not be written whole")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

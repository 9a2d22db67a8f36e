"""The erasures that were asked for, in a file that no backup puts back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class ErasureJournal(Protocol):
    @property
    def salt(self) -> bytes:
        """This installation's own, without which keys could be guessed from their hashes."""
        ...

    def begin(self, salt: bytes) -> None:
        """Make the file with this salt, unless it is there."""
        ...

    def hashes(self) -> frozenset[str]:
        """Of every key of everybody erased; empty where nobody was."""
        ...

    def append(self, hashes: Collection[str], at: str) -> None:
        """Written and fsynced when this returns."""
        ...

"""The outbox journal: what was attempted, in a file that no backup puts back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class JournalEntry:
    message_token: str
    attempt_id: str
    address_hash: str
    at: datetime


class Journal(Protocol):
    def append(self, entry: JournalEntry) -> None:
        """Written and fsynced when this returns."""
        ...

    def entries(self) -> list[JournalEntry]:
        """All of them, oldest first. A torn last line (a kill while writing) is left out."""
        ...

    def has_attempt(self, attempt_id: str) -> bool: ...

    def knows_message(self, message_token: str) -> frozenset[str]:
        """The attempts on this message."""
        ...

    def address_hash(self, address_key: str) -> str:
        """Salted with the journal's own salt, so that the file holds no address."""
        ...

    @property
    def identity(self) -> str:
        """Names this very file: the database remembers which journal it goes with."""
        ...

    @property
    def is_new(self) -> bool:
        """The file did not exist when it was opened: nothing is known of the past."""
        ...

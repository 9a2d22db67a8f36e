"""The rep's own mailbox, read for answers where no inbound host hands them over.

Of all that is in it only what answers a mail of ours is taken: somebody's other mail is not
the product's business, and is neither stored nor read beyond its headers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.instants import from_text
from services.answers import message_answered
from services.clock import Clock
from services.incoming import InboundReply, Inbox
from services.unit_of_work import Store

SOURCE = "inbound"
"""The same as of mails that are handed over: a mail that comes both ways is stored once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a folder was read. Its numbers mean nothing under another ``uid_validity``."""

    uid_validity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Read:
    mails: list[tuple[str, InboundReply]]
    """``(key, mail)``; the key is the mail's ``Message-ID`` where it has one."""
    mark: Mark


class Mailbox(Protocol):
    name: str

    def read(
        self,
        *,
        after: Mark | None,
        since: datetime,
        now: datetime,
        is_wanted: Callable[[InboundReply], bool],
    ) -> Read:
        """Mails that came after the mark, or since then where there is none that holds.

        ``is_wanted`` is asked with the headers alone. Nothing in the mailbox is changed.
        """
        ...


class MailboxReading:
    def __init__(self, store: Store, mailbox: Mailbox, clock: Clock) -> None:
        self._store = store
        self._mailbox = mailbox
        self._clock = clock
        self._inbox = Inbox(store, clock)

    def run(self) -> int:
        """Store what is new; how much. Does nothing before the first mail went out.

        The mark is moved after the mails are stored: a kill between reads some again, and
        a mail that is known changes nothing.
        """
        name = self._mailbox.name
        with self._store.read() as reading:
            first = reading.one("first_contact")
            row = reading.one("mailbox", source=name)
        if first is None or first["at"] is None:
            return 0
        read = self._mailbox.read(
            after=Mark(row["uid_validity"], row["last_uid"]) if row else None,
            since=from_text(first["at"]),
            now=self._clock.now(),
            is_wanted=self._answers_ours,
        )
        new = self._inbox.keep(SOURCE, read.mails)
        with self._store.begin() as work:
            work.upsert(
                "mailboxes",
                source=name,
                uid_validity=read.mark.uid_validity,
                last_uid=read.mark.last_uid,
            )
        return new

    def _answers_ours(self, mail: InboundReply) -> bool:
        with self._store.read() as reading:
            return message_answered(reading, mail) is not None

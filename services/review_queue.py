"""The drafts that wait for a person, the most valuable first, and many approved at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.expected_value import expected_value
from domain.instants import from_text, to_text
from domain.vocabulary.folding import plain
from errors import RendezvousError
from services.clock import Clock
from services.review import DraftView, Review
from services.unit_of_work import Row, Store

READING_FOR = timedelta(seconds=45)
"""Somebody who was seen at a draft so long ago is taken to have left it."""
TOLD_AGAIN = timedelta(seconds=15)
"""A reader is written down again after so long, not at every look."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One draft in the queue. ``value``: see :func:`domain.expected_value.expected_value`."""

    row: Row
    value: int

    @property
    def id(self) -> int:
        return int(self.row["id"])

    @property
    def name(self) -> str:
        parts = (self.row["first_name"], self.row["last_name"])
        return " ".join(part for part in parts if part) or str(self.row["to_email"])


@dataclass(frozen=True, slots=True)
class Sorted:
    """Drafts told apart by whether they may be approved as they are."""

    clean: dict[int, str]
    """Message id -> the SHA-256 of what would be approved."""
    flawed: dict[int, tuple[str, ...]]
    """Message id -> what is wrong with it, in words."""


@dataclass(frozen=True, slots=True)
class Approved:
    approved: tuple[int, ...]
    refused: dict[int, RendezvousError]
    """Message id -> why it was not approved, such as that it was changed meanwhile."""


class ReviewQueue:
    def __init__(self, store: Store, review: Review, clock: Clock) -> None:
        self._store = store
        self._review = review
        self._clock = clock

    def waiting(self, campaign_id: int | None = None, text: str = "") -> list[Waiting]:
        """Drafts whose name, title, company, subject or address holds every word of ``text``."""
        with self._store.read() as reading:
            rows = reading.query("drafts_to_review", campaign_id=campaign_id)
        words = plain(text).split()
        found = [
            Waiting(row, expected_value(row["score"], row["priority"]))
            for row in rows
            if not words or all(word in _searched(row) for word in words)
        ]
        return sorted(found, key=lambda each: (-each.value, each.id))

    def sort(self, drafts: Sequence[Waiting]) -> Sorted:
        """Which of ``drafts`` may be approved as they are, and what ails the others."""
        clean: dict[int, str] = {}
        flawed: dict[int, tuple[str, ...]] = {}
        for each in drafts:
            view = self._review.show(each.id)
            if view.may_be_approved:
                clean[each.id] = view.message["payload_sha256"]
            else:
                flawed[each.id] = tuple(problem.message for problem in view.problems)
        return Sorted(clean, flawed)

    def approve_all(self, seen: Mapping[int, str], *, who: str) -> Approved:
        """Approve each draft as it was seen (message id -> SHA-256); the others go on."""
        approved: list[int] = []
        refused: dict[int, RendezvousError] = {}
        for message_id, sha256 in seen.items():
            try:
                self._review.approve(message_id, who=who, seen_sha256=sha256)
            except RendezvousError as error:
                refused[message_id] = error
            else:
                approved.append(message_id)
        return Approved(tuple(approved), refused)

    def show(self, message_id: int) -> DraftView:
        return self._review.show(message_id)

    def last_move(self, message_id: int) -> Row | None:
        """``who, name, to_stage, at`` of what was last done to the message."""
        with self._store.read() as reading:
            return reading.one("last_move_of_message", message_id=message_id)

    # -- who looks at what ---------------------------------------------------------

    def look(self, message_id: int, user_id: int) -> list[str]:
        """Note that the user has the draft before them; the names of others who have."""
        now = self._clock.now()
        with self._store.read() as reading:
            own = reading.one("reader", user_id=user_id)
            others = reading.query(
                "readers_of_draft",
                message_id=message_id,
                user_id=user_id,
                since=to_text(now - READING_FOR),
            )
        is_noted = (
            own is not None
            and own["message_id"] == message_id
            and now - from_text(own["at"]) < TOLD_AGAIN
        )
        if not is_noted:
            with self._store.begin() as work:
                work.upsert(
                    "draft_readers", user_id=user_id, message_id=message_id, at=to_text(now)
                )
        return [str(row["name"]) for row in others]


def _searched(row: Row) -> str:
    names = ("first_name", "last_name", "title", "company", "subject", "to_email", "campaign")
    return plain(" ".join(str(row[name] or "") for name in names))

"""How services read and change what is stored, as a protocol over named queries.

A unit of work is one transaction, begun immediately so that a read in it stays
true until it commits. Reads are named blocks of ``storage/queries/*.sql``, each
prepared by a test; the one way to change a stage is :meth:`UnitOfWork.move`,
which writes the audit row in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from domain.stages import Entity

Row = Mapping[str, Any]


class Reading(Protocol):
    def query(self, name: str, /, **params: Any) -> Sequence[Row]:
        """All rows of the named query."""
        ...

    def one(self, name: str, /, **params: Any) -> Row | None:
        """The first row of the named query, or ``None``."""
        ...

    def get(self, table: str, key: int | str) -> Row:
        """One row by its primary key. Raises :class:`errors.NotFound`."""
        ...


class UnitOfWork(Reading, Protocol):
    def insert(self, table: str, **values: Any) -> int:
        """A new row; its integer id. Raises :class:`errors.Conflict` on a duplicate."""
        ...

    def insert_new(self, table: str, **values: Any) -> bool:
        """A new row unless a unique key is already taken; whether it was written."""
        ...

    def update(self, table: str, key: int | str, **values: Any) -> None:
        """Change columns that are no stage. Raises :class:`errors.NotFound`."""
        ...

    def upsert(self, table: str, **values: Any) -> None:
        """Write a row whose primary key is among ``values``."""
        ...

    def run(self, name: str, /, **params: Any) -> int:
        """Execute the named statement; the number of rows it changed."""
        ...

    def create(self, entity: Entity, *, who: str, why: str, **values: Any) -> int:
        """A new record at its first stage, with its audit row; its id."""
        ...

    def move(
        self,
        entity: Entity,
        key: int,
        *,
        expected: str,
        to: str,
        who: str,
        why: str,
        **values: Any,
    ) -> None:
        """Change a stage, with its audit row.

        Raises :class:`errors.IllegalMove` for a move that the table does not
        have and :class:`errors.StageConflict` when the record is not at
        ``expected``.
        """
        ...

    def audit(
        self, *, who: str, why: str, entity: str, key: int | None, detail: Mapping[str, Any] = {}
    ) -> None:
        """A row for something that is no move: a decision, a setting, a sign-in."""
        ...


class Store(Protocol):
    def read(self) -> AbstractContextManager[Reading]:
        """A consistent view; nothing is locked."""
        ...

    def begin(self, *, durable: bool = False) -> AbstractContextManager[UnitOfWork]:
        """One transaction, committed at the end of the block and undone by an exception.

        ``durable``: it survives a power loss too, for a commit that must precede
        a send or a payment.
        """
        ...

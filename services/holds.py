"""Companies that are not written to until a person decides, since somebody there answered."""

from __future__ import annotations

from datetime import datetime

from domain.instants import to_text
from errors import NotFound
from services.unit_of_work import Row, Store, UnitOfWork

ANSWERED = "a colleague replied"


def hold_company(work: UnitOfWork, company_key: str, *, prospect_id: int, since: datetime) -> None:
    """Hold the company's other prospects back. Of several answers the first is named."""
    work.run(
        "hold_company",
        company_key=company_key,
        prospect_id=prospect_id,
        reason=ANSWERED,
        since=to_text(since),
    )


class Holds:
    """The companies held back, as a person works on them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Row]:
        """``company_key``, company, who answered, since when, and how many messages wait."""
        with self._store.read() as reading:
            return list(reading.query("holds_all"))

    def release_hold(self, company_key: str, who: str) -> None:
        """Let the company be written to again; its queued messages go on at the next run.

        A later answer from there holds it again. Raises :class:`errors.NotFound`.
        """
        with self._store.begin() as work:
            held = work.one("company_hold", company_key=company_key)
            if held is None:
                raise NotFound(
                    f"The company {company_key!r} is not held back.",
                    record=company_key,
                    fix="See the list of companies that are.",
                )
            work.run("release_hold", company_key=company_key)
            work.audit(
                who=who,
                why="the company may be written to again",
                entity="company_holds",
                key=None,
                detail={"company_key": company_key, "since": held["since"]},
            )

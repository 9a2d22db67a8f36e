"""Importing a list: each row becomes a prospect, is merged with one, or is refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Protocol

from domain.facts import ProspectFacts
from domain.instants import to_text
from domain.priority import priority
from domain.stages import CampaignStage, Entity, ProspectStage
from errors import Conflict, RendezvousError
from services.campaigns import load_campaign
from services.clock import Clock
from services.prospecting import add_prospect
from services.unit_of_work import Store

BATCH = 500
"""Rows a transaction: a kill loses none, since importing the file again adds nobody twice."""


class ReadRow(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def facts(self) -> ProspectFacts: ...


class RefusedRow(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Imported:
    line: int
    outcome: Literal["added", "merged", "refused"]
    prospect_id: int | None
    reason: str


class Importing:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def run(
        self, campaign_id: int, rows: Iterable[ReadRow | RefusedRow], *, who: str, name: str
    ) -> Iterator[Imported]:
        """Import row by row, committed in batches. ``name`` is the file's, for the record.

        Raises ``Conflict`` when the campaign is over.
        """
        with self._store.read() as reading:
            campaign = load_campaign(reading, campaign_id)
        if campaign.stage in (CampaignStage.STOPPED, CampaignStage.COMPLETED):
            raise Conflict(
                f"The campaign is {campaign.stage}; nobody can be added.",
                record=f"campaign {campaign_id}",
                fix="Duplicate it and import into the copy.",
            )
        iterator = iter(rows)
        while batch := list(islice(iterator, BATCH)):
            results = []
            with self._store.begin() as work:
                for row in batch:
                    facts = getattr(row, "facts", None)
                    if facts is None:
                        reason = getattr(row, "reason", "unreadable")
                        results.append(Imported(row.line, "refused", None, reason))
                        continue
                    try:
                        added = add_prospect(
                            work,
                            campaign,
                            facts,
                            origin="import",
                            reference=f"{name}:{row.line}",
                            at=to_text(self._clock.now()),
                            who=who,
                        )
                    except RendezvousError as error:
                        results.append(Imported(row.line, "refused", None, str(error)))
                        continue
                    if added.is_new and added.prospect_id is not None:
                        rank = priority(facts, campaign.spec.criteria)
                        work.move(
                            Entity.PROSPECT,
                            added.prospect_id,
                            expected=ProspectStage.FOUND,
                            to=ProspectStage.ENRICHED,
                            who=who,
                            why="imported with its facts",
                            priority=rank.score,
                        )
                    outcome: Literal["added", "merged", "refused"] = (
                        "added"
                        if added.is_new
                        else "merged"
                        if added.prospect_id is not None
                        else "refused"
                    )
                    results.append(Imported(row.line, outcome, added.prospect_id, added.reason))
            yield from results

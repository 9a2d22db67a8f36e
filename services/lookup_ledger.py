"""The ledger of paid lookups: intent committed, asked, result committed, per person.

A run killed anywhere finds in it what was asked, and fetches that instead of
paying again. The rows are also the day's quota and the run's credit budget.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date

from domain.campaign import Reveal
from domain.facts import ProspectFacts
from domain.identity.matching import IdentityRecord, strong_keys
from domain.search import SearchPlan
from services.forgetting import was_erased
from services.people import facts_to_json
from services.people_source import Candidate, Lookup, LookupState, SearchPage
from services.unit_of_work import Row, Store, UnitOfWork


def reveal_key(reveal: Reveal) -> str:
    """What was asked for, as part of the ledger's key: another reveal is another purchase."""
    parts = [name for name in ("professional_email", "personal_email", "phone")
             if getattr(reveal, name)]  # fmt: skip
    return "+".join(parts) or "nothing"


def reveal_of(key: str) -> Reveal:
    """What :func:`reveal_key` made a key of."""
    parts = set(key.split("+"))
    return Reveal(
        professional_email="professional_email" in parts,
        personal_email="personal_email" in parts,
        phone="phone" in parts,
    )


class LookupLedger:
    def __init__(self, store: Store, *, source: str, campaign_id: int, reveal: Reveal) -> None:
        self._store = store
        self._source = source
        self._campaign_id = campaign_id
        self._reveal = reveal_key(reveal)

    # -- pages -------------------------------------------------------------------

    def page(self, plan_sha256: str, start: int) -> SearchPage | None:
        """A page fetched earlier; asking for it again would be paid again."""
        with self._store.read() as reading:
            row = reading.one(
                "search_page",
                campaign_id=self._campaign_id,
                plan_sha256=plan_sha256,
                start=start,
            )
        if row is None:
            return None
        return SearchPage(
            candidates=tuple(Candidate(**item) for item in json.loads(row["candidates"])),
            next_start=row["next_start"],
            total=row["total"],
            credits=0,
        )

    def keep_page(
        self, plan_sha256: str, start: int, page: SearchPage, *, day: date, at: str
    ) -> SearchPage:
        """Store a page; the page without those who asked to be erased."""
        with self._store.begin() as work:
            page = replace(
                page, candidates=tuple(c for c in page.candidates if not _is_erased(work, c))
            )
            work.upsert(
                "search_pages",
                campaign_id=self._campaign_id,
                plan_sha256=plan_sha256,
                start=start,
                candidates=json.dumps([asdict(c) for c in page.candidates], ensure_ascii=False),
                next_start=page.next_start,
                total=page.total,
                credits=page.credits,
                day=day.isoformat(),
                fetched_at=at,
            )
        return page

    # -- people ------------------------------------------------------------------

    def intend(self, candidate: Candidate, *, credits: int, day: date) -> bool:
        """Commit the intent to look ``candidate`` up; False if that was done before."""
        with self._store.begin(durable=True) as work:
            return work.insert_new(
                "lookups",
                source=self._source,
                profile_id=candidate.profile_id,
                reveal=self._reveal,
                campaign_id=self._campaign_id,
                state="intent",
                candidate=json.dumps(asdict(candidate), ensure_ascii=False),
                credits=credits,
                day=day.isoformat(),
            )

    def record(self, lookup: Lookup) -> None:
        """Commit what the source answered: still pending, complete with facts, or failed."""
        with self._store.begin(durable=True) as work:
            record_lookup(work, lookup, source=self._source, reveal=self._reveal)

    def open(self) -> list[tuple[str, str]]:
        """``(profile_id, state)`` of lookups whose result is not here yet."""
        with self._store.read() as reading:
            rows = reading.query(
                "open_lookups",
                source=self._source,
                campaign_id=self._campaign_id,
                reveal=self._reveal,
            )
        return [(row["profile_id"], row["state"]) for row in rows]

    def complete(self) -> list[Row]:
        """Complete lookups that have not become prospects yet."""
        with self._store.read() as reading:
            return list(
                reading.query("lookups_to_take", source=self._source, campaign_id=self._campaign_id)
            )

    def is_known(self, profile_id: str) -> bool:
        with self._store.read() as reading:
            return (
                reading.one(
                    "lookup",
                    source=self._source,
                    profile_id=profile_id,
                    reveal=self._reveal,
                )
                is not None
            )


def record_lookup(work: UnitOfWork, lookup: Lookup, *, source: str, reveal: str) -> None:
    """Write what the source answered beside the intent; one that has ended stays as it is."""
    state = {
        LookupState.PENDING: "asked",
        LookupState.COMPLETE: "complete",
        LookupState.FAILED: "failed",
    }[lookup.state]
    work.run(
        "record_lookup",
        source=source,
        profile_id=lookup.profile_id,
        reveal=reveal,
        state=state,
        facts=facts_to_json(lookup.facts) if lookup.facts else None,
        reason=lookup.reason,
        request_id=lookup.request_id,
    )


def _is_erased(work: UnitOfWork, candidate: Candidate) -> bool:
    record = IdentityRecord.from_facts(
        ProspectFacts(linkedin_url=candidate.linkedin_url), rocketreach_id=candidate.profile_id
    )
    return was_erased(work, [(str(key.kind), key.value) for key in strong_keys(record)])


def plan_sha256(plan: SearchPlan) -> str:
    return hashlib.sha256(plan.model_dump_json().encode()).hexdigest()

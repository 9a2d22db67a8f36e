"""The register of people: one row a person, however often and however spelled they come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.facts import CANONICAL_FIELDS, ProspectFacts
from domain.identity.companies import company_key, domain_key
from domain.identity.emails import read_email
from domain.identity.matching import IdentityKey, IdentityRecord, blocking_keys, strong_keys
from domain.identity.resolve import resolve
from domain.stages import PROSPECT_NOT_LIVE, ProspectStage
from services.suppressing import end_prospect
from services.unit_of_work import Reading, Row, UnitOfWork

STRONG_KINDS = frozenset({"email", "linkedin", "rocketreach"})


def facts_of(row: Row) -> ProspectFacts:
    """The facts in a row of ``people`` (or of a query that has its columns)."""
    return ProspectFacts(
        **{name: row[name] for name in CANONICAL_FIELDS},
        extra=json.loads(row["extra"]),
        sources=json.loads(row["sources"]),
    )


def facts_to_json(facts: ProspectFacts) -> str:
    known: dict[str, Any] = dict(facts.known())
    return json.dumps(
        {**known, "extra": dict(facts.extra), "sources": dict(facts.sources)},
        ensure_ascii=False,
        sort_keys=True,
    )


def facts_from_json(text: str) -> ProspectFacts:
    return ProspectFacts(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Registered:
    person_id: int
    is_new: bool
    reason: str


class StoredPeople:
    """The :class:`domain.identity.resolve.PeopleIndex` over what is stored."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def owners(self, key: IdentityKey) -> Sequence[int]:
        name = "person_by_key" if key.kind in STRONG_KINDS else "people_by_block"
        rows = self._reading.query(name, kind=str(key.kind), value=key.value)
        return [row["person_id"] for row in rows]

    def record(self, person_id: int) -> IdentityRecord:
        row = self._reading.get("people", person_id)
        return IdentityRecord.from_facts(facts_of(row), rocketreach_id=row["rocketreach_id"])


def register(
    work: UnitOfWork, facts: ProspectFacts, *, who: str, rocketreach_id: str | None = None
) -> Registered:
    """Find the person that ``facts`` are about, or add one; fill in what was unknown.

    A record can show that two people known are one: they are joined.
    """
    record = IdentityRecord.from_facts(facts, rocketreach_id=rocketreach_id)
    resolution = resolve(record, StoredPeople(work))
    if resolution.person_id is None:
        person_id = work.insert("people", **_columns(facts, rocketreach_id))
        _index(work, person_id, record)
        return Registered(person_id, True, resolution.reason)
    person_id = resolution.person_id
    for other in resolution.same_as:
        _join(work, person_id, other, who=who, why=resolution.reason)
    row = work.get("people", person_id)
    before = facts_of(row)
    merged = before.filled_from(facts)
    if merged != before or (rocketreach_id and not row["rocketreach_id"]):
        work.update(
            "people", person_id, **_columns(merged, row["rocketreach_id"] or rocketreach_id)
        )
    _index(work, person_id, record)
    return Registered(person_id, False, resolution.reason)


def enrich(work: UnitOfWork, person_id: int, facts: ProspectFacts) -> ProspectFacts:
    """Fill in what was unknown of a person already registered; the facts after."""
    row = work.get("people", person_id)
    before = facts_of(row)
    merged = before.filled_from(facts)
    if merged != before:
        work.update("people", person_id, **_columns(merged, row["rocketreach_id"]))
    return merged


def _join(work: UnitOfWork, person_id: int, other: int, *, who: str, why: str) -> None:
    """Make ``other`` the same person: keys and prospects move over, the row stays as it was.

    Where both are prospects of one campaign, or live in two, the one that is
    further along goes on and the other ends, so that nobody is written to twice.
    """
    gone = work.get("people", other)
    kept = work.get("people", person_id)
    work.run("move_keys", person_id=person_id, other=other)
    work.run("move_blocks", person_id=person_id, other=other)
    for prospect in work.query("prospects_of_person", person_id=other):
        mine = work.query("prospects_of_person", person_id=person_id)
        rivals = [
            row
            for row in mine
            if row["campaign_id"] == prospect["campaign_id"]
            or (row["stage"] not in PROSPECT_NOT_LIVE and prospect["stage"] not in PROSPECT_NOT_LIVE)
        ]
        for rival in rivals:
            later, earlier = sorted((prospect, rival), key=_progress)[::-1]
            end_prospect(
                work,
                earlier["id"],
                ProspectStage.SUPPRESSED,
                who=who,
                why=f"the same person as prospect {later['id']}: {why}",
            )
        if not any(row["campaign_id"] == prospect["campaign_id"] for row in mine):
            work.update("prospects", prospect["id"], person_id=person_id)
            work.run("move_messages", person_id=person_id, prospect_id=prospect["id"])
    merged = facts_of(kept).filled_from(facts_of(gone))
    work.update(
        "people", person_id, **_columns(merged, kept["rocketreach_id"] or gone["rocketreach_id"])
    )
    work.update("people", other, joined_to=person_id)
    work.audit(who=who, why=why, entity="people", key=person_id, detail={"joined": other})


def _progress(prospect: Row) -> tuple[int, int]:
    """How far along: of two prospects of one person the further one goes on."""
    return _ORDER.index(prospect["stage"]), -prospect["id"]


_ORDER = tuple(str(stage) for stage in ProspectStage)


def _index(work: UnitOfWork, person_id: int, record: IdentityRecord) -> None:
    for key in strong_keys(record):
        # A key that another person already owns stays theirs: it was found shared.
        work.insert_new("person_keys", kind=str(key.kind), value=key.value, person_id=person_id)
    for key in blocking_keys(record):
        work.insert_new("person_blocks", kind=str(key.kind), value=key.value, person_id=person_id)


def _columns(facts: ProspectFacts, rocketreach_id: str | None) -> dict[str, Any]:
    address = read_email(facts.email) if facts.email else None
    return {
        **{name: getattr(facts, name) for name in CANONICAL_FIELDS},
        "rocketreach_id": rocketreach_id,
        "address_key": address.key if address else None,
        "company_key": company_identity(facts),
        "extra": json.dumps(dict(facts.extra), ensure_ascii=False, sort_keys=True),
        "sources": json.dumps(dict(facts.sources), ensure_ascii=False, sort_keys=True),
    }


def company_identity(facts: ProspectFacts) -> str | None:
    """What tells one employer from another: its domain, else its folded name."""
    domain = domain_key(facts.company_domain) if facts.company_domain else None
    if domain:
        return f"domain:{domain}"
    name = company_key(facts.company) if facts.company else None
    return f"name:{name}" if name else None

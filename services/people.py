"""The register of people: one row a person, however often and however spelled they come."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.facts import CANONICAL_FIELDS, ProspectFacts
from domain.identity.companies import company_key, domain_key
from domain.identity.emails import read_email
from domain.identity.matching import IdentityKey, IdentityRecord, blocking_keys, strong_keys
from domain.identity.resolve import resolve
from errors import ErasedPerson
from services.forgetting import was_erased
from services.joining import hand_over, survivor
from services.unit_of_work import Reading, Row, UnitOfWork


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
    """The :class:`domain.identity.resolve.PeopleIndex` over what is stored, for one record.

    All its keys are looked up together: one by one, they were most of an import's time.
    """

    def __init__(self, reading: Reading, record: IdentityRecord) -> None:
        self._reading = reading
        self._owners: dict[IdentityKey, list[int]] = {}
        strong, blocking = strong_keys(record), blocking_keys(record)
        if strong:
            for row in reading.query("people_by_keys", keys=_as_json(strong)):
                self._owners[strong[row["place"]]] = [row["person_id"]]
        if blocking:
            for row in reading.query("people_by_blocks", keys=_as_json(blocking)):
                self._owners[blocking[row["place"]]] = sorted(map(int, row["people"].split(",")))

    def owners(self, key: IdentityKey) -> Sequence[int]:
        """Who has ``key``, which must be one of the record's."""
        return self._owners.get(key, ())

    def record(self, person_id: int) -> IdentityRecord:
        row = self._reading.get("people", person_id)
        return IdentityRecord.from_facts(facts_of(row), rocketreach_id=row["rocketreach_id"])


def _as_json(keys: Sequence[IdentityKey]) -> str:
    return json.dumps([(key.kind, key.value) for key in keys])


def register(
    work: UnitOfWork, facts: ProspectFacts, *, who: str, rocketreach_id: str | None = None
) -> Registered:
    """Find the person that ``facts`` are about, or add one; fill in what was unknown.

    A record can show that two people known are one: they are joined. The very same
    record gives the same person every time, also where it has nothing but a name, or
    fits several people equally well. Raises :class:`errors.ErasedPerson`.
    """
    record = IdentityRecord.from_facts(facts, rocketreach_id=rocketreach_id)
    _refuse_erased(work, record, facts)
    resolution = resolve(record, StoredPeople(work, record))
    reason = resolution.reason
    digest = _digest(facts, rocketreach_id)
    person_id = resolution.person_id
    if person_id is None:
        known = work.one("person_by_record", digest=digest)
        if known is None:
            person_id = work.insert("people", **_columns(facts, rocketreach_id))
            _index(work, person_id, record, digest)
            return Registered(person_id, True, reason)
        person_id, reason = known["person_id"], "the same record, word for word"
    elif resolution.same_as:
        everybody = (person_id, *resolution.same_as)
        person_id = survivor(work, everybody)
        for other in everybody:
            if other != person_id:
                _join(work, person_id, other, who=who, why=reason)
    row = work.get("people", person_id)
    before = facts_of(row)
    merged = before.filled_from(facts)
    if merged != before or (rocketreach_id and not row["rocketreach_id"]):
        work.update(
            "people", person_id, **_columns(merged, row["rocketreach_id"] or rocketreach_id)
        )
    _index(work, person_id, record, digest)
    return Registered(person_id, False, reason)


def _refuse_erased(work: UnitOfWork, record: IdentityRecord, facts: ProspectFacts) -> None:
    keys = [(str(key.kind), key.value) for key in strong_keys(record)]
    if facts.email and (address := read_email(facts.email)) is not None:
        keys.append(("email", address.key))
    if was_erased(work, keys):
        raise ErasedPerson(
            "This person asked to be erased.",
            fix="They are not stored again; take them out of the list too.",
        )


def enrich(work: UnitOfWork, person_id: int, facts: ProspectFacts) -> ProspectFacts:
    """Fill in what was unknown of a person already registered; the facts after."""
    row = work.get("people", person_id)
    before = facts_of(row)
    merged = before.filled_from(facts)
    if merged != before:
        work.update("people", person_id, **_columns(merged, row["rocketreach_id"]))
    return merged


def _join(work: UnitOfWork, kept: int, other: int, *, who: str, why: str) -> None:
    """Make ``other`` the same person as ``kept``; the row of ``other`` stays as it was."""
    gone, row = work.get("people", other), work.get("people", kept)
    hand_over(work, kept, other, who=who, why=why)
    merged = facts_of(row).filled_from(facts_of(gone))
    work.update("people", kept, **_columns(merged, row["rocketreach_id"] or gone["rocketreach_id"]))
    work.update("people", other, joined_to=kept)
    work.audit(who=who, why=why, entity="people", key=kept, detail={"joined": other})


def _index(work: UnitOfWork, person_id: int, record: IdentityRecord, digest: str) -> None:
    # A key that another person already owns stays theirs: it was found shared.
    keys: list[tuple[str, str]] = [(key.kind, key.value) for key in strong_keys(record)]
    keys.append(("record", digest))
    work.run("add_keys", keys=json.dumps(keys), person_id=person_id)
    blocks = blocking_keys(record)
    if blocks:
        work.run("add_blocks", keys=_as_json(blocks), person_id=person_id)


def _digest(facts: ProspectFacts, rocketreach_id: str | None) -> str:
    """What a record says, as one key. Where it came from does not count."""
    said = (rocketreach_id, sorted(facts.known()), sorted(facts.extra.items()))
    text = json.dumps(said, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


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

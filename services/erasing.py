"""Erasing one person everywhere; only hashes are kept, so that they cannot come back.

The hashes stand in the suppression list and, so that an older copy of the database put
back does not bring anybody back with it, in a journal outside it.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace

from domain.identity.emails import read_email
from domain.instants import to_text
from domain.stages import Entity, MessageStage, ProspectStage
from domain.suppression import ERASED_ADDRESS, SuppressionReason, address_hash
from errors import Conflict, InvalidInput
from services.clock import Clock
from services.erasure_journal import ErasureJournal
from services.forgetting import PREFIX, SALT
from services.suppressing import cancel_open_messages
from services.unit_of_work import Reading, Row, Store, UnitOfWork

WHY = "erased at the person's request"
PAGE = 5_000
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_IDENTIFYING = ("email", "linkedin", "rocketreach")


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records the person was taken out of."""

    people: int
    prospects: int
    messages: int
    events: int
    audit: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


class Erasing:
    def __init__(self, store: Store, journal: ErasureJournal, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock

    def erase(self, email: str, *, who: str) -> Erased:
        """Take the person at ``email`` out of everything, and refuse them from now on.

        Somebody of whom nothing is stored is refused from now on all the same. Raises
        :class:`errors.Conflict` while a mail to them is on its way.
        """
        address = read_email(email.strip())
        if address is None:
            raise InvalidInput(
                "That is no e-mail address.", fix="Write it as it stands: name@example.com."
            )
        with self._store.read() as reading:
            rows = reading.query("people_with_key", address_key=address.key)
            person = _Person.of(reading, [row["id"] for row in rows], {address.key, email.strip()})
        keys = {f"email:{address.key}", *person.keys}
        return self._erase(person, self._hashes(keys), who=who, why=WHY)

    def apply_again(self, *, who: str = "restore") -> int:
        """Erase whoever the journal names and this copy of the database does not; how many.

        Quick when there is nothing to do: call it whenever the database is opened.
        """
        hashes = self._journal.hashes()
        if not hashes:
            return 0
        with self._store.read() as reading:
            known = {row["value"] for row in reading.query("hashed_suppressions")}
            missing = {each for each in hashes if PREFIX + each not in known}
            if not missing:
                return 0
            ids = sorted(self._people_of(reading, missing))
            needles = self._texts_of(reading, missing)
            person = _Person.of(reading, ids, needles)
        self._erase(person, missing, who=who, why="erased before this copy was put back")
        return len(ids)

    def forget(self, people: Collection[int], *, who: str, why: str) -> Erased:
        """Take people out of everything without refusing them: they may be found again."""
        with self._store.read() as reading:
            person = _Person.of(reading, people, set())
        return self._erase(person, (), who=who, why=why)

    # -- inside ------------------------------------------------------------------

    def _hashes(self, keys: Iterable[str]) -> set[str]:
        return {address_hash(key, self._journal.salt) for key in keys}

    def _erase(self, person: _Person, hashes: Collection[str], *, who: str, why: str) -> Erased:
        at = to_text(self._clock.now())
        with self._store.read() as reading:
            # Reading through every event takes seconds: nobody else has to wait for it.
            raw = [
                row["id"]
                for row in reading.query("raw_events_naming", **person.in_events)
                if row["text"] is None or person.is_named_in(row["text"])
            ]
            person.refuse_while_sending(reading)
        if hashes:
            # Before the commit: a kill in between is made good when the database is opened.
            self._journal.append(hashes, at)
        with self._store.begin(durable=True) as work:
            person = person.again(work)
            person.refuse_while_sending(work)
            silent = [row["id"] for row in work.query("audit_naming", **person.in_audit)]
            _end(work, person, who=who)
            _take_out(work, person, raw, at)
            if hashes:
                self._remember(work, person, hashes, who=who, at=at)
            work.run("erase_audit", ids=json.dumps(silent))
            work.audit(who=who, why=why, entity="audit", key=None, detail={"redacted": silent})
        return Erased(
            len(person.people), len(person.prospects), len(person.messages), len(raw), len(silent)
        )

    def _remember(
        self, work: UnitOfWork, person: _Person, hashes: Collection[str], *, who: str, at: str
    ) -> None:
        if work.one("secret", name=SALT) is None:
            salt = self._journal.salt.hex()
            work.upsert("secrets", name=SALT, value=salt, created_at=at)
        for needle in person.addresses:
            work.run("forget_suppression", value=needle)
        for each in sorted(hashes):
            work.insert_new(
                "suppressions",
                kind="address",
                value=PREFIX + each,
                reason=str(SuppressionReason.ERASED),
                shown=None,
                added_by=who,
                added_at=at,
            )

    def _people_of(self, reading: Reading, hashes: set[str]) -> set[int]:
        """Whoever has a key of one of these hashes: every key is hashed, a page at a time."""
        salt, found = self._journal.salt, set[int]()
        for kind in _IDENTIFYING:
            value = ""
            while rows := reading.query("keys_after", kind=kind, value=value, limit=PAGE):
                found.update(row["person_id"] for row in rows
                             if address_hash(f"{kind}:{row['value']}", salt) in hashes)  # fmt: skip
                value = rows[-1]["value"]
        last = 0
        while rows := reading.query("addresses_after", id=last, limit=PAGE):
            for row in rows:
                if address_hash(f"email:{row['address_key']}", salt) in hashes:
                    found.add(row["id"])
            last = rows[-1]["id"]
        return found

    def _texts_of(self, reading: Reading, hashes: set[str]) -> set[str]:
        """Addresses and profile numbers of these hashes in what nobody was made of yet."""
        salt, found = self._journal.salt, set[str]()
        for row in reading.query("texts_that_may_name"):
            for text in set(_ADDRESS.findall(row["text"])):
                read = read_email(text)
                if read is not None and address_hash(f"email:{read.key}", salt) in hashes:
                    found |= {text, read.key}
            if (
                row["profile_id"]
                and address_hash(f"rocketreach:{row['profile_id']}", salt) in hashes
            ):
                found.add(row["profile_id"])
        return found


@dataclass(frozen=True, slots=True)
class _Person:
    """The rows of one or several people, and the texts by which they are named elsewhere."""

    people: tuple[int, ...]
    prospects: tuple[int, ...]
    messages: tuple[int, ...]
    keys: frozenset[str]
    """``kind:value``, as they are hashed."""
    addresses: frozenset[str]
    identifiers: frozenset[str]
    """What names this person and nobody else: addresses, profiles, profile numbers."""
    names: frozenset[tuple[str, str]]
    """Name and company: others may bear the name alone."""

    @classmethod
    def of(cls, reading: Reading, people: Collection[int], named: Collection[str]) -> _Person:
        joined = reading.query("joined_to_people", people=_json(people))
        ids = _json({*people, *(row["id"] for row in joined)})
        rows = reading.query("people_listed", people=ids)
        prospects = [row["id"] for row in reading.query("prospects_of_people", people=ids)]
        messages = reading.query("messages_of_people", people=ids, prospects=_json(prospects))
        keys = reading.query("keys_of_people", people=ids)
        addresses = {text.lower() for text in named}
        for row in reading.query("addresses_of_people", people=ids):
            addresses |= {text.lower() for text in row.values() if text}
        profiles = {row["value"].lower() for row in keys if row["kind"] != "email"}
        profiles |= {row["linkedin_url"].lower() for row in rows if row["linkedin_url"]}
        emails = {f"email:{row['address_key']}" for row in rows if row["address_key"]}
        return cls(
            tuple(row["id"] for row in rows),
            tuple(prospects),
            tuple(row["id"] for row in messages),
            frozenset({f"{row['kind']}:{row['value']}" for row in keys} | emails),
            frozenset(addresses),
            frozenset(addresses | profiles | {row["value"] for row in keys
                                              if row["kind"] == "email"}),
            frozenset(
                (f"{row['first_name']} {row['last_name']}".lower(), (row["company"] or "").lower())
                for row in rows if row["first_name"] and row["last_name"]
            ),
        )  # fmt: skip

    def again(self, reading: Reading) -> _Person:
        """As things stand in this transaction."""
        found = _Person.of(reading, self.people, self.addresses)
        return replace(found, identifiers=found.identifiers | self.identifiers)

    def is_named_in(self, text: str) -> bool:
        """By something that is theirs alone, and not part of a longer word."""
        text = text.lower()
        return any(
            re.search(rf"(?<![\w.+-]){re.escape(each)}(?![\w-]|\.\w)", text)
            for each in self.identifiers
            if each in text
        )

    def is_candidate(self, item: object) -> bool:
        text = json.dumps(item, ensure_ascii=False).lower()
        return self.is_named_in(text) or any(
            name in text and company and company in text for name, company in self.names
        )

    @property
    def needles(self) -> frozenset[str]:
        """Of all texts; where too much may be taken out but not too little."""
        texts = self.identifiers | {name for name, _ in self.names}
        # SQLite folds the case of ASCII alone.
        return frozenset(texts | {_ascii_lower(text) for text in texts})

    def refuse_while_sending(self, reading: Reading) -> None:
        for row in reading.query("messages_of_people", people=_json(self.people),
                                 prospects=_json(self.prospects)):  # fmt: skip
            if row["stage"] == MessageStage.SENDING:
                raise Conflict(
                    "A mail to this person is being sent at this moment.",
                    record=f"message {row['id']}",
                    fix="Try again in a minute.",
                )

    @property
    def in_events(self) -> dict[str, str]:
        return {"needles": _json(self.identifiers), "messages": _json(self.messages),
                "prospects": _json(self.prospects)}  # fmt: skip

    @property
    def in_audit(self) -> dict[str, str]:
        return {**self.in_events, "needles": _json(self.needles), "people": _json(self.people)}


def _end(work: UnitOfWork, person: _Person, *, who: str) -> None:
    for prospect_id in person.prospects:
        cancel_open_messages(work, prospect_id, who=who, why="erased")
        stage = work.get("prospects", prospect_id)["stage"]
        if stage != ProspectStage.ERASED:
            work.move(Entity.PROSPECT, prospect_id, expected=stage, to=ProspectStage.ERASED,
                      who=who, why="erased")  # fmt: skip
    for message_id in person.messages:
        if work.get("messages", message_id)["stage"] == MessageStage.UNCERTAIN:
            # Nobody can look for it any more.
            work.move(Entity.MESSAGE, message_id, expected=MessageStage.UNCERTAIN,
                      to=MessageStage.FAILED, who=who, why="erased")  # fmt: skip


def _take_out(work: UnitOfWork, person: _Person, raw: list[int], at: str) -> None:
    people, prospects = _json(person.people), _json(person.prospects)
    messages, needles = _json(person.messages), _json(person.needles)
    identifiers = _json(person.identifiers)
    work.run("erase_raw_events", ids=_json(raw), needles=identifiers, at=at)
    work.run("erase_events", messages=messages, prospects=prospects, ids=_json(raw))
    work.run("erase_replies", messages=messages, prospects=prospects, ids=_json(raw))
    for name in ("erase_messages", "erase_approvals", "erase_attempts"):
        work.run(name, messages=messages)
    for name in ("erase_prospects", "erase_meetings", "erase_holds", "erase_conversations"):
        work.run(name, prospects=prospects)
    for row in work.query("assessments_of_prospects", prospects=prospects):
        work.run("erase_assessment", id=row["id"], criteria=_without_words(row["criteria"]))
    for name in ("erase_keys", "erase_blocks", "erase_duplicates"):
        work.run(name, people=people)
    for row in work.query("lookups_naming", needles=needles):
        if person.is_named_in(row["text"]) or person.is_candidate(json.loads(row["candidate"])):
            forget_lookup(work, row, at)
    for row in work.query("search_pages_naming", needles=needles):
        items = json.loads(row["candidates"])
        kept = [item for item in items if not person.is_candidate(item)]
        work.run(
            "replace_candidates",
            campaign_id=row["campaign_id"],
            plan_sha256=row["plan_sha256"],
            start=row["start"],
            candidates=json.dumps(kept, ensure_ascii=False),
        )
    work.run("erase_runs", needles=needles)
    work.run("erase_companies", needles=needles)
    work.run("erase_people", people=people, at=at)


def forget_lookup(work: UnitOfWork, row: Row, at: str) -> None:
    """Keep what a lookup cost, and of whom it was no more."""
    work.run(
        "erase_lookup",
        source=row["source"],
        profile_id=row["profile_id"],
        reveal=row["reveal"],
        hash=f"erased:{secrets.token_hex(8)}",
        at=at,
    )


def _without_words(criteria: str) -> str:
    """Points and maxima stay; reasons and quotes go."""
    document = json.loads(criteria)
    for each in document.values():
        if isinstance(each, dict):
            each.update({"reason": "", "evidence": []})
    return json.dumps(document)


def _ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def _json(items: Collection[object]) -> str:
    return json.dumps(sorted(items, key=str), ensure_ascii=False)


__all__ = ["ERASED_ADDRESS", "Erased", "Erasing", "forget_lookup"]

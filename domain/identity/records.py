"""A record as it is compared, and what is read from it once."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Literal

from domain.facts import ProspectFacts
from domain.identity import given_names, surnames
from domain.identity.companies import Employer, read_employer
from domain.identity.emails import EmailAddress, read_email
from domain.identity.linkedin import linkedin_key
from domain.identity.local_parts import first_name_in, last_name_in, name_in
from domain.identity.names import PersonName, read_name

KeyKind = Literal[
    "email", "linkedin", "rocketreach", "full_name_at", "name_at", "name_near", "phone_name"
]


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """What identity is judged by. Every field as it was found; ``None`` is unknown."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    linkedin_url: str | None = None
    rocketreach_id: str | None = None
    company: str | None = None
    company_domain: str | None = None
    phone: str | None = None
    title: str | None = None
    city: str | None = None
    country: str | None = None

    @classmethod
    def from_facts(
        cls, facts: ProspectFacts, rocketreach_id: str | int | None = None
    ) -> IdentityRecord:
        """The record of a prospect's facts; the RocketReach id is not one of them."""
        return cls(
            first_name=facts.first_name,
            last_name=facts.last_name,
            email=facts.email,
            linkedin_url=facts.linkedin_url,
            rocketreach_id=None if rocketreach_id is None else str(rocketreach_id),
            company=facts.company,
            company_domain=facts.company_domain,
            phone=facts.phone,
            title=facts.title,
            city=facts.city,
            country=facts.country,
        )

    def filled_from(self, other: IdentityRecord) -> IdentityRecord:
        """Self, with what is unknown here taken from ``other``; a full first name for an initial.

        Without the second, ``C. Martin`` would go on to be Claire and Claude at once.
        """
        changes = {
            each.name: getattr(other, each.name)
            for each in fields(self)
            if not getattr(self, each.name) and getattr(other, each.name)
        }
        mine = read_name(self.first_name, self.last_name)
        if mine.first and mine.last:
            # One field may hold the whole name: the other is then not unknown.
            changes.pop("first_name", None)
            changes.pop("last_name", None)
        theirs = read_name(other.first_name, other.last_name)
        if (
            mine.first_is_initial
            and not theirs.first_is_initial
            and given_names.words_agree(mine.first, theirs.first) == given_names.INITIAL
            and surnames.words_agree(mine.last, theirs.last) >= surnames.ONE_OF_TWO
        ):
            changes["first_name"] = other.first_name
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class IdentityKey:
    """Something under which a person is found again."""

    kind: KeyKind
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A record, read: every field in the form in which it is compared."""

    name: PersonName
    email: EmailAddress | None
    linkedin: str | None
    rocketreach: str | None
    employer: Employer

    @property
    def personal_email(self) -> EmailAddress | None:
        """The address, if it may stand for one person."""
        return self.email if self.email is not None and self.email.personal else None


@lru_cache(maxsize=32_768)
def read_record(record: IdentityRecord) -> Reading:
    """Read a record; its address fills in what its name and employer leave out."""
    email = read_email(record.email)
    name = read_name(record.first_name, record.last_name)
    domain = record.company_domain
    if email is not None and email.personal:
        name = _completed(name, email)
    if not domain and email is not None and not (email.free_provider or email.disposable):
        domain = email.domain
    identifier = (record.rocketreach_id or "").strip()
    return Reading(
        name=name,
        email=email,
        linkedin=linkedin_key(record.linkedin_url),
        rocketreach=identifier or None,
        employer=read_employer(record.company, domain),
    )


def _completed(name: PersonName, email: EmailAddress) -> PersonName:
    """``C. Martin`` at claire.martin@ is Claire Martin, and so is ``Claire`` alone."""
    if name.empty:
        return (None if email.free_provider else name_in(email.local)) or name
    if not name.last:
        last = last_name_in(email.local, name.first)
        return PersonName(name.first, last, name.generation) if last else name
    if name.first and not name.first_is_initial:
        return name
    spelled = first_name_in(email.local, name)
    if spelled is None or (name.first and name.first[0][0] != spelled[0][0]):
        return name
    return PersonName(spelled, name.last, name.generation)

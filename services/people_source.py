"""Where people are found: the protocol that RocketReach (or another source) satisfies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from domain.campaign import Reveal
from domain.facts import ProspectFacts
from domain.search import SearchPlan


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of a search: nothing revealed yet, nothing paid beyond the page."""

    profile_id: str
    name: str | None
    title: str | None
    company: str | None
    company_domain: str | None
    linkedin_url: str | None
    city: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    candidates: tuple[Candidate, ...]
    next_start: int | None
    """``start`` of the page after this one; ``None`` on the last."""
    total: int
    credits: int
    """What this page cost (0 on the classic family, 1 on Universal)."""


class LookupState(StrEnum):
    PENDING = "pending"
    COMPLETE = "complete"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One answer about one profile. ``facts`` and ``raw`` are there once complete."""

    profile_id: str
    state: LookupState
    facts: ProspectFacts | None = None
    raw: dict[str, Any] | None = None
    reason: str | None = None
    """Why it failed, in the vendor's words."""
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class CreditAccount:
    allocated: int | None
    """``None``: unlimited."""
    used: int
    remaining: int | None


class PeopleSource(Protocol):
    """Raises the errors of ``errors.py``; a failure is never an empty page."""

    name: str

    def search(self, plan: SearchPlan, *, start: int, page_size: int) -> SearchPage: ...

    def look_up(self, profile_id: str, reveal: Reveal) -> Lookup:
        """Ask for one person. Usually ``pending``: the answer is fetched with ``poll``."""
        ...

    def poll(self, profile_ids: list[str], reveal: Reveal) -> list[Lookup]:
        """The state of lookups asked earlier, at most 100 at a time. Free of credits.

        ``reveal`` is what was asked for: another process may have asked, and a profile
        alone does not say it.
        """
        ...

    def company(self, domain: str) -> ProspectFacts | None:
        """A company's facts (company fields only); ``None`` when it is not known there."""
        ...

    def credits(self) -> CreditAccount: ...

    def lookup_price(self, reveal: Reveal) -> int:
        """Credits that one person lookup may cost at most."""
        ...

"""RocketReach over HTTP: the :class:`services.people_source.PeopleSource` of real accounts.

What costs credits is never repeated unless the vendor cannot have seen it: a Universal
search page, a person lookup and a company lookup. Reading the state of lookups, the
account and a classic search are free and are retried.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import httpx

import errors
from domain.campaign import Reveal
from domain.facts import ProspectFacts
from domain.search import SearchPlan
from services.people_source import (
    Candidate,
    CreditAccount,
    Lookup,
    LookupState,
    SearchPage,
)
from tools.http import DEFAULT_TIMEOUT, VendorHttp
from tools.rocketreach.accounts import credit_account
from tools.rocketreach.companies import company_facts
from tools.rocketreach.facets import facets
from tools.rocketreach.families import CLASSIC, FAMILIES, UNIVERSAL, Family, FamilyName
from tools.rocketreach.people import SOURCE, candidate_of, lookup_of

log = logging.getLogger(__name__)

BASE_URL = "https://api.rocketreach.co/api/v2"
LAST_RESULT = 10_000
"""The vendor serves no result beyond this one, however many it counts."""
LARGEST_PAGE = 100
MOST_POLLED = 100

_Answer = TypeVar("_Answer")


class WrongFamily(errors.KeyRefused):
    """The account answers on the other family of endpoints."""


class RocketReach:
    """One account. ``family="auto"`` finds out once which endpoints it answers on.

    ``clock`` gives aware UTC; ``sleep`` and ``transport`` are injected by tests. Raises the
    errors of :mod:`tools.http`; a body that lacks what is needed is
    :class:`errors.VendorFailed`, never an empty result.
    """

    name = SOURCE

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str = BASE_URL,
        family: FamilyName | Literal["auto"] = "auto",
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if not api_key.strip():
            raise errors.Misconfigured(
                "RocketReach has no key", fix="set ROCKETREACH_API_KEY, or run with --sandbox"
            )
        self._family: Family | None = None if family == "auto" else FAMILIES[family]
        self._may_change = family == "auto"
        self._asked: dict[str, Reveal] = {}
        """What pending lookups may reveal: a profile alone does not say it."""
        self._clock = clock
        self._http = VendorHttp(
            vendor=SOURCE,
            base_url=base_url,
            headers={"Api-Key": api_key.strip()},
            timeout=timeout,
            transport=transport,
            sleep=sleep,
            clock=clock,
            classify=_classify,
        )

    def close(self) -> None:
        self._http.close()

    def search(self, plan: SearchPlan, *, start: int, page_size: int) -> SearchPage:
        """One page from ``start`` (1-based). Suppressed people are left out of it."""
        query = facets(plan)
        if not query:
            raise errors.InvalidInput("the search plan names nothing to search for")
        if not 1 <= start <= LAST_RESULT or page_size < 1:
            raise errors.InvalidInput(
                f"a search starts between 1 and {LAST_RESULT:,}, not at {start}",
                fix="narrow the search: the vendor serves no result beyond that",
            )
        size = min(page_size, LARGEST_PAGE, LAST_RESULT - start + 1)
        body = {"query": query, "start": start, "page_size": size, "order_by": "relevance"}

        def ask(family: Family) -> SearchPage:
            response = self._http.send(
                "POST",
                family.search,
                json=body,
                retry=True if family.search_price == 0 else "unseen",
            )
            answer = self._http.read_json(response)
            return _page(answer, start=start, asked=size, credits=family.search_price)

        return self._on_my_family(ask)

    def look_up(self, profile_id: str, reveal: Reveal) -> Lookup:
        """Ask, and pay, for one person. An unknown profile is a failed lookup."""
        if not (reveal.professional_email or reveal.personal_email or reveal.phone):
            raise errors.InvalidInput(
                "a lookup must reveal an e-mail address or a phone number",
                record=profile_id,
                fix="set at least one under prospecting.reveal of the campaign",
            )

        def ask(family: Family) -> Lookup:
            params = {
                "id": profile_id,
                "return_cached_emails": False,
                **family.reveal_params(reveal),
            }
            try:
                response = self._http.send("GET", family.lookup, params=params, retry="unseen")
            except errors.VendorNotFound as error:
                return Lookup(profile_id, LookupState.FAILED, reason=error.message)
            profile = self._object(response, "id")
            request_id = response.headers.get("RR-Request-ID")
            return lookup_of(profile_id, profile, reveal, request_id)

        lookup = self._on_my_family(ask)
        if lookup.state is LookupState.PENDING:
            self._asked[profile_id] = reveal
        return lookup

    def poll(self, profile_ids: list[str], reveal: Reveal | None = None) -> list[Lookup]:
        """The state of each, in the order asked; one that the answer omits is still pending.

        ``reveal`` says which kinds of address may be taken from a complete profile; without
        it, what ``look_up`` was asked for in this process, else professional addresses.
        """
        if len(profile_ids) > MOST_POLLED:
            raise errors.InvalidInput(
                f"{len(profile_ids)} lookups were polled at once", fix=f"at most {MOST_POLLED}"
            )
        if not profile_ids:
            return []

        def ask(family: Family) -> list[Lookup]:
            response = self._http.get(family.status, [("ids", one) for one in profile_ids])
            answer = self._http.read_json(response)
            profiles = _rows(answer, "profiles")
            request_id = response.headers.get("RR-Request-ID")
            known = {str(profile["id"]): profile for profile in profiles if "id" in profile}
            if profiles and not known:
                raise _lacking("an id", "GET " + family.status)
            return [
                lookup_of(one, known.get(one, {}), reveal or self._reveal_of(one), request_id)
                for one in profile_ids
            ]

        lookups = self._on_my_family(ask)
        for lookup in lookups:
            if lookup.state is not LookupState.PENDING:
                self._asked.pop(lookup.profile_id, None)
        return lookups

    def company(self, domain: str) -> ProspectFacts | None:
        """A firm by its domain; one credit on Universal. ``None``: not known there."""

        def ask(family: Family) -> ProspectFacts | None:
            try:
                response = self._http.send(
                    "GET", family.company, params={"domain": domain}, retry="unseen"
                )
            except errors.VendorNotFound:
                return None
            body = self._object(response, "name")
            return company_facts(body, self._clock().date())

        return self._on_my_family(ask)

    def credits(self) -> CreditAccount:
        def ask(family: Family) -> CreditAccount:
            account = credit_account(self._object(self._http.get(family.account), "credit_usage"))
            if account is None:
                raise _lacking("a figure of lookup credits", "GET " + family.account)
            return account

        return self._on_my_family(ask)

    def lookup_price(self, reveal: Reveal) -> int:
        """The Universal price, which is the higher one, until the family is known."""
        return (self._family or UNIVERSAL).lookup_price(reveal)

    def _reveal_of(self, profile_id: str) -> Reveal:
        return self._asked.get(profile_id, Reveal())

    def _on_my_family(self, ask: Callable[[Family], _Answer]) -> _Answer:
        """Ask on the account's family; with ``auto``, the vendor's 403 tells which one."""
        family = self._family or CLASSIC
        try:
            answer = ask(family)
        except WrongFamily as error:
            if not self._may_change:
                raise
            other = UNIVERSAL if family is CLASSIC else CLASSIC
            log.info("RocketReach answers on its %s endpoints: %s", other.name, error.message)
            try:
                answer = ask(other)
            except WrongFamily as both:
                raise errors.KeyRefused(
                    "RocketReach refuses both families of endpoints for this key",
                    fix="ask RocketReach what the plan of this account includes",
                ) from both
            family = other
        self._family = family
        return answer

    def _object(self, response: httpx.Response, needed: str) -> dict[str, Any]:
        body = self._http.read_json(response)
        if not isinstance(body, dict) or body.get(needed) is None:
            raise _lacking(f"{needed!r}", f"{response.request.method} {response.request.url.path}")
        return body


def _page(answer: Any, *, start: int, asked: int, credits: int) -> SearchPage:
    """The envelope or the bare array; both are seen."""
    rows = _rows(answer, "profiles")
    candidates = tuple(_candidates(rows))
    pagination = answer.get("pagination") if isinstance(answer, dict) else None
    pagination = pagination if isinstance(pagination, dict) else {}
    after = start + len(rows)
    total = pagination.get("total")
    if isinstance(total, int):
        more = bool(rows) and after <= total
    else:
        total = after - 1
        more = bool(pagination.get("next")) or len(rows) >= asked
    told = pagination.get("next")
    next_start = told if isinstance(told, int) and told > start else after
    more = more and bool(rows) and next_start <= LAST_RESULT
    return SearchPage(
        candidates=candidates,
        next_start=next_start if more else None,
        total=total,
        credits=credits,
    )


def _candidates(rows: Sequence[dict[str, Any]]) -> list[Candidate]:
    candidates = [candidate for row in rows if (candidate := candidate_of(row)) is not None]
    if rows and not any("id" in row for row in rows):
        raise _lacking("an id in any row", "the search")
    return candidates


def _rows(answer: Any, key: str) -> list[dict[str, Any]]:
    rows = answer.get(key) if isinstance(answer, dict) else answer
    if not isinstance(rows, list):
        raise _lacking(f"a list of {key}", "the answer")
    return [row for row in rows if isinstance(row, dict)]


def _lacking(what: str, where: str) -> errors.VendorFailed:
    return errors.VendorFailed(f"RocketReach answered without {what}", record=where)


def _classify(response: httpx.Response, reason: str) -> errors.RendezvousError | None:
    """What only RocketReach says: a wrong family, no credits, and a 404 that is its own."""
    lowered = reason.lower()
    if response.status_code == 403 and "universal credit" in lowered:
        return WrongFamily(
            f"RocketReach answers this account on its other endpoints (403: {reason})",
            fix="set ROCKETREACH_FAMILY to classic, universal or auto",
        )
    if response.status_code == 404 and not _is_json_object(response):
        return errors.Misconfigured(
            f"RocketReach has no such path (404: {reason})",
            record=response.request.url.path,
            fix="check ROCKETREACH_BASE_URL",
        )
    return None


def _is_json_object(response: httpx.Response) -> bool:
    try:
        return isinstance(response.json(), dict)
    except (ValueError, RecursionError):
        return False

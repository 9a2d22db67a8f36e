"""Prospecting: search, look up within the budget, tell people apart, enrich, rank.

The crew's agent chooses the plan and calls its tool; the tool calls ``gather``
here. Everything paid goes through the ledger, so a run killed anywhere is taken
up where it stood.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from domain.campaign import Prospecting as ProspectingSettings
from domain.facts import ProspectFacts
from domain.identity.companies import domain_key
from domain.instants import to_text
from domain.pacing import day_bounds, day_of
from domain.priority import priority
from domain.search import SearchPlan
from domain.stages import Entity, ProspectStage
from errors import BudgetExceeded, ErasedPerson, NotFound, RendezvousError
from services.campaigns import Campaign, require_running
from services.clock import Clock
from services.crew_protocols import SearchPlanner
from services.erasing import forget_lookup
from services.lookup_ledger import LookupLedger, plan_sha256
from services.people import enrich, facts_from_json, facts_to_json, register
from services.people_source import Candidate, Lookup, LookupState, PeopleSource
from services.runs import Progress
from services.unit_of_work import Row, Store, UnitOfWork
from services.website_reader import WebsiteReader, WebsiteReading

log = logging.getLogger(__name__)

PAGE_SIZE = 100
SITES_AT_ONCE = 8
CHUNK = 25
"""Lookups under way together; also how many an interruption can leave open."""
POLL_INTERVAL_S = 3.0
MOST_POLLED = 100
POLLS = 40
"""Two minutes of patience; what is still open then is fetched by the next run."""
WHO = "prospector"


class Prospecting:
    def __init__(
        self,
        store: Store,
        source: PeopleSource,
        websites: WebsiteReader,
        planner: SearchPlanner,
        clock: Clock,
        sleep: Callable[[float], None],
    ) -> None:
        self._store = store
        self._source = source
        self._websites = websites
        self._planner = planner
        self._clock = clock
        self._sleep = sleep

    def run(self, campaign_id: int, progress: Progress) -> Mapping[str, Any]:
        """One day's prospecting of one campaign; how many were found and what it cost."""
        with self._store.read() as reading:
            campaign = require_running(reading, campaign_id)
        settings = campaign.spec.prospecting
        ledger = LookupLedger(
            self._store,
            source=self._source.name,
            campaign_id=campaign_id,
            reveal=settings.reveal,
        )
        gathering = _Gathering(
            self._store, self._source, ledger, campaign, self._clock, self._sleep, progress
        )
        gathering.take_up()
        plan: SearchPlan | None = None
        budget: str | None = None
        if gathering.wanted() > 0:
            try:
                plan = self._planner.prospect(campaign.spec.criteria, gathering.gather).plan
            except BudgetExceeded as error:
                # A limit that a person set ends the search, not the work on what it found.
                budget = str(error)
        enriched = 0
        try:
            enriched = self._enrich_found(campaign, progress)
        except BudgetExceeded as error:
            budget = str(error)
        return {
            "found": gathering.found,
            "duplicates": gathering.duplicates,
            "lookups": gathering.lookups,
            "enriched": enriched,
            "exhausted": gathering.exhausted,
            "budget": budget,
            "plan": plan.model_dump() if plan else None,
        }

    # -- enrichment --------------------------------------------------------------

    def _enrich_found(self, campaign: Campaign, progress: Progress) -> int:
        enriched = 0
        while rows := self._to_enrich(campaign.id):
            self._learn({domain for row in rows if (domain := _domain_of(row))})
            for row in rows:
                company = self._company_facts(_domain_of(row))
                with self._store.begin() as work:
                    _enrich_one(work, campaign, row, company)
                enriched += 1
                progress.advance(done=progress.done + 1)
        return enriched

    def _to_enrich(self, campaign_id: int) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("prospects_to_enrich", campaign_id=campaign_id, limit=CHUNK))

    def _company_facts(self, domain: str | None) -> ProspectFacts:
        with self._store.read() as reading:
            row = reading.one("company", domain=domain) if domain else None
        return facts_from_json(row["facts"]) if row else ProspectFacts()

    def _learn(self, domains: set[str]) -> None:
        """Ask the source and the companies' own sites, once a company.

        The sites are read side by side, since a slow one takes many seconds. The
        source's outage is raised: what it did not say must not pass for unknown.
        """
        with self._store.read() as reading:
            new = [d for d in sorted(domains) if reading.one("company", domain=d) is None]
        with ThreadPoolExecutor(max_workers=SITES_AT_ONCE) as pool:
            sites = {domain: pool.submit(self._website_facts, domain) for domain in new}
            for domain in new:
                try:
                    facts = self._source.company(domain) or ProspectFacts()
                except NotFound:
                    facts = ProspectFacts()
                website, failure = sites[domain].result()
                with self._store.begin() as work:
                    work.upsert(
                        "companies",
                        domain=domain,
                        facts=facts_to_json(facts.filled_from(website)),
                        failure=failure,
                        fetched_at=to_text(self._clock.now()),
                    )

    def _website_facts(self, domain: str) -> tuple[ProspectFacts, str | None]:
        try:
            return _facts_of_site(self._websites.read(domain)), None
        except RendezvousError as error:
            # A site that is down or refuses is a gap in what we know, not in the run.
            return ProspectFacts(), str(error)


class _Gathering:
    """One run's paging and looking up, within the day's quota and the run's credits."""

    def __init__(
        self,
        store: Store,
        source: PeopleSource,
        ledger: LookupLedger,
        campaign: Campaign,
        clock: Clock,
        sleep: Callable[[float], None],
        progress: Progress,
    ) -> None:
        self._store = store
        self._source = source
        self._ledger = ledger
        self._campaign = campaign
        self._clock = clock
        self._sleep = sleep
        self._progress = progress
        self._settings: ProspectingSettings = campaign.spec.prospecting
        self._spent = 0
        self._price = source.lookup_price(self._settings.reveal)
        self.found = 0
        self.duplicates = 0
        self.lookups = 0
        self.exhausted = False

    def take_up(self) -> None:
        """Finish what an earlier run asked for and did not live to store."""
        self._await(self._ledger.open())
        self._take()

    def wanted(self) -> int:
        """How many more people this run may ask for.

        What was asked and is still open may all become prospects: it is not asked for
        a second time in other people, who would be paid for beyond what is wanted.
        """
        now = self._clock.now()
        zone = self._campaign.spec.time_zone
        today = day_of(now, zone)
        since, until = day_bounds(today, zone)
        with self._store.read() as reading:
            figures = reading.one(
                "prospecting_figures",
                campaign_id=self._campaign.id,
                since=to_text(since),
                until=to_text(until),
                day=today.isoformat(),
            )
        assert figures is not None
        free = min(
            self._settings.per_day - int(figures["found_today"]),
            self._settings.target - int(figures["found"]),
        )
        return free - len(self._ledger.open())

    def gather(self, plan: SearchPlan) -> str:
        """What the Prospector's tool does with the agent's plan; a summary in JSON."""
        candidates = self._candidates(plan)
        while (wanted := self.wanted()) > 0:
            chunk: list[str] = []
            over_budget: BudgetExceeded | None = None
            for candidate in candidates:
                if over_budget := self._over_budget():
                    break  # what is intended already is still asked for
                if self._ledger.intend(candidate, credits=self._price, day=self._today()):
                    self._spent += self._price
                    chunk.append(candidate.profile_id)
                if len(chunk) >= min(CHUNK, wanted):
                    break
            self._await([(profile_id, "intent") for profile_id in chunk])
            self._take()
            if over_budget is not None:
                raise over_budget
            if not chunk:
                self.exhausted = True
                break
            self._progress.advance(done=self.found, total=self.found + max(self.wanted(), 0))
        return json.dumps(
            {"found": self.found, "duplicates": self.duplicates, "lookups": self.lookups}
        )

    def _today(self) -> date:
        return day_of(self._clock.now(), self._campaign.spec.time_zone)

    def _over_budget(self) -> BudgetExceeded | None:
        if self._spent + self._price <= self._settings.credits_per_run:
            return None
        return BudgetExceeded(
            f"The run's {self._settings.credits_per_run} credits are used up.",
            record=f"campaign {self._campaign.id}",
            fix="It goes on at the next run; or raise prospecting.credits_per_run.",
        )

    def _candidates(self, plan: SearchPlan) -> Iterator[Candidate]:
        """Candidates not looked up yet, page after page; each page is paid for once."""
        key = plan_sha256(plan)
        start: int | None = 1
        while start is not None:
            page = self._ledger.page(key, start)
            if page is None:
                page = self._source.search(plan, start=start, page_size=PAGE_SIZE)
                self._spent += page.credits
                page = self._ledger.keep_page(
                    key, start, page, day=self._today(), at=to_text(self._clock.now())
                )
            for candidate in page.candidates:
                if not self._ledger.is_known(candidate.profile_id):
                    yield candidate
            start = page.next_start

    def _await(self, open_lookups: list[tuple[str, str]]) -> None:
        """Bring every open lookup to its end, or leave it open for the next run."""
        pending: list[str] = []
        for profile_id, state in open_lookups:
            # Between two lookups a pause costs nothing more: what is intended is asked later.
            self._progress.listen()
            if state == "asked" or self._keep(self._ask(profile_id)):
                pending.append(profile_id)
        for _ in range(POLLS):
            if not pending:
                return
            self._sleep(POLL_INTERVAL_S)
            polled, others = pending[:MOST_POLLED], pending[MOST_POLLED:]
            lookups = self._source.poll(polled, self._settings.reveal)
            answers = {lookup.profile_id: lookup for lookup in lookups}
            # Those that had to wait come first next time: a slow hundred holds up nobody.
            pending = others + [
                profile_id
                for profile_id in polled
                if profile_id not in answers or self._keep(answers[profile_id])
            ]

    def _ask(self, profile_id: str) -> Lookup:
        self.lookups += 1
        try:
            # A profile that was paid for is free to ask again, so an intent that a
            # kill left behind is simply asked (vendor-apis, RocketReach prices).
            return self._source.look_up(profile_id, self._settings.reveal)
        except NotFound as error:
            return Lookup(profile_id, LookupState.FAILED, reason=error.message)

    def _keep(self, lookup: Lookup) -> bool:
        """Store an answer; whether it is still pending."""
        self._ledger.record(lookup)
        return lookup.state is LookupState.PENDING

    def _take(self) -> None:
        """Turn complete lookups into prospects, each in one transaction."""
        for row in self._ledger.complete():
            with self._store.begin() as work:
                taken = work.run(
                    "take_lookup",
                    source=row["source"],
                    profile_id=row["profile_id"],
                    reveal=row["reveal"],
                    at=to_text(self._clock.now()),
                )
                if not taken:
                    continue
                try:
                    outcome = add_prospect(
                        work,
                        self._campaign,
                        facts_from_json(row["facts"]),
                        origin="prospecting",
                        reference=row["profile_id"],
                        rocketreach_id=row["profile_id"],
                        at=to_text(self._clock.now()),
                    )
                except ErasedPerson:  # under a profile that was not known then
                    forget_lookup(work, row, to_text(self._clock.now()))
                    continue
            if outcome.is_new:
                self.found += 1
            else:
                self.duplicates += 1


class Added:
    __slots__ = ("is_new", "prospect_id", "reason")

    def __init__(self, prospect_id: int | None, is_new: bool, reason: str) -> None:
        self.prospect_id = prospect_id
        self.is_new = is_new
        self.reason = reason


def add_prospect(
    work: UnitOfWork,
    campaign: Campaign,
    facts: ProspectFacts,
    *,
    origin: str,
    reference: str,
    at: str,
    who: str = WHO,
    rocketreach_id: str | None = None,
) -> Added:
    """Register the person and make a prospect of them, unless they are one already.

    ``prospect_id`` is ``None`` when the person is live in another campaign.
    """
    person = register(work, facts, who=who, rocketreach_id=rocketreach_id)
    row = work.one("prospect_of_person", campaign_id=campaign.id, person_id=person.person_id)
    elsewhere = work.one("live_elsewhere", campaign_id=campaign.id, person_id=person.person_id)
    if row is not None or elsewhere is not None:
        reason = (
            person.reason
            if row is not None
            else f"live in campaign {elsewhere['campaign_id'] if elsewhere else '?'}"
        )
        work.insert_new(
            "duplicates",
            campaign_id=campaign.id,
            person_id=person.person_id,
            origin=origin,
            reference=reference,
            reason=reason,
            created_at=at,
        )
        return Added(row["id"] if row is not None else None, False, reason)
    prospect_id = work.create(
        Entity.PROSPECT,
        who=who,
        why=f"found by {origin}",
        person_id=person.person_id,
        campaign_id=campaign.id,
        origin=origin,
    )
    return Added(prospect_id, True, person.reason)


def _enrich_one(work: UnitOfWork, campaign: Campaign, row: Row, company: ProspectFacts) -> None:
    facts = enrich(work, row["person_id"], company)
    rank = priority(facts, campaign.spec.criteria)
    work.move(
        Entity.PROSPECT,
        row["prospect_id"],
        expected=ProspectStage.FOUND,
        to=ProspectStage.ENRICHED,
        who=WHO,
        why="company facts added" if company != ProspectFacts() else "nothing more is known",
        priority=rank.score,
        priority_reasons=json.dumps(list(rank.reasons), ensure_ascii=False),
    )


def _domain_of(row: Row) -> str | None:
    return domain_key(row["company_domain"]) if row["company_domain"] else None


def _facts_of_site(reading: WebsiteReading) -> ProspectFacts:
    news = " ".join(
        f"{day.isoformat()}: {text}." if day else f"{text}." for day, text in reading.news[:5]
    )
    values = {
        "company_description": reading.description,
        "company_news": news or None,
        "website_updated_at": reading.updated_on.isoformat() if reading.updated_on else None,
    }
    known = {name: value for name, value in values.items() if value}
    return ProspectFacts(**known, sources=dict.fromkeys(known, "company website"))  # type: ignore[arg-type]

"""Records to put into a database, and doubles of what lies outside it."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from configuration import Configuration
from domain.bant import assess
from domain.campaign import (
    CampaignSpec,
    Criteria,
    Hours,
    Legal,
    Offer,
    Qualification,
    Sender,
    Sending,
)
from domain.facts import ProspectFacts
from domain.instants import to_text
from domain.stages import Entity
from domain.template import render
from services.booking import Meetings
from services.calendar import Booking, BookingLink, EventType, Slot
from services.campaigns import Campaigns
from services.clock import SteppedClock
from services.composing import Addresses
from services.crew_protocols import (
    AssessmentRequest,
    DraftedEmail,
    DraftRequest,
    Judgement,
    Provenance,
)
from services.drafting import Drafting
from services.importing import Importing
from services.mailer import DeliveryRecord, OutgoingMail, PostOutcome, PostResult
from services.outbox_journal import Journal
from services.qualification import Qualification as Qualifying
from services.qualification import Verdicts
from services.reconciling import Reconciling
from services.review import Review
from services.runs import Runs
from services.sending import Sending as Outbox
from services.suppressing import Suppressing
from services.tracking import Tracking
from services.unit_of_work import Store, UnitOfWork

CONFIG = Path(__file__).parents[3] / "config"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
PARIS = ZoneInfo("Europe/Paris")


class CountedIds:
    """An ``Ids`` that counts: the same tokens in every run."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._numbers = itertools.count(1)

    def token(self, purpose: str) -> str:
        return f"{self._prefix}{purpose}{next(self._numbers)}"


@dataclass
class ListedMailer:
    """A ``Mailer`` that keeps what is posted and answers what it is told to."""

    answers: list[PostOutcome] = field(default_factory=list)
    """Answers to come, the next one last; without one everything is accepted."""
    accepted: list[tuple[str, str]] = field(default_factory=list)
    """Message token and recipient of what the vendor has taken."""
    posted: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    """What the vendor has taken, or may have."""

    def payload(self, mail: OutgoingMail) -> dict[str, Any]:
        return {"to": mail.to_email, "subject": mail.subject, "text": mail.text}

    def post(self, payload: dict[str, Any], *, message_id: str, attempt_id: str) -> PostResult:
        outcome = self.answers.pop() if self.answers else PostOutcome.ACCEPTED
        self.posted.append((message_id, payload["to"]))
        if outcome in (PostOutcome.ACCEPTED, PostOutcome.UNKNOWN):
            self.left.append((message_id, payload["to"]))
        if outcome is PostOutcome.ACCEPTED:
            self.accepted.append((message_id, payload["to"]))
            return PostResult(outcome, 202, f"vendor-{attempt_id}")
        return PostResult(outcome, None, None, f"answered {outcome}")

    def is_alive(self) -> bool:
        return True

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        return []

    def activity(self, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        return []


class OpenCalendar:
    """A ``Calendar`` with one event type and a free slot every morning."""

    def me(self) -> Any:
        raise NotImplementedError

    def event_types(self) -> list[EventType]:
        return [EventType("type-1", "Demo", "demo", "https://cal.example/demo", 30, True)]

    def free_slots(self, event_type: str, *, since: datetime, until: datetime) -> list[Slot]:
        days = (until - since).days
        mornings = (
            datetime.combine((since + timedelta(days=n)).date(), time(10), PARIS)
            for n in range(1, days)
        )
        return [Slot(at.astimezone(UTC), "https://cal.example/demo") for at in mornings]

    def booking_link(self, event_type: EventType, **asked: Any) -> BookingLink:
        token = asked["tracking"]["utm_content"]
        return BookingLink(f"https://cal.example/d/{token}", True, "share")

    def bookings(self, *, since: datetime, until: datetime) -> list[Booking]:
        return []


class RulesAssessor:
    """An ``Assessor`` that answers with the rules' assessment."""

    def assess(self, request: AssessmentRequest) -> Judgement:
        made = assess(
            request.facts,
            request.rules,
            as_of=request.as_of,
            offer_keywords=request.offer_keywords,
        )
        return Judgement(made, Provenance("rules", "offline", "v1"))


class TemplateWriter:
    """A ``Writer`` that fills the template in."""

    def write(self, request: DraftRequest) -> DraftedEmail:
        mail = render(
            request.template,
            facts=request.facts,
            campaign=request.campaign,
            day=request.day,
            booking_url=request.booking_url,
        )
        return DraftedEmail(mail.subject, mail.text, Provenance("rules", "offline", "v1"))


@dataclass(frozen=True)
class FactsRow:
    line: int
    facts: ProspectFacts


def spec(name: str, *, first_reviewed: int = 0, per_day: int = 50) -> CampaignSpec:
    return CampaignSpec(
        name=name,
        sector="Software",
        language="en",
        criteria=Criteria(titles=("Head of Sales",)),
        offer=Offer(
            product="Rendezvous",
            value_proposition="Rendezvous finds the people who fit and prepares the first mail.",
            call_to_action="Would you have 30 minutes for a demo?",
            keywords=("growth", "hiring"),
        ),
        template="first_mail_en",
        sender=Sender(name="Camille Riviere", email="camille@rendezvous.example"),
        legal=Legal(
            company="Rendezvous SAS",
            postal_address="1 rue de l'Exemple, 75000 Paris",
            privacy_url="https://rendezvous.example/privacy",
        ),
        qualification=Qualification(first_reviewed=first_reviewed),
        sending=Sending(
            per_day=per_day,
            min_gap_minutes=0,
            hours=Hours(
                days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=time(0, 1),
                end=time(23, 59),
            ),
        ),
    )  # fmt: skip


def facts(number: int, *, title: str = "VP Sales", company: str | None = None) -> ProspectFacts:
    """Somebody invented who scores well; ``title`` and ``company`` bend that."""
    firm = company or f"Firm {number}"
    domain = f"{firm.lower().replace(' ', '')}.example"
    return ProspectFacts(
        first_name=f"Alix{_letters(number)}",
        last_name=f"Martel{_letters(number)}",
        title=title,
        email=f"alix.martel{number}@{domain}",
        company=firm,
        company_domain=domain,
        employees="400",
        revenue="60 M€",
        city="Paris",
        country="France",
        company_description="Software with strong growth, hiring everywhere.",
        company_news="Nov 2026: raises 20 M€; opens an office; hiring 40 people.",
        employees_growth_12m="30%",
        open_positions="25",
        last_funding_at="2026-10-20",
        website_updated_at="2026-11-10",
    )


def _letters(number: int) -> str:
    """A name of its own for each number: 0 is ``aa``, 1 ``ab``."""
    return "".join(chr(ord("a") + digit) for digit in divmod(number, 26))


class House:
    """The services over one store, with doubles where the world begins."""

    def __init__(
        self,
        store: Store,
        clock: SteppedClock,
        journal: Journal,
        *,
        mailer: ListedMailer | None = None,
        ids: CountedIds | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.mailer = mailer or ListedMailer()
        configuration = Configuration(CONFIG)
        rules = configuration.bant_rules()
        addresses = Addresses("https://rdv.example", "in.rdv.example")
        ids = ids or CountedIds()
        self.campaigns = Campaigns(store, configuration, rules, clock)
        self.importing = Importing(store, clock)
        self.qualifying = Qualifying(store, RulesAssessor(), rules, "rules-1", clock)
        self.verdicts = Verdicts(store, clock)
        self.drafting = Drafting(
            store, TemplateWriter(), OpenCalendar(), self.mailer, addresses, clock, ids
        )
        self.review = Review(store, self.mailer, addresses, configuration.writing_rules(), clock)
        self.outbox = Outbox(store, self.mailer, journal, clock, ids)
        self.reconciling = Reconciling(store, self.mailer, journal, clock)
        self.suppressing = Suppressing(store, clock)
        self.tracking = Tracking(store, clock)
        self.meetings = Meetings(store, clock)
        self.runs = Runs(store, clock)

    def running_campaign(self, name: str, **settings: Any) -> int:
        campaign_id = self.campaigns.create(spec(name, **settings), who="lead")
        self.campaigns.approve_template(campaign_id, who="lead")
        self.campaigns.launch(campaign_id, who="lead")
        return campaign_id

    def import_people(self, campaign_id: int, people: Iterable[ProspectFacts]) -> list[Any]:
        rows = [FactsRow(line, person) for line, person in enumerate(people, start=2)]
        return list(self.importing.run(campaign_id, rows, who="rep", name="list.csv"))

    def qualify(self, campaign_id: int) -> Any:
        return self.runs.carry_out(
            "qualification",
            campaign_id,
            asked_by="rep",
            job=lambda progress: self.qualifying.run(campaign_id, progress),
        )

    def draft(self, campaign_id: int) -> Any:
        return self.runs.carry_out(
            "outreach",
            campaign_id,
            asked_by="rep",
            job=lambda progress: self.drafting.run(campaign_id, progress),
        )


# -- bare rows, for tests of the database alone ---------------------------------------


def add_campaign(work: UnitOfWork, name: str = "SaaS") -> int:
    return work.create(
        Entity.CAMPAIGN, who="lead", why="created", name=name, spec="{}", threshold=60,
        time_zone="Europe/Paris",
    )  # fmt: skip


def add_person(work: UnitOfWork, email: str = "alix@firm.example") -> int:
    return work.insert("people", first_name="Alix", email=email, address_key=email)


def add_prospect(work: UnitOfWork, campaign_id: int, person_id: int) -> int:
    return work.create(
        Entity.PROSPECT, who="import", why="found by import", campaign_id=campaign_id,
        person_id=person_id, origin="import",
    )  # fmt: skip


def add_message(
    work: UnitOfWork, campaign_id: int, person_id: int, prospect_id: int, token: str, **values: Any
) -> int:
    return work.create(
        Entity.MESSAGE,
        who="meeting_scheduler",
        why="written from the template",
        **{
            "token": token,
            "prospect_id": prospect_id,
            "person_id": person_id,
            "campaign_id": campaign_id,
            "kind": "first",
            "to_email": "alix@firm.example",
            "address_key": "alix@firm.example",
            "sender_email": "camille@rendezvous.example",
            "subject": "A question",
            "body": "Hello",
            "payload": "{}",
            "payload_sha256": hashlib.sha256(b"{}").hexdigest(),
            "booking_url": "https://cal.example/d/1",
            "booking_kind": "share",
            "unsubscribe_token": f"u-{token}",
            "template": "first_mail_en",
            "origin": "rules",
            "model": "offline",
            "prompt_version": "v1",
            **values,
        },
    )


def add_meeting(
    work: UnitOfWork, campaign_id: int, prospect_id: int, message_id: int, invitee: str
) -> int:
    return work.create(
        Entity.MEETING,
        who="booking",
        why="booked by the prospect",
        prospect_id=prospect_id,
        message_id=message_id,
        campaign_id=campaign_id,
        event_uri=f"event-{invitee}",
        invitee_uri=invitee,
        starts_at=to_text(START + timedelta(days=7)),
        ends_at=to_text(START + timedelta(days=7, minutes=30)),
        invitee_email="alix@firm.example",
    )


def walk(work: UnitOfWork, entity: Entity, key: int, *stages: str) -> None:
    """Move a record along ``stages``; the first is where it stands."""
    for current, to in itertools.pairwise(stages):
        work.move(entity, key, expected=current, to=to, who="test", why="on its way")


def day(offset: int) -> date:
    return (START + timedelta(days=offset)).date()

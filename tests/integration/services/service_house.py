"""The services over a real database, with doubles where the world begins."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from configuration import Configuration
from domain.bant import BantRules, assess
from domain.campaign import (
    CampaignSpec,
    Criteria,
    Hours,
    Legal,
    Offer,
    Prospecting,
    Qualification,
    Reveal,
    Sender,
    Sending,
)
from domain.facts import ProspectFacts
from domain.instants import to_text
from domain.stages import Entity
from domain.template import render
from services.calendar import BookingLink, EventType, Slot
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
from services.holds import Holds
from services.importing import Importing
from services.mailer import OutgoingMail, PostOutcome, PostResult
from services.qualification import Qualification as Qualifying
from services.qualification import Verdicts
from services.review import Review
from services.runs import Runs
from services.sending import Sending as Outbox
from services.suppressing import Suppressing
from storage.database import Database
from storage.outbox_journal import FileJournal
from tools.sendgrid.payload import mail_payload

CONFIG = Path(__file__).parents[3] / "config"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
PARIS = ZoneInfo("Europe/Paris")


class CountedIds:
    """An ``Ids`` that counts: the same tokens in every run."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def token(self, purpose: str) -> str:
        return f"{purpose}{next(self._numbers)}"


@dataclass
class PayloadMailer:
    """A ``Mailer`` with SendGrid's real payloads, that accepts whatever is posted."""

    posted: list[dict[str, Any]] = field(default_factory=list)
    fail_for: set[str] = field(default_factory=set)

    def payload(self, mail: OutgoingMail) -> dict[str, Any]:
        if mail.to_email in self.fail_for:
            raise KeyboardInterrupt  # the process is killed here
        return mail_payload(mail)

    def post(self, payload: dict[str, Any], *, message_id: str, attempt_id: str) -> PostResult:
        self.posted.append(payload)
        return PostResult(PostOutcome.ACCEPTED, 202, f"vendor-{attempt_id}")

    def is_alive(self) -> bool:
        return True

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[Any]:
        return []

    def activity(self, *, since: datetime, until: datetime) -> list[Any]:
        return []


@dataclass
class OpenCalendar:
    """A ``Calendar`` with a free slot every morning, unless told otherwise."""

    error: Exception | None = None
    mornings: bool = True
    types: tuple[EventType, ...] = (
        EventType("type-1", "Demo", "demo", "https://cal.example/demo", 30, True),
    )
    links: list[str] = field(default_factory=list)
    link_error: Exception | None = None

    def me(self) -> Any:
        raise NotImplementedError

    def event_types(self) -> list[EventType]:
        if self.error:
            raise self.error
        return list(self.types)

    def free_slots(self, event_type: str, *, since: datetime, until: datetime) -> list[Slot]:
        if not self.mornings:
            return []
        days = (
            datetime.combine((since + timedelta(days=n)).date(), time(10), PARIS)
            for n in range(1, (until - since).days)
        )
        return [Slot(at.astimezone(UTC), "https://cal.example/demo") for at in days]

    def booking_link(self, event_type: EventType, **asked: Any) -> BookingLink:
        if self.link_error:
            raise self.link_error
        token = asked["tracking"]["utm_content"]
        self.links.append(token)
        return BookingLink(f"https://cal.example/d/{token}", True, "share")

    def bookings(self, *, since: datetime, until: datetime) -> list[Any]:
        return []


@dataclass
class RulesAssessor:
    """An ``Assessor`` that answers with the rules' assessment."""

    asked: list[AssessmentRequest] = field(default_factory=list)

    def assess(self, request: AssessmentRequest) -> Judgement:
        self.asked.append(request)
        made = assess(
            request.facts,
            request.rules,
            as_of=request.as_of,
            offer_keywords=request.offer_keywords,
        )
        return Judgement(made, Provenance("rules", "offline", "v1"))


@dataclass
class TemplateWriter:
    """A ``Writer`` that fills the template in."""

    errors: dict[str, Exception] = field(default_factory=dict)
    """By the recipient's address."""
    meanwhile: Any = None
    """Called while the mail is being written: what somebody else does in that time."""

    def write(self, request: DraftRequest) -> DraftedEmail:
        if self.meanwhile:
            self.meanwhile()
        if error := self.errors.get(request.facts.email or ""):
            raise error
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


def spec(
    name: str,
    *,
    language: str = "en",
    first_reviewed: int | None = 0,
    threshold: int | None = 60,
    per_day: int = 50,
    personal_email: bool = False,
    template: str | None = None,
    window: int = 90,
) -> CampaignSpec:
    return CampaignSpec(
        name=name,
        sector="Software",
        language=language,
        criteria=Criteria(titles=("Head of Sales",)),
        offer=Offer(
            product="Rendezvous",
            value_proposition="Rendezvous finds the people who fit and prepares the first mail.",
            call_to_action="Would you have 30 minutes for a demo?",
            keywords=("growth", "hiring"),
        ),
        template=template or f"first_mail_{language}",
        sender=Sender(name="Camille Riviere", email="camille@rendezvous.example"),
        legal=Legal(
            company="Rendezvous SAS",
            postal_address="1 rue de l'Exemple, 75000 Paris",
            privacy_url="https://rendezvous.example/privacy",
        ),
        prospecting=Prospecting(reveal=Reveal(personal_email=personal_email)),
        qualification=Qualification(threshold=threshold, first_reviewed=first_reviewed),
        sending=Sending(
            per_day=per_day,
            min_gap_minutes=0,
            contact_window_days=window,
            hours=Hours(
                days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
                start=time(0, 1),
                end=time(23, 59),
            ),
        ),
    )


def facts(number: int, **bent: str | None) -> ProspectFacts:
    """Somebody invented who scores well; keywords bend that."""
    letters = "".join(chr(ord("a") + digit) for digit in divmod(number, 26))
    values: dict[str, str | None] = {
        "first_name": f"Alix{letters}",
        "last_name": f"Martel{letters}",
        "title": "VP Sales",
        "email": f"alix{letters}.martel{letters}@firm{number}.example",
        "company": f"Firm {number}",
        "company_domain": f"firm{number}.example",
        "employees": "400",
        "revenue": "60 M€",
        "city": "Paris",
        "country": "France",
        "company_description": "Software with strong growth, hiring everywhere.",
        "company_news": "Nov 2026: raises 20 M€; opens an office; hiring 40 people.",
        "employees_growth_12m": "30%",
        "open_positions": "25",
        "last_funding_at": "2026-10-20",
        "website_updated_at": "2026-11-10",
    }
    return ProspectFacts(**{**values, **bent})


MEDIUM: dict[str, str | None] = {
    "title": "Sales Manager",
    "employees": "80",
    "revenue": None,
    "company_news": None,
    "company_description": "Bookkeeping software.",
    "employees_growth_12m": "12%",
    "open_positions": "4",
    "last_funding_at": None,
}
"""Bends somebody to a score in the middle."""
NO_DECISION: dict[str, str | None] = {"title": "Intern"}
"""Bends somebody to a gate."""


class House:
    def __init__(self, folder: Path, migrated: Path) -> None:
        """``migrated`` is an empty database, copied: migrating takes longer than a test."""
        self.clock = SteppedClock(START)
        shutil.copy(migrated, folder / "rendezvous.db")
        self.database = Database(folder / "rendezvous.db", self.clock)
        self.config = folder / "config"
        shutil.copytree(CONFIG, self.config)
        self.configuration = Configuration(self.config)
        self.rules = self.configuration.bant_rules()
        self.mailer = PayloadMailer()
        self.calendar = OpenCalendar()
        self.writer = TemplateWriter()
        self.assessor = RulesAssessor()
        self.in_flight = 1
        self.ids = CountedIds()
        self.addresses = Addresses("https://rdv.example", "in.rdv.example")
        store = self.database
        self.campaigns = Campaigns(store, self.configuration, self.rules, self.clock)
        self.importing = Importing(store, self.clock)
        self.verdicts = Verdicts(store, self.clock)
        self.suppressing = Suppressing(store, self.clock)
        self.holds = Holds(store)
        self.runs = Runs(store, self.clock)
        self.review = self.reviewing(self.addresses)
        self.outbox = Outbox(
            store, self.mailer, FileJournal(folder / "outbox.journal"), self.clock, self.ids
        )

    def reviewing(self, addresses: Addresses) -> Review:
        rules = self.configuration.writing_rules()
        return Review(self.database, self.mailer, addresses, rules, self.clock)

    # -- steps ---------------------------------------------------------------------

    def running_campaign(self, name: str = "SaaS", **settings: Any) -> int:
        campaign_id = self.campaigns.create(spec(name, **settings), who="lead")
        self.campaigns.approve_template(campaign_id, who="lead")
        self.campaigns.launch(campaign_id, who="lead")
        return campaign_id

    def import_people(self, campaign_id: int, *people: ProspectFacts) -> list[Any]:
        rows = [FactsRow(line, person) for line, person in enumerate(people, start=2)]
        return list(self.importing.run(campaign_id, rows, who="rep", name=f"{len(people)}.csv"))

    def qualify(
        self, campaign_id: int, *, rules: BantRules | None = None, version: str = "rules-1"
    ) -> Any:
        qualifying = Qualifying(
            self.database,
            self.assessor,
            rules or self.rules,
            version,
            self.clock,
            in_flight=self.in_flight,
        )
        return self.runs.carry_out(
            "qualification",
            campaign_id,
            asked_by="rep",
            job=lambda progress: qualifying.run(campaign_id, progress),
        )

    def draft(self, campaign_id: int, addresses: Addresses | None = None) -> Any:
        drafting = Drafting(
            self.database,
            self.writer,
            self.calendar,
            self.mailer,
            addresses or self.addresses,
            self.clock,
            self.ids,
            self.configuration,
            in_flight=self.in_flight,
        )
        return self.runs.carry_out(
            "outreach",
            campaign_id,
            asked_by="rep",
            job=lambda progress: drafting.run(campaign_id, progress),
        )

    def qualified(self, *people: ProspectFacts, name: str = "SaaS", **settings: Any) -> int:
        """A running campaign whose ``people`` are assessed."""
        campaign_id = self.running_campaign(name, **settings)
        self.import_people(campaign_id, *people)
        self.qualify(campaign_id)
        return campaign_id

    def drafted(self, *people: ProspectFacts, name: str = "SaaS", **settings: Any) -> int:
        campaign_id = self.qualified(*people, name=name, **settings)
        self.draft(campaign_id)
        return campaign_id

    def send(self, campaign_id: int) -> None:
        """Approve every draft and send what is due."""
        for row in self.review.waiting(campaign_id):
            self.review.approve(row["id"], who="rep")
        self.outbox.run(campaign_id)

    # -- what is there ---------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self.database.connect().execute(sql, values)]

    def one(self, table: str, key: int) -> dict[str, Any]:
        (row,) = self.rows(f"SELECT * FROM {table} WHERE id = ?", key)
        return row

    def stages(self, campaign_id: int) -> list[str]:
        """The prospects' stages, in the order in which they came."""
        return [
            row["stage"]
            for row in self.rows(
                "SELECT stage FROM prospects WHERE campaign_id = ? ORDER BY id", campaign_id
            )
        ]

    def prospect(self, campaign_id: int, place: int = 0) -> dict[str, Any]:
        return self.rows("SELECT * FROM prospects WHERE campaign_id = ? ORDER BY id", campaign_id)[
            place
        ]

    def messages(self, campaign_id: int) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM messages WHERE campaign_id = ? ORDER BY id", campaign_id)

    def audit(self, entity: Entity | str, key: int) -> list[dict[str, Any]]:
        return self.rows(
            "SELECT * FROM audit WHERE entity = ? AND entity_id = ? ORDER BY id", str(entity), key
        )

    def hold_company(self, prospect_id: int, company_key: str) -> None:
        with self.database.begin() as work:
            work.insert(
                "company_holds",
                company_key=company_key,
                prospect_id=prospect_id,
                reason="a colleague replied",
                since=to_text(self.clock.now()),
            )

    def later(self, **span: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(**span))

    def change_template(self, old: str, new: str, name: str = "first_mail_en") -> None:
        path = self.config / "templates" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def today(house: House) -> date:
    return house.clock.now().date()


def names(rows: Iterable[dict[str, Any]]) -> list[str]:
    return [row["to_email"] for row in rows]

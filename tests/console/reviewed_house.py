"""A house with drafts to review and prospects to judge, made by the services themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bootstrap import Rendezvous
from domain.bant import assess
from domain.campaign import CampaignSpec, Criteria, Hours, Legal, Offer, Sender, Sending
from domain.campaign import Qualification as QualificationSpec
from domain.facts import ProspectFacts
from domain.template import render
from services.calendar import BookingLink, EventType, Slot
from services.crew_protocols import (
    AssessmentRequest,
    DraftedEmail,
    DraftRequest,
    Judgement,
    Provenance,
)
from services.drafting import Drafting
from services.mailer import OutgoingMail
from services.qualification import Qualification
from tools.sendgrid.payload import mail_payload

ADDRESS = "https://cal.example/demo"


class RulesAssessor:
    """An ``Assessor`` that answers with the rules' assessment."""

    def assess(self, request: AssessmentRequest) -> Judgement:
        made = assess(
            request.facts, request.rules, as_of=request.as_of,
            offer_keywords=request.offer_keywords,
        )  # fmt: skip
        return Judgement(made, Provenance("rules", "offline", "v1"))


class TemplateWriter:
    """A ``Writer`` that fills the template in."""

    def write(self, request: DraftRequest) -> DraftedEmail:
        mail = render(
            request.template, facts=request.facts, campaign=request.campaign, day=request.day,
            booking_url=request.booking_url,
        )  # fmt: skip
        return DraftedEmail(mail.subject, mail.text, Provenance("rules", "offline", "v1"))


class OpenCalendar:
    """A ``Calendar`` with a free slot every morning."""

    def event_types(self) -> list[EventType]:
        return [EventType("type-1", "Demo", "demo", ADDRESS, 30, True)]

    def free_slots(self, event_type: str, *, since: datetime, until: datetime) -> list[Slot]:
        days = (
            datetime.combine((since + timedelta(days=n)).date(), time(9), UTC)
            for n in range(1, (until - since).days)
        )
        return [Slot(at, ADDRESS) for at in days]

    def booking_link(self, event_type: EventType, **asked: Any) -> BookingLink:
        return BookingLink(f"https://cal.example/d/{asked['tracking']['utm_content']}", True,
                           "share")  # fmt: skip


class PayloadMailer:
    """A ``Mailer`` that composes as SendGrid is given it; nothing is ever posted."""

    def payload(self, mail: OutgoingMail) -> dict[str, Any]:
        return mail_payload(mail)


@dataclass(frozen=True)
class _Line:
    line: int
    facts: ProspectFacts


@dataclass
class ReviewedHouse:
    """``house``: the wired product that the console uses too."""

    house: Rendezvous
    campaign_id: int = field(init=False)

    def campaign(self, name: str = "SaaS France", *, first_reviewed: int = 0) -> int:
        campaigns = self.house.campaigns
        self.campaign_id = campaigns.create(spec(name, first_reviewed), who="lead@firm.example")
        campaigns.approve_template(self.campaign_id, who="lead@firm.example")
        campaigns.launch(self.campaign_id, who="lead@firm.example")
        return self.campaign_id

    def people(self, *people: ProspectFacts) -> None:
        """Imported and assessed."""
        lines = [_Line(number, each) for number, each in enumerate(people, start=2)]
        list(self.house.importing.run(self.campaign_id, lines, who="rep", name="list.csv"))
        house = self.house
        qualifying = Qualification(
            house.store, RulesAssessor(), house.bant_rules, "rules-1", house.clock
        )
        house.runs.carry_out(
            "qualification", self.campaign_id, asked_by="rep",
            job=lambda progress: qualifying.run(self.campaign_id, progress),
        )  # fmt: skip

    def draft(self) -> list[dict[str, Any]]:
        """Everybody who qualified is written to; the drafts, as the page orders them."""
        house = self.house
        drafting = Drafting(
            house.store, TemplateWriter(), OpenCalendar(), PayloadMailer(), house.addresses,  # type: ignore[arg-type]
            house.clock, house.ids, house.configuration,
        )  # fmt: skip
        house.runs.carry_out(
            "outreach", self.campaign_id, asked_by="rep",
            job=lambda progress: drafting.run(self.campaign_id, progress),
        )  # fmt: skip
        return [dict(each.row) for each in house.review_queue.waiting()]

    def drafts(self, count: int) -> list[dict[str, Any]]:
        """A campaign with so many drafts."""
        self.campaign()
        self.people(*(person(number) for number in range(count)))
        return self.draft()

    def stage(self, message_id: int) -> str:
        with self.house.store.read() as reading:
            return str(reading.get("messages", message_id)["stage"])


def spec(name: str, first_reviewed: int) -> CampaignSpec:
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
        qualification=QualificationSpec(threshold=60, first_reviewed=first_reviewed),
        sending=Sending(
            per_day=50,
            hours=Hours(days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
                        start=time(0, 1), end=time(23, 59)),
        ),
    )  # fmt: skip


def person(number: int, **bent: str | None) -> ProspectFacts:
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
    return ProspectFacts(**{**values, **bent}, sources={"employees": "RocketReach"})


DOUBTFUL: dict[str, str | None] = {
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

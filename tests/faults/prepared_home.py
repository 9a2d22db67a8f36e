"""A home with approved messages, made by the product's own services on a sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from bootstrap import Rendezvous, bootstrap
from configuration import load_campaign_file
from domain.bant import assess
from domain.campaign import CampaignSpec, Hours, Qualification, Sending
from domain.facts import ProspectFacts
from domain.template import render
from errors import Ungrounded
from services.clock import SteppedClock
from services.crew_protocols import (
    AssessmentRequest,
    DraftedEmail,
    DraftRequest,
    Judgement,
    Provenance,
)
from services.drafting import Drafting
from services.qualification import Qualification as Qualifying
from services.runs import Progress
from settings import ROOT, load_settings
from timetable.vendors_played import Sandbox

CAMPAIGN_FILE = ROOT / "docs" / "examples" / "campaign.yaml"
PROVENANCE = Provenance(origin="rules", model="offline", prompt_version="tests")
EVERY_DAY = Hours(
    days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=time(0, 0), end=time(23, 59, 59)
)
WHO = "rep@rendezvous.example"


@dataclass
class RulesAssessor:
    """An ``Assessor`` without an agent: what the rules say."""

    def assess(self, request: AssessmentRequest) -> Judgement:
        assessment = assess(
            request.facts,
            request.rules,
            as_of=request.as_of,
            offer_keywords=request.offer_keywords,
        )
        return Judgement(assessment, PROVENANCE)


class TemplateWriter:
    """A ``Writer`` without an agent: the approved template, filled in."""

    def write(self, request: DraftRequest) -> DraftedEmail:
        mail = render(
            request.template,
            facts=request.facts,
            campaign=request.campaign,
            day=request.day,
            booking_url=request.booking_url,
        )
        return DraftedEmail(mail.subject, mail.text, PROVENANCE)


class Unwatched(Progress):
    """A ``Progress`` of work that no run's row stands for."""

    def __init__(self) -> None:
        self.done = 0

    def advance(self, *, done: int, total: int | None = None) -> None:
        self.done = done

    def listen(self) -> None:
        """Nobody stops it."""


@dataclass(frozen=True)
class _Row:
    line: int
    facts: ProspectFacts


@dataclass
class Home:
    """A campaign that is running, on a sandbox, with both clocks at the same instant."""

    app: Rendezvous
    sandbox: Sandbox
    clock: SteppedClock
    campaign_id: int = 0

    # -- preparing ---------------------------------------------------------------

    def launch(self, spec: CampaignSpec) -> int:
        self.campaign_id = self.app.campaigns.create(spec, who=WHO)
        self.app.campaigns.approve_template(self.campaign_id, who=WHO)
        self.app.campaigns.launch(self.campaign_id, who=WHO)
        return self.campaign_id

    def qualify(self, people: list[dict[str, Any]]) -> None:
        """Import these people and have a person qualify every one of them."""
        rows = [_Row(line, _facts(person)) for line, person in enumerate(people, 2)]
        list(self.app.importing.run(self.campaign_id, rows, who=WHO, name="people.csv"))
        app = self.app
        qualifying = Qualifying(
            app.store, RulesAssessor(), app.bant_rules, app.configuration.bant_version(), app.clock
        )
        qualifying.run(self.campaign_id, Unwatched())
        for row in self.rows(
            "SELECT id FROM prospects WHERE stage IN ('needs_review', 'disqualified')"
        ):
            app.verdicts.decide(row["id"], "contact", who=WHO, why="known to fit")

    def draft(self) -> None:
        app = self.app
        Drafting(
            app.store,
            TemplateWriter(),
            app.calendly,
            app.sendgrid,
            app.addresses,
            app.clock,
            app.ids,
        ).run(self.campaign_id, Unwatched())

    def approve_all(self) -> dict[str, str]:
        """Approve every draft that may be; token -> address of each."""
        approved = {}
        for row in self.app.review.waiting(self.campaign_id):
            try:
                self.app.review.approve(row["id"], who=WHO)
            except Ungrounded:
                self.app.review.reject(row["id"], who=WHO, why="it claims too much")
                continue
            approved[self.message(row["id"])["token"]] = row["to_email"]
        return approved

    # -- living ------------------------------------------------------------------

    def wait(self, **span: float) -> None:
        """Both clocks forward."""
        self.clock.move_to(self.clock.now() + timedelta(**span))
        self.sandbox.step_to(self.clock.now())

    def send(self) -> dict[str, Any]:
        return dict(self.app.sending.run(self.campaign_id))

    def send_until_quiet(self, *, step_minutes: float = 1, patience: int = 300) -> None:
        """Send and reconcile, stepping on, until nothing is approved or queued."""
        for _ in range(patience):
            self.app.reconciling.run()
            self.send()
            if not self.tokens("approved", "queued"):
                return
            self.wait(minutes=step_minutes)
        raise AssertionError(f"still queued after {patience} steps: {self.stages()}")

    def restarted(self) -> Home:
        """The same home, opened again as another process would."""
        self.app.store.close()
        return opened(self.app.settings.home, self.sandbox, self.campaign_id)

    # -- looking -----------------------------------------------------------------

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return [dict(row) for row in self.app.store.connect().execute(sql, values).fetchall()]

    def message(self, message_id: int) -> dict[str, Any]:
        return self.rows("SELECT * FROM messages WHERE id = ?", message_id)[0]

    def messages(self, *stages: str) -> list[dict[str, Any]]:
        marks = ",".join("?" * len(stages))
        return self.rows(f"SELECT * FROM messages WHERE stage IN ({marks}) ORDER BY id", *stages)

    def tokens(self, *stages: str) -> set[str]:
        return {row["token"] for row in self.messages(*stages)}

    def stages(self) -> dict[str, str]:
        return {row["token"]: row["stage"] for row in self.rows("SELECT * FROM messages")}

    def delivered(self) -> list[str]:
        """Tokens in the sandbox's mailbox, one for each copy."""
        return [mail["custom_args"]["message_id"] for mail in self.sandbox.mailbox()]

    def recipients(self) -> list[str]:
        """Addresses in the sandbox's mailbox, one for each copy."""
        return [mail["to"]["email"].lower() for mail in self.sandbox.mailbox()]


def opened(home: Path, sandbox: Sandbox, campaign_id: int = 0, **settings: Any) -> Home:
    clock = SteppedClock(sandbox.now())
    values = {**sandbox.settings(), "home": home, "llm": "offline", **settings}
    # What a client would wait for is a matter of stepped time, not of waiting.
    app = bootstrap(load_settings(**values), clock=clock, sleep=lambda seconds: None)
    return Home(app, sandbox, clock, campaign_id)


def quick_spec(name: str = "Faults", **sending: Any) -> CampaignSpec:
    """The example campaign without its pace: every hour, no gap, no halting rate."""
    spec = load_campaign_file(CAMPAIGN_FILE)
    pace = {
        "per_day": 1000,
        "per_sender_per_day": 10_000,
        "hours": EVERY_DAY,
        "ramp": (),
        "min_gap_minutes": 0,
        "halt_bounce_rate": 1.0,
        "halt_complaint_rate": 1.0,
        "halt_after": 100_000,
        **sending,
    }
    return spec.model_copy(
        update={
            "name": name,
            "sending": Sending(**pace),
            "qualification": Qualification(threshold=0, first_reviewed=0),
        }
    )


def with_approved(
    home: Path, sandbox: Sandbox, count: int, **sending: Any
) -> tuple[Home, dict[str, str]]:
    """A home with at least ``count`` approved messages (token -> address), nothing sent."""
    house = opened(home, sandbox)
    house.app.reconciling.after_start()
    house.launch(quick_spec(**sending))
    house.qualify(plain_people(sandbox, count + count // 4 + 2))
    house.draft()
    approved = house.approve_all()
    assert len(approved) >= count, f"only {len(approved)} of {count} drafts could be approved"
    return house, approved


def plain_people(sandbox: Sandbox, count: int, at_least: int | None = None) -> list[dict[str, Any]]:
    """People of the sandbox with an address of their own and nothing odd about them."""
    seen: set[str] = set()
    found = []
    for person in sandbox.people():
        address = (person["email"] or "").lower()
        if person["dirt"] or person["email_type"] != "professional" or address in seen:
            continue
        if not (person["first_name"] and person["last_name"]) or person["true_person"] in seen:
            continue
        seen |= {address, person["true_person"]}
        found.append(person)
        if len(found) == count:
            return found
    if at_least is not None and len(found) >= at_least:
        return found
    raise AssertionError(f"the sandbox has only {len(found)} plain people of {count}")


@contextmanager
def faulty(sandbox: Sandbox, kind: str, **how: Any) -> Iterator[None]:
    """``mail/send`` spoiled for the block."""
    sandbox.add_fault(**{"vendor": "sendgrid", "path": "/v3/mail/send", "kind": kind, **how})
    try:
        yield
    finally:
        sandbox.clear_faults()


def _facts(person: dict[str, Any]) -> ProspectFacts:
    return ProspectFacts(
        first_name=person["first_name"],
        last_name=person["last_name"],
        title=person["title"],
        email=person["email"],
        company=person["company"],
        company_domain=person["company_domain"],
        employees=str(person["employees"]),
    )

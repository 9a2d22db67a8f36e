"""A template on invented people: what they would read, before anybody real is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.grounding import Problem, WritingRules, problems
from domain.legal import footer
from domain.sample_prospects import SAMPLES
from domain.spoken_days import spoken_day
from domain.template import EmailTemplate, render

BOOKING_URL = "https://calendly.com/d/sample"
UNSUBSCRIBE_URL = "https://unsubscribe.example"


@dataclass(frozen=True, slots=True)
class SampleMail:
    facts: ProspectFacts
    subject: str
    text: str
    footer: str
    problems: tuple[Problem, ...]
    """What would keep the draft from being approved as it stands."""


def sample_mails(
    spec: CampaignSpec, template: EmailTemplate, rules: WritingRules, *, day: date | None
) -> list[SampleMail]:
    """What the three sample people of the template's language would read.

    Raises ``ConfigurationInvalid`` for a template that cannot be filled in.
    """
    spec = spec.model_copy(update={"language": template.language})
    return [_mail(spec, template, rules, facts, day) for facts in SAMPLES[template.language]]


def _mail(
    spec: CampaignSpec,
    template: EmailTemplate,
    rules: WritingRules,
    facts: ProspectFacts,
    day: date | None,
) -> SampleMail:
    mail = render(template, facts=facts, campaign=spec, day=day, booking_url=BOOKING_URL)
    allowed: Mapping[str, str] = {
        "sender_name": spec.sender.name,
        "sender_company": spec.legal.company,
        "booking_url": BOOKING_URL,
        "duration_minutes": str(spec.meetings.duration_minutes),
        **({"day": spoken_day(day, spec.language)} if day else {}),
    }
    return SampleMail(
        facts,
        mail.subject,
        mail.text,
        footer(spec.language, spec.sender, spec.legal, UNSUBSCRIBE_URL),
        problems(mail.subject, mail.text, facts=facts, campaign=spec, allowed=allowed, rules=rules),
    )

"""What the three crews do for the services, as protocols.

An agent proposes; the service computes, stores and asks a person. Every answer
says where it came from, so that a verdict or a draft can be traced to the
prompt version and the model that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from domain.bant import Assessment, BantRules
from domain.campaign import CampaignSpec, Criteria
from domain.facts import ProspectFacts
from domain.search import SearchPlan
from domain.template import EmailTemplate

Origin = Literal["model", "rules"]
"""``rules``: the task's baseline, either because no model is set or because it failed."""


@dataclass(frozen=True, slots=True)
class Provenance:
    origin: Origin
    model: str
    """Such as ``offline`` or the server's model name."""
    prompt_version: str
    """Content hash of the agents' and tasks' YAML."""
    fallback_reason: str | None = None
    """Why the baseline stands in for a model that is set."""


@dataclass(frozen=True, slots=True)
class Search:
    plan: SearchPlan
    summary: str
    """What the gathering reported, as JSON text."""
    provenance: Provenance


class SearchPlanner(Protocol):
    def prospect(self, criteria: Criteria, gather: Callable[[SearchPlan], str]) -> Search:
        """Plan a search and run it through ``gather``, once.

        ``gather`` pages and looks people up within the budget; its errors come
        out of here as they are.
        """
        ...


@dataclass(frozen=True, slots=True)
class AssessmentRequest:
    facts: ProspectFacts
    rules: BantRules
    as_of: date
    offer_keywords: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    assessment: Assessment
    provenance: Provenance
    by_rules: Assessment | None = None
    """The rules' own assessment beside a model's; ``None`` where ``assessment`` is it."""


class Assessor(Protocol):
    """Asked from several threads at once where a service keeps several in flight."""

    def assess(self, request: AssessmentRequest) -> Judgement: ...


@dataclass(frozen=True, slots=True)
class DraftRequest:
    facts: ProspectFacts
    campaign: CampaignSpec
    template: EmailTemplate
    booking_url: str
    day: date | None
    """The day that the call to action proposes: one with real free slots."""
    day_text: str | None
    """That day in the mail's language, such as ``mercredi 25 novembre``."""
    allowed: Mapping[str, str] = field(default_factory=dict)
    """Further named facts that the mail may state (day, sender, booking link)."""


@dataclass(frozen=True, slots=True)
class DraftedEmail:
    subject: str
    text: str
    """The body that the prospect reads, without the legal footer."""
    provenance: Provenance


class Writer(Protocol):
    """Asked from several threads at once where a service keeps several in flight."""

    def write(self, request: DraftRequest) -> DraftedEmail: ...

"""The Meeting Scheduler's answer: the approved mail, and what keeps a draft from standing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from domain.facts import ProspectFacts
from domain.grounding import Problem, WritingRules, problems
from domain.template import render
from services.crew_protocols import DraftRequest
from tasks.outputs import LINK_MARK, EmailDraft
from tasks.typed_answer import wire_schema

_SAID_TO_THE_MODEL = (
    "first_name",
    "last_name",
    "title",
    "company",
    "industry",
    "employees",
    "city",
    "country",
    "company_description",
    "company_news",
    "employees_growth_12m",
    "open_positions",
    "last_funding_at",
)
"""Never an address or a number to call: a draft has no use for them."""

NEVER_SENT = frozenset({"placeholder_left", "foreign_url"})
"""What keeps even the approved mail from standing."""

_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_LANGUAGES = {"en": "English", "fr": "French"}


def approved_mail(request: DraftRequest) -> EmailDraft:
    """The template with its own light personalisation: the answer that is always there.

    Raises :class:`errors.ConfigurationInvalid` for a template that cannot be filled in.
    """
    mail = render(
        request.template,
        facts=request.facts,
        campaign=request.campaign,
        day=request.day,
        booking_url=request.booking_url,
    )
    return EmailDraft(subject=mail.subject, body=mail.text)


def completed(draft: EmailDraft, booking_url: str) -> EmailDraft:
    """A model's draft with its mark replaced by the link, and nothing invisible left in it."""
    return EmailDraft(
        subject=" ".join(_visible(draft.subject).split()) or draft.subject,
        body=_visible(draft.body).replace(LINK_MARK, booking_url),
    )


def _visible(text: str) -> str:
    """What a reader cannot see could hide an address from the checks, or from a person."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
    return "".join(kept).replace("\u2028", "\n").replace("\u2029", "\n\n")


def draft_problems(
    draft: EmailDraft, request: DraftRequest, rules: WritingRules
) -> tuple[Problem, ...]:
    """Everything wrong with a completed draft: see :func:`domain.grounding.problems`."""
    return problems(
        draft.subject,
        draft.body,
        facts=request.facts,
        campaign=request.campaign,
        allowed=allowed_facts(request),
        rules=rules,
    )


def allowed_facts(request: DraftRequest) -> dict[str, str]:
    """What a mail may state beside the prospect's and the campaign's facts."""
    allowed = {**request.allowed, "booking_url": request.booking_url}
    if request.day_text:
        allowed["day"] = request.day_text
    return allowed


def spoken(found: Sequence[Problem]) -> str:
    """The problems in words that tell a model what to mend."""
    return " ".join(dict.fromkeys(f"In the {p.part}: {p.message}" for p in found[:8]))


def prompt_values(request: DraftRequest, mail: EmailDraft) -> dict[str, Mapping[str, Any] | str]:
    """What the description is filled in with; a mapping is to be fenced."""
    offer = request.campaign.offer
    allowed = {name: value for name, value in allowed_facts(request).items() if "://" not in value}
    return {
        "facts": _facts(request.facts),
        "template": {
            "subject": mail.subject,
            "body": mail.body.replace(request.booking_url, LINK_MARK),
        },
        "offer": {
            "product": offer.product,
            "value_proposition": offer.value_proposition,
            "call_to_action": offer.call_to_action,
            **offer.facts,
        },
        "allowed": {**allowed, "sender": request.campaign.sender.name},
        "language": _LANGUAGES[request.campaign.language],
        "day": request.day_text or "a day that suits the reader",
    }


def answer_schema() -> dict[str, Any]:
    """An :class:`EmailDraft` with lengths that keep a model from running on."""
    schema = wire_schema(EmailDraft)
    schema["properties"]["subject"] = {"type": "string", "minLength": 1, "maxLength": 120}
    schema["properties"]["body"] = {"type": "string", "minLength": 1, "maxLength": 2_000}
    return schema


def _facts(facts: ProspectFacts) -> dict[str, str]:
    known = dict(facts.known())
    return {name: known[name] for name in _SAID_TO_THE_MODEL if name in known}

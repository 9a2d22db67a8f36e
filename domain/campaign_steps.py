"""Setting a campaign up in five steps: which answer belongs to which, and what is wrong with it.

The answers are a campaign file's keys and values, some of them still missing. They are held
against the same strict model as the file, so that both ways make the same campaign.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from domain.campaign import CampaignSpec

Answers = Mapping[str, Any]


class Step(StrEnum):
    NAME = "name"
    PEOPLE = "people"
    MESSAGE = "message"
    MEETINGS = "meetings"
    REVIEW = "review"


STEPS: tuple[Step, ...] = tuple(Step)

_STEP_OF = {
    "name": Step.NAME,
    "sector": Step.NAME,
    "criteria": Step.PEOPLE,
    "prospecting": Step.PEOPLE,
    "qualification": Step.PEOPLE,
    "language": Step.MESSAGE,
    "offer": Step.MESSAGE,
    "template": Step.MESSAGE,
    "sender": Step.MESSAGE,
    "legal": Step.MESSAGE,
}
"""Whatever is not named here is about time, and belongs to the fourth step."""

_STAND_INS: Mapping[str, Any] = {
    "name": "…",
    "sector": "…",
    "criteria": {"titles": ["…"]},
    "offer.product": "…",
    "offer.value_proposition": "…",
    "offer.call_to_action": "…",
    "template": "none",
    "sender.name": "…",
    "sender.email": "nobody@nowhere.example",
    "legal.company": "…",
    "legal.postal_address": "…",
    "legal.privacy_url": "https://nowhere.example",
}
"""What a preview shows where an answer is missing or cannot be used."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is missing or cannot be used."""

    step: Step
    field: str
    """Such as ``offer.product``; ``criteria`` where nobody is named."""
    said: str
    """The model's own words, for whoever wants to know more."""


def faults(answers: Answers) -> list[Fault]:
    """Everything that keeps the answers from being a campaign, one a field, by step."""
    try:
        CampaignSpec.model_validate(_grouped(answers))
    except ValidationError as error:
        found: dict[str, Fault] = {}
        for each in error.errors():
            field = _field(each["loc"])
            step = _STEP_OF.get(field.partition(".")[0], Step.MEETINGS)
            found.setdefault(field, Fault(step, field, str(each["msg"])))
        return sorted(found.values(), key=lambda fault: STEPS.index(fault.step))
    return []


def spec_of(answers: Answers) -> CampaignSpec:
    """The campaign. Raises ``ValidationError`` while :func:`faults` finds any."""
    return CampaignSpec.model_validate(_grouped(answers))


def shown_spec(answers: Answers) -> CampaignSpec | None:
    """The campaign with stand-ins for what is missing, to be looked at only.

    ``None`` when an answer for which there is no stand-in cannot be used.
    """
    document = _grouped(answers)
    for fault in faults(answers):
        if fault.field in _STAND_INS:
            document = answered(document, fault.field, _STAND_INS[fault.field])
    try:
        return CampaignSpec.model_validate(document)
    except ValidationError:
        return None


def answer_of(answers: Answers, field: str, default: Any = None) -> Any:
    """The value at a dotted field, or ``default``."""
    node: Any = answers
    for part in field.split("."):
        if not isinstance(node, Mapping) or part not in node:
            return default
        node = node[part]
    return node


def answered(answers: Answers, field: str, value: Any) -> dict[str, Any]:
    """A copy of the answers with ``value`` at the dotted field."""
    first, _, rest = field.partition(".")
    if not rest:
        return {**answers, first: value}
    inner = answers.get(first)
    return {**answers, first: answered(inner if isinstance(inner, Mapping) else {}, rest, value)}


def is_answer(field: str, value: Any) -> bool:
    """Whether the field is one that a campaign has and the value can be kept as JSON."""
    node: Any = CampaignSpec
    for part in field.split("."):
        known = getattr(node, "model_fields", {}).get(part)
        if known is None:
            return False
        node = known.annotation
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return False
    return True


def _grouped(answers: Answers) -> dict[str, Any]:
    """With the groups that have no answer yet as empty ones, so that each field is named."""
    groups: dict[str, Any] = {name: {} for name in ("criteria", "offer", "sender", "legal")}
    return {**groups, **answers}


def _field(where: tuple[int | str, ...]) -> str:
    """The dotted field without places in lists: ``criteria.titles`` for its third one."""
    return ".".join(part for part in where[:2] if isinstance(part, str)) or "name"

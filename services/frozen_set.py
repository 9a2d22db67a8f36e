"""The invented prospects that a change of the prompts is tried on, always the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Protocol

from pydantic import Field, model_validator

from domain.campaign import CampaignSpec, Language, Strict
from domain.facts import CANONICAL_FIELDS, ProspectFacts


class Tried(Protocol):
    """One prospect that an edit is tried on."""

    @property
    def language(self) -> Language:
        """Which of the campaigns writes to them."""
        ...

    def as_facts(self) -> ProspectFacts: ...


class TriedOn(Protocol):
    """Whom an edit is tried on, and as of when: the frozen set, or a campaign's people."""

    @property
    def as_of(self) -> date: ...
    @property
    def proposed_day(self) -> date: ...
    @property
    def campaigns(self) -> Mapping[Language, CampaignSpec]: ...
    @property
    def prospects(self) -> Sequence[Tried]: ...


class FrozenProspect(Strict):
    language: Language
    """Which of the campaigns writes to them."""
    facts: Annotated[dict[str, str], Field(min_length=1)]

    @model_validator(mode="after")
    def _known_fields(self) -> FrozenProspect:
        if unknown := self.facts.keys() - set(CANONICAL_FIELDS):
            raise ValueError(f"there is no fact named {', '.join(sorted(unknown))}")
        return self

    def as_facts(self) -> ProspectFacts:
        facts = ProspectFacts(**self.facts)  # type: ignore[arg-type] # canonical fields alone
        return replace(facts, sources=dict.fromkeys(self.facts, "frozen set"))


class FrozenSet(Strict):
    """``config/frozen_set.yaml``."""

    as_of: date
    """The day on which recency is judged, so that time alone changes no verdict."""
    proposed_day: date
    campaigns: dict[Language, CampaignSpec]
    prospects: Annotated[tuple[FrozenProspect, ...], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _a_campaign_each(self) -> FrozenSet:
        spoken = {prospect.language for prospect in self.prospects}
        if missing := spoken - self.campaigns.keys():
            raise ValueError(f"there is no campaign in {', '.join(sorted(missing))}")
        return self

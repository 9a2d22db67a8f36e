"""What the Prospector searches for: a typed plan, made from a campaign's criteria."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.campaign import SeniorityName, SizeBucket

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Phrases = Annotated[list[Phrase], Field(max_length=60)]


class SearchPlan(BaseModel):
    """Facets of one people search: OR inside a list, AND between lists; empty means any."""

    model_config = ConfigDict(extra="forbid")

    titles: Phrases = Field(default_factory=list, description="Job titles and their synonyms")
    seniorities: list[SeniorityName] = Field(default_factory=list)
    departments: Phrases = Field(default_factory=list)
    places: Phrases = Field(default_factory=list, description="Cities, regions or countries")
    sizes: list[SizeBucket] = Field(default_factory=list, description="Employees at the company")
    industries: Phrases = Field(default_factory=list)
    keywords: Phrases = Field(default_factory=list)
    exclude_companies: Phrases = Field(default_factory=list)
    exclude_domains: Phrases = Field(default_factory=list)
    exclude_titles: Phrases = Field(default_factory=list)
    exclude_places: Phrases = Field(default_factory=list)

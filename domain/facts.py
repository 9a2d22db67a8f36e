"""What is known of a prospect, as it was written where it was found.

Values stay the text they were found as ("51-200", "3,5 M€", "il y a 3 jours"):
they are read where they are needed, so that evidence can quote them word for
word. ``sources`` names where each field came from; a claim in a mail rests on
a field, and a field on its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

CANONICAL_FIELDS = (
    "first_name",
    "last_name",
    "title",
    "email",
    "phone",
    "linkedin_url",
    "company",
    "company_domain",
    "industry",
    "employees",
    "revenue",
    "city",
    "country",
    "company_description",
    "company_news",
    "employees_growth_12m",
    "open_positions",
    "last_funding_at",
    "last_post_at",
    "website_updated_at",
)


@dataclass(frozen=True, slots=True)
class ProspectFacts:
    """One prospect's facts. ``None`` means unknown; an empty text never occurs."""

    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    linkedin_url: str | None = None
    company: str | None = None
    company_domain: str | None = None
    industry: str | None = None
    employees: str | None = None
    revenue: str | None = None
    city: str | None = None
    country: str | None = None
    company_description: str | None = None
    company_news: str | None = None
    employees_growth_12m: str | None = None
    open_positions: str | None = None
    last_funding_at: str | None = None
    last_post_at: str | None = None
    website_updated_at: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    """Columns and fields that have no canonical name, kept as they were."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Canonical field -> where it came from, such as ``RocketReach`` or ``import``."""

    @property
    def name(self) -> str | None:
        return " ".join(part for part in (self.first_name, self.last_name) if part) or None

    def known(self) -> Iterator[tuple[str, str]]:
        """Canonical fields that have a value, in their documented order."""
        for name in CANONICAL_FIELDS:
            value = getattr(self, name)
            if value is not None:
                yield name, value

    def filled_from(self, other: ProspectFacts) -> ProspectFacts:
        """Self, with what is unknown here taken from ``other``; what is known stays."""
        changes: dict[str, str] = {}
        sources = dict(self.sources)
        for name, value in other.known():
            if getattr(self, name) is None:
                changes[name] = value
                if name in other.sources:
                    sources[name] = other.sources[name]
        extra = {**other.extra, **self.extra}
        return replace(self, **changes, extra=extra, sources=sources)


_FIELD_NAMES = tuple(f.name for f in fields(ProspectFacts))
if _FIELD_NAMES[: len(CANONICAL_FIELDS)] != CANONICAL_FIELDS:  # one list, said once and checked
    raise AssertionError("ProspectFacts and CANONICAL_FIELDS differ")

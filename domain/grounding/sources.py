"""The fields that a claim may rest on: the prospect's, the campaign's, and what was allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.vocabulary.folding import plain
from domain.whereabouts import country_code

# Digits of these are no figures that a mail could cite.
_NO_FIGURES = frozenset({"email", "phone", "linkedin_url", "company_domain", "sender.email"})
# A figure in one of these is about one thing, and supports a claim about that alone.
TYPED_FIELDS = frozenset(
    {"employees", "open_positions", "employees_growth_12m", "revenue", "meetings.duration_minutes"}
)
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Source:
    """One field: its name, where it came from, its text, and the words of that text."""

    field: str
    origin: str
    text: str
    words: str
    """Lower case, no accents, single spaces, with a space at both ends."""

    @property
    def holds_figures(self) -> bool:
        return self.field not in _NO_FIGURES and self.field not in TYPED_FIELDS

    def holds(self, words: str) -> bool:
        """Whether ``words`` (as :func:`words_of` gives them) stand here, whole words only."""
        return bool(words.strip()) and words in self.words


@lru_cache(maxsize=16_384)
def words_of(text: str) -> str:
    """``text`` as space-separated lower-case words, with a space at both ends."""
    return f" {_NOT_ALNUM.sub(' ', plain(text)).strip()} "


def sources(
    facts: ProspectFacts, campaign: CampaignSpec, allowed: Mapping[str, str]
) -> tuple[Source, ...]:
    """All fields, the most telling first: a claim rests on the first that supports it."""
    return tuple(
        Source(field, origin, text, words_of(text))
        for field, origin, text in (
            *_of_allowed(allowed),
            *_of_prospect(facts),
            *_of_campaign(campaign),
        )
        if text
    )


def _of_allowed(allowed: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, value in allowed.items():
        yield name, "allowed", value


def _of_prospect(facts: ProspectFacts) -> Iterator[tuple[str, str, str]]:
    for name, value in facts.known():
        yield name, facts.sources.get(name, "prospect"), value
    for name, value in facts.extra.items():
        yield name, facts.sources.get(name, "prospect"), value
    for name in _country_names(facts.country):
        yield "country", facts.sources.get("country", "prospect"), name


def _of_campaign(campaign: CampaignSpec) -> Iterator[tuple[str, str, str]]:
    offer = campaign.offer
    yield "offer.product", "campaign", offer.product
    yield "offer.value_proposition", "campaign", offer.value_proposition
    yield "offer.call_to_action", "campaign", offer.call_to_action
    for name, value in offer.facts.items():
        yield f"offer.facts.{name}", "campaign", value
    for keyword in offer.keywords:
        yield "offer.keywords", "campaign", keyword
    yield "sector", "campaign", campaign.sector
    yield "sender.name", "campaign", campaign.sender.name
    yield "sender.email", "campaign", campaign.sender.email
    yield "legal.company", "campaign", campaign.legal.company
    yield "legal.postal_address", "campaign", campaign.legal.postal_address
    yield "legal.data_source", "campaign", campaign.legal.data_source
    yield "meetings.duration_minutes", "campaign", f"{campaign.meetings.duration_minutes} minutes"


_SPOKEN_COUNTRIES = {"FR": "France", "GB": "UK United Kingdom Royaume-Uni", "US": "USA US"}


def _country_names(country: str | None) -> Iterator[str]:
    """A country written as a code may be spoken by its name."""
    code = country_code(country)
    if code is None:
        return
    import pycountry  # its tables are read when first asked

    known = pycountry.countries.get(alpha_2=code)
    if known is not None:
        yield getattr(known, "common_name", known.name)
    if code in _SPOKEN_COUNTRIES:
        yield _SPOKEN_COUNTRIES[code]

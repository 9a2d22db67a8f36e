"""The Prospector's answer: the rules' search plan, and the bounds of the agent's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain.campaign import Criteria
from domain.search import SearchPlan
from domain.titles import title_synonyms

MOST_ENTRIES = 60
"""What one list of a :class:`SearchPlan` holds."""


def baseline_plan(criteria: Criteria) -> SearchPlan:
    """The criteria, with the built-in synonyms of their titles in English and French.

    Every title of the criteria comes first, so that a long list never crowds one out.
    """
    synonyms = (synonym for title in criteria.titles for synonym in title_synonyms(title))
    return _plan(
        criteria,
        titles=(*criteria.titles, *synonyms) if criteria.titles else (),
        departments=criteria.departments,
        industries=criteria.industries,
        keywords=criteria.keywords,
    )


def within_criteria(plan: SearchPlan, criteria: Criteria) -> SearchPlan:
    """The agent's plan, held to what the growth lead asked for.

    The agent may say titles, departments, industries and keywords in more words.
    It drops none of the lead's, narrows no list that the lead left open, and
    changes neither seniorities, places, sizes nor exclusions: those are what
    every paid lookup rests on.
    """
    return _plan(
        criteria,
        titles=(*criteria.titles, *plan.titles) if criteria.titles else (),
        departments=(*criteria.departments, *plan.departments) if criteria.departments else (),
        industries=(*criteria.industries, *plan.industries) if criteria.industries else (),
        keywords=(*criteria.keywords, *plan.keywords) if criteria.keywords else (),
    )


def answer_schema(criteria: Criteria) -> dict[str, Any]:
    """The JSON schema of what the agent may add: the lists that :func:`within_criteria` hears.

    The rest of a plan is the lead's own, and not asked for: a model on this machine would
    spend its time on copying it.
    """
    open_lists = {
        "titles": (criteria.titles, 24),
        "departments": (criteria.departments, 8),
        "industries": (criteria.industries, 8),
        "keywords": (criteria.keywords, 12),
    }
    properties = {
        name: {
            "type": "array",
            "items": {"type": "string", "minLength": 1, "maxLength": 60},
            "maxItems": most,
        }
        for name, (wanted, most) in open_lists.items()
        if wanted
    }
    return {
        "type": "object",
        "title": SearchPlan.__name__,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def criteria_facts(criteria: Criteria) -> dict[str, Sequence[str]]:
    """The criteria as named lists, for a prompt; empty ones are left out."""
    named: dict[str, Sequence[str]] = {
        "titles": criteria.titles,
        "seniorities": criteria.seniorities,
        "departments": criteria.departments,
        "places": criteria.places,
        "sizes": criteria.sizes,
        "industries": criteria.industries,
        "keywords": criteria.keywords,
        "exclude_companies": criteria.exclude.companies,
        "exclude_domains": criteria.exclude.domains,
        "exclude_titles": criteria.exclude.titles,
        "exclude_places": criteria.exclude.places,
    }
    return {name: values for name, values in named.items() if values}


def _plan(
    criteria: Criteria,
    *,
    titles: Iterable[str],
    departments: Iterable[str],
    industries: Iterable[str],
    keywords: Iterable[str],
) -> SearchPlan:
    unwanted = {title.casefold() for title in criteria.exclude.titles}
    return SearchPlan(
        titles=[t for t in _once(titles) if t.casefold() not in unwanted][:MOST_ENTRIES],
        seniorities=list(criteria.seniorities),
        departments=_once(departments)[:MOST_ENTRIES],
        places=_once(criteria.places)[:MOST_ENTRIES],
        sizes=list(criteria.sizes),
        industries=_once(industries)[:MOST_ENTRIES],
        keywords=_once(keywords)[:MOST_ENTRIES],
        exclude_companies=_once(criteria.exclude.companies)[:MOST_ENTRIES],
        exclude_domains=_once(criteria.exclude.domains)[:MOST_ENTRIES],
        exclude_titles=_once(criteria.exclude.titles)[:MOST_ENTRIES],
        exclude_places=_once(criteria.exclude.places)[:MOST_ENTRIES],
    )


def _once(texts: Iterable[str]) -> list[str]:
    """Each text at its first place, whatever its case; cut to what a phrase may be."""
    seen: dict[str, str] = {}
    for text in texts:
        phrase = text.strip()[:120]
        if phrase:
            seen.setdefault(phrase.casefold(), phrase)
    return list(seen.values())

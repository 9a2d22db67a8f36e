"""A search plan in RocketReach's words: ``{facet: [values]}``.

OR inside a facet, AND between facets, ``exclude_`` for what must not be. A value in
double quotes must match exactly; one without matches words inside the field. Titles stay
unquoted, since "Directeur commercial" should find "Directeur commercial France"; names of
companies to leave out are quoted, since "Orange" must not leave out "Orange Roofing".
A phrase that the plan itself puts in quotes stays quoted.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.campaign import SeniorityName
from domain.search import SearchPlan

MANAGEMENT_LEVELS: dict[SeniorityName, tuple[str, ...]] = {
    "owner": ("Founder/Owner",),
    "c_level": ("C-Level",),
    "vp": ("Vice President",),
    "director": ("Director", "Head"),
    "manager": ("Manager",),
    "staff": ("Individual Contributor", "Entry"),
}


def facets(plan: SearchPlan) -> dict[str, list[str]]:
    """Facets that have a value; an empty plan gives an empty query."""
    levels = [level for name in plan.seniorities for level in MANAGEMENT_LEVELS[name]]
    query: dict[str, list[str]] = {
        "current_title": _values(plan.titles),
        "management_levels": list(dict.fromkeys(levels)),
        "department": _values(plan.departments),
        "geo": _values(plan.places),
        "company_size": list(dict.fromkeys(map(str, plan.sizes))),
        "company_industry": _values(plan.industries),
        "keyword": _values(plan.keywords),
        "exclude_current_employer": [_exact(name) for name in _values(plan.exclude_companies)],
        "exclude_company_domain": [_bare_domain(text) for text in _values(plan.exclude_domains)],
        "exclude_current_title": _values(plan.exclude_titles),
        "exclude_geo": _values(plan.exclude_places),
    }
    return {facet: values for facet, values in query.items() if values}


def _values(phrases: Iterable[str]) -> list[str]:
    cleaned = (_clean(phrase) for phrase in phrases)
    return list(dict.fromkeys(value for value in cleaned if value.strip('"')))


def _clean(phrase: str) -> str:
    """Quotes mean "exactly" to the vendor: kept around a whole phrase, dropped inside one."""
    bare = phrase.replace('"', " ")
    bare = " ".join(bare.split())
    quoted = len(phrase) > 2 and phrase.startswith('"') and phrase.endswith('"')
    return _exact(bare) if quoted else bare


def _exact(value: str) -> str:
    return f'"{value.strip(chr(34))}"'


def _bare_domain(text: str) -> str:
    host = text.strip('"').lower().partition("://")[2] or text.strip('"').lower()
    return host.partition("/")[0].removeprefix("www.")

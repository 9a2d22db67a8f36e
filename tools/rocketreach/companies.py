"""RocketReach's company lookup as facts about a firm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pycountry

from domain.facts import ProspectFacts
from tools.rocketreach.people import known_facts
from tools.rocketreach.reading import map_at, number_at, rows_at, text_at, texts_at

_WHOLE_FIRM = ("total", "overall", "all", "company")
_LONGEST_DESCRIPTION = 1_500


def company_facts(body: Mapping[str, Any], today: date) -> ProspectFacts:
    """Company fields only. Figures stay as the vendor writes them (revenue in US dollars)."""
    address = map_at(body, "address")
    industries = texts_at(body, "industries")
    description = text_at(body, "description")  # the address has one too: of the place
    known: dict[str, str | None] = {
        "company": text_at(body, "name"),
        "company_domain": text_at(body, "domain", "website_domain", "email_domain"),
        "industry": text_at(body, "industry", "industry_str")
        or (industries[0] if industries else None),
        "employees": _positive(body, "num_employees"),
        "revenue": _positive(body, "revenue"),
        "city": text_at(address, "city"),
        "country": _country(text_at(address, "country_code")),
        "company_description": description[:_LONGEST_DESCRIPTION] if description else None,
        "employees_growth_12m": growth_over_a_year(body, today),
    }
    links = map_at(body, "links")
    extra = {
        "rocketreach_company_id": text_at(body, "id"),
        "company_linkedin_url": text_at(links, "linkedin") or text_at(body, "linkedin_url"),
        "company_founded": (text_at(body, "year_founded") or "")[:4] or None,
        "company_total_funding": _positive(body, "total_funding"),
        "company_investors": ", ".join(texts_at(body, "funding_investors")[:20]) or None,
        "company_keywords": ", ".join(texts_at(body, "industry_keywords")[:30]) or None,
        "company_techstack": ", ".join(texts_at(body, "techstack")[:40]) or None,
        "company_competitors": ", ".join(texts_at(body, "competitors")[:20]) or None,
        "company_ticker": text_at(body, "ticker_symbol"),
        "company_phone": text_at(body, "phone"),
    }
    return known_facts(known, extra)


def growth_over_a_year(body: Mapping[str, Any], today: date) -> str | None:
    """Change of headcount over the last four quarters, such as ``+18 %``.

    From ``company_growth``: the headcount ``after`` the newest quarter against the one
    ``before`` the quarter three earlier, summed over departments (or of the whole firm
    where a row says so). ``None`` when one of the four quarters is missing or incomplete,
    when the newest one began more than a year ago, or when nobody worked there.
    """
    quarters: dict[int, dict[str, Any]] = {}
    for row in rows_at(body, "company_growth"):
        year = number_at(row, "year")
        quarter = _quarter(row)
        if year is not None and quarter is not None:
            quarters[int(year) * 4 + quarter - 1] = map_at(row, "values")
    if not quarters:
        return None
    newest = max(quarters)
    this_quarter = today.year * 4 + (today.month - 1) // 3
    if this_quarter - newest > 4 or any(newest - back not in quarters for back in range(4)):
        return None
    before = _headcount(quarters[newest - 3], "before")
    after = _headcount(quarters[newest], "after")
    if before is None or after is None or before <= 0:
        return None
    return f"{round((after / before - 1) * 100):+d} %"


def _quarter(row: Mapping[str, Any]) -> int | None:
    told = (text_at(row, "quarter") or "").upper().removeprefix("Q")
    return int(told) if told in ("1", "2", "3", "4") else None


def _headcount(values: Mapping[str, Any], key: str) -> float | None:
    for name, row in values.items():
        if name.lower() in _WHOLE_FIRM and isinstance(row, dict):
            return number_at(row, key)
    counts = [number_at(row, key) for row in values.values() if isinstance(row, dict)]
    if not counts or any(count is None for count in counts):
        return None
    return sum(count for count in counts if count is not None)


def _positive(body: Mapping[str, Any], key: str) -> str | None:
    """Zero employees or no revenue at all is the vendor's way to say that it does not know."""
    number = number_at(body, key)
    return None if number is not None and number <= 0 else text_at(body, key)


def _country(code: str | None) -> str | None:
    found = pycountry.countries.get(alpha_2=code.upper()) if code and len(code) == 2 else None
    return found.name if found else code

"""What each search facet asks of a person."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from sandbox.world.companies import folded
from sandbox.world.model import Company, Person, Place

Matcher = Callable[[Person, str, date], bool]
"""Whether a person fits one value of a facet on a day."""

PERIODS = {
    "one_month": 31,
    "two_months": 62,
    "three_months": 93,
    "six_months": 186,
    "one_year": 366,
}

NEWS_KINDS = {
    "hiring": {"hiring"},
    "funding": {"funding"},
    "expansion": {"expansion"},
    "launch": {"launch"},
    "product": {"launch"},
    "layoff": {"layoff"},
    "bankruptcy": {"insolvency"},
    "insolvency": {"insolvency"},
    "leadership": {"leader"},
    "management": {"leader"},
    "growth": {"results", "expansion"},
    "financial": {"results", "funding"},
}


@lru_cache(maxsize=65536)
def words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


def text_matches(field: str | None, value: str) -> bool:
    """Every word of the value is in the field; inside double quotes, the field is exactly that."""
    if not field:
        return False
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return folded(field) == folded(value[1:-1])
    wanted = words(value)
    return bool(wanted) and wanted <= words(field)


def geo_matches(place: Place | None, value: str) -> bool:
    if place is None:
        return False
    name, _, radius = value.partition("::")
    name = name.strip().strip('"')
    reach = re.fullmatch(r"~?(\d+)\s*(km|mi)?", radius.strip()) if radius else None
    if reach:
        here = _CITY_POINTS.get(folded(name.split(",")[0]))
        limit = float(reach[1]) * (1.609 if reach[2] == "mi" else 1.0)
        if here is not None:
            return _distance((place.latitude, place.longitude), here) <= limit
    fields = (place.city, place.region, place.country, place.country_code)
    return all(
        any(folded(part) == folded(field) for field in fields)
        or (part.strip().lower() == "europe" and place.timezone.startswith("Europe/"))
        for part in name.split(",")
        if part.strip()
    )


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points, near enough for a search radius."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    inner = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(
        lon2 - lon1
    )
    return 6371.0 * math.acos(max(-1.0, min(1.0, inner)))


def _points() -> dict[str, tuple[float, float]]:
    from sandbox.world.places import PLACES

    return {folded(place.city): (place.latitude, place.longitude) for place, _ in PLACES}


_CITY_POINTS = _points()


def span(value: str) -> tuple[float, float] | None:
    """``51-200``, ``10000+`` or ``50`` as a closed interval."""
    found = re.fullmatch(r"\s*(-?[\d.]+)\s*(?:-\s*([\d.]+)|(\+))?\s*", value.replace(",", ""))
    if not found:
        return None
    low = float(found[1])
    return low, math.inf if found[3] else float(found[2]) if found[2] else low


def in_span(number: float | None, value: str) -> bool:
    bounds = span(value)
    return number is not None and bounds is not None and bounds[0] <= number <= bounds[1]


def _news(company: Company, value: str, today: date) -> bool:
    category, _, period = value.partition("::")
    days = PERIODS.get(period.strip() or "one_year", 366)
    wanted = folded(category)
    kinds = {kind for name, kinds in NEWS_KINDS.items() if name in wanted for kind in kinds}
    return any(
        0 <= (today - piece.day).days <= days
        and (piece.kind in kinds or wanted in ("", "any") or text_matches(piece.title, category))
        for piece in company.news
    )


def _openings(company: Company, value: str) -> bool:
    category = value.partition("::")[0]
    if folded(category) in ("", "any", "all"):
        return bool(company.openings)
    return any(text_matches(opening, category) for opening in company.openings)


def _growth(company: Company, value: str) -> bool:
    """``10-50`` percent over twelve months; further ``::`` parts are not told apart."""
    return in_span(company.growth_12m, value.partition("::")[0])


LEVEL_ALIASES = {
    "c level": "C-Level",
    "c suite": "C-Level",
    "cxo": "C-Level",
    "executive": "C-Level",
    "vp": "Vice President",
    "vice president": "Vice President",
    "founder owner": "Founder/Owner",
    "founder": "Founder/Owner",
    "owner": "Founder/Owner",
    "head": "Head",
    "director": "Director",
    "manager": "Manager",
    "individual contributor": "Individual Contributor",
    "senior": "Individual Contributor",
    "entry": "Entry",
    "intern": "Intern",
    "volunteer": "Volunteer",
}

DEPARTMENT_ALIASES = {
    "it": "Information Technology",
    "technology": "Information Technology",
    "information technology": "Information Technology",
    "security": "Information Technology",
    "product engineering": "Product & Engineering",
    "engineering": "Product & Engineering",
    "product": "Product & Engineering",
    "hr": "Human Resources",
    "people": "Human Resources",
    "c suite": "Executive",
    "executive": "Executive",
    "management": "Executive",
    "general management": "Executive",
}


def _level(person: Person, value: str) -> bool:
    return LEVEL_ALIASES.get(folded(value), value).casefold() == person.level.casefold()


def _department(person: Person, value: str) -> bool:
    return DEPARTMENT_ALIASES.get(folded(value), value).casefold() == person.department.casefold()


def _grade(person: Person, value: str) -> bool:
    order = ("A", "A-", "B")
    wanted = value.partition("::")[0].strip()
    return wanted in order and person.grade in order[: order.index(wanted) + 1]


def _contact_method(person: Person, value: str) -> bool:
    known = {
        "work email": bool(person.email),
        "personal email": bool(person.personal_email),
        "mobile": person.phone is not None and person.phone_type == "mobile",
        "phone": person.phone is not None,
    }
    return any(
        all(
            known.get(part.strip().lower(), False)
            for part in re.split(r"\band\b", option, flags=re.IGNORECASE)
        )
        for option in re.split(r"\bor\b", value, flags=re.IGNORECASE)
    )


def _keyword(person: Person, value: str) -> bool:
    return any(
        text_matches(field, value)
        for field in (
            person.title,
            person.company.name,
            person.company.industry,
            person.company.description,
            " ".join(person.skills),
            person.about,
        )
    )


def _any_title(person: Person, value: str) -> bool:
    return text_matches(person.title, value) or any(
        text_matches(job[0], value) for job in person.previous
    )


FACETS: dict[str, Matcher] = {
    "name": lambda p, v, _: text_matches(p.name, v),
    "id": lambda p, v, _: str(p.id) == v.strip(),
    "link": lambda p, v, _: (
        p.linkedin is not None and p.linkedin.rstrip("/").endswith(v.rstrip("/").rpartition("/")[2])
    ),
    "current_title": lambda p, v, _: text_matches(p.title, v),
    "previous_title": lambda p, v, _: any(text_matches(job[0], v) for job in p.previous),
    "current_or_previous_title": lambda p, v, _: _any_title(p, v),
    "current_employer": lambda p, v, _: text_matches(p.company.name, v),
    "employer": lambda p, v, _: text_matches(p.company.name, v),
    "company_name": lambda p, v, _: text_matches(p.company.name, v),
    "previous_employer": lambda p, v, _: any(text_matches(job[1], v) for job in p.previous),
    "company_id": lambda p, v, _: str(p.company.id) == v.strip(),
    "company_domain": lambda p, v, _: p.company.domain == v.strip('" ').lower(),
    "company_website_url": lambda p, v, _: p.company.domain in v.lower(),
    "company_size": lambda p, v, _: in_span(p.company.employees, v),
    "company_industry": lambda p, v, _: text_matches(p.company.industry, v),
    "company_industry_keywords": lambda p, v, _: text_matches(
        f"{p.company.industry} {p.company.description}", v
    ),
    "company_revenue": lambda p, v, _: in_span(p.company.revenue, v),
    "company_funding_min": lambda p, v, _: (p.company.funding_total or 0) >= float(v),
    "company_funding_max": lambda p, v, _: (
        p.company.funding_total is not None and p.company.funding_total <= float(v)
    ),
    "company_country_code": lambda p, v, _: p.company.place.country_code == v.strip('" ').upper(),
    "company_naics_code": lambda p, v, _: False,
    "company_sic_code": lambda p, v, _: False,
    "company_tag": lambda p, v, _: text_matches(p.company.description, v),
    "company_competitors": lambda p, v, _: v.strip('" ').lower() in p.company.competitors,
    "company_publicly_traded": lambda p, v, _: v.strip().lower() == "false",
    "company_list": lambda p, v, _: False,
    "company_news_signal": lambda p, v, day: _news(p.company, v, day),
    "company_job_posting_signal": lambda p, v, _: _openings(p.company, v),
    "job_change_signal": lambda p, v, day: (
        (day - p.started).days <= PERIODS.get(v.partition("::")[2] or "one_year", 366)
    ),
    "company_intent": lambda p, v, _: False,
    "growth": lambda p, v, _: _growth(p.company, v),
    "geo": lambda p, v, _: geo_matches(p.place, v),
    "location": lambda p, v, _: geo_matches(p.place, v),
    "state": lambda p, v, _: p.place is not None and folded(p.place.region) == folded(v),
    "department": lambda p, v, _: _department(p, v),
    "management_levels": lambda p, v, _: _level(p, v),
    "years_experience": lambda p, v, day: in_span((day - p.started).days // 365, v),
    "skills": lambda p, v, _: any(text_matches(skill, v) for skill in p.skills),
    "all_skills": lambda p, v, _: any(text_matches(skill, v) for skill in p.skills),
    "school": lambda p, v, _: False,
    "degree": lambda p, v, _: False,
    "major": lambda p, v, _: False,
    "keyword": lambda p, v, _: _keyword(p, v),
    "keywords": lambda p, v, _: _keyword(p, v),
    "description": lambda p, v, _: _keyword(p, v),
    "email": lambda p, v, _: v.strip().lower() in ((p.email or "").lower(), p.personal_email),
    "email_grade": lambda p, v, _: _grade(p, v),
    "phone": lambda p, v, _: (
        p.phone is not None and re.sub(r"\D", "", p.phone) == re.sub(r"\D", "", v)
    ),
    "contact_method": lambda p, v, _: _contact_method(p, v),
    "connections": lambda p, v, _: True,
    "update_time": lambda p, v, _: True,
}
"""Facet -> matcher. ``exclude_`` before a name turns it round."""

ALL_VALUES = frozenset({"all_skills", "company_funding_min", "company_funding_max"})
"""Facets whose values are joined by AND; every other joins them by OR."""

SCALARS = frozenset({"email_grade", "keyword", "keywords"})
"""Facets whose value may be a bare string instead of an array."""

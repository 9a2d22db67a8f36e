"""A person as a lookup shows them, once it is done and before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from sandbox.world.model import Person

REVEALS = (
    "reveal_professional_email",
    "reveal_personal_email",
    "reveal_phone",
    "reveal_detailed_person_enrichment",
    "reveal_healthcare_enrichment",
)


def profile(
    person: Person,
    status: str,
    *,
    reveals: Iterable[str],
    checked: date,
    universal: bool,
) -> dict[str, Any]:
    """The profile object. Contact fields are null until ``complete``; on a universal account
    what was not asked to be revealed is absent."""
    done = status == "complete"
    shown = set(reveals)
    place, company = person.place, person.company
    result: dict[str, Any] = {
        "id": person.id,
        "status": status,
        "name": person.name,
        "profile_list": {"id": 1, "name": "API Lookups"},
        "linkedin_url": person.linkedin,
        "linkedin_url_active": person.linkedin is not None,
        "links": {"linkedin": person.linkedin} if person.linkedin else {},
        "location": f"{place.city}, {place.region.strip()}, {place.country}" if place else None,
        "city": place.city if place else None,
        "region": place.region if place else None,
        "country": place.country if place else None,
        "country_code": place.country_code if place else None,
        "current_title": person.title,
        "current_employer": company.name,
        "current_employer_id": company.id,
        "current_employer_domain": company.domain,
        "current_employer_website": f"https://www.{company.domain}",
        "current_employer_linkedin_url": f"https://www.linkedin.com/company/{company.domain.split('.')[0]}",
        "current_employer_industry": company.industry,
        "npi_data": None,
    }
    work = person.email if done and "reveal_professional_email" in shown else None
    personal = person.personal_email if done and "reveal_personal_email" in shown else None
    if "reveal_professional_email" in shown or "reveal_personal_email" in shown:
        good = work if person.grade in ("A", "A-", "B") else None
        result["recommended_email"] = good or personal
        result["emails"] = _emails(person, work, personal, checked)
    if "reveal_professional_email" in shown:
        result["recommended_professional_email"] = (
            work if person.grade in ("A", "A-", "B") else None
        )
        result["current_work_email"] = work
    if "reveal_personal_email" in shown:
        result["recommended_personal_email"] = personal
        result["current_personal_email"] = personal
    if "reveal_phone" in shown:
        result["phones"] = [_phone(person, person.phone)] if done and person.phone else []
    if not universal or "reveal_detailed_person_enrichment" in shown:
        result["birth_year"] = person.birth_year
        result["skills"] = list(person.skills)
        result["education"] = []
        result["job_history"] = _jobs(person)
    return result


def _emails(
    person: Person, work: str | None, personal: str | None, checked: date
) -> list[dict[str, Any]]:
    found = []
    if work:
        found.append(
            {
                "email": work,
                "smtp_valid": person.smtp_valid,
                "type": person.email_type,
                "last_validation_check": checked.isoformat(),
                "grade": person.grade,
            }
        )
    if personal:
        found.append(
            {
                "email": personal,
                "smtp_valid": "valid",
                "type": "personal",
                "last_validation_check": checked.isoformat(),
                "grade": "A-",
            }
        )
    return found


def _phone(person: Person, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "e164": "+" + re.sub(r"\D", "", number),
        "country_code": person.company.place.country_code,
        "extension": None,
        "type": person.phone_type,
        "grade": "A",
        "recommended": True,
        "validity": "valid",
        "premium": person.phone_type == "mobile",
    }


def _jobs(person: Person) -> list[dict[str, Any]]:
    company = person.company
    jobs: list[dict[str, Any]] = [
        {
            "start_date": person.started.isoformat(),
            "end_date": "Present",
            "company": company.name,
            "company_name": company.name,
            "company_id": company.id,
            "company_linkedin_url": f"https://www.linkedin.com/company/{company.domain.split('.')[0]}",
            "title": person.title,
            "department": person.department,
            "sub_department": None,
            "highest_level": person.level,
            "description": person.about,
            "last_updated": person.started.isoformat(),
            "is_current": True,
        }
    ]
    for title, employer, first, last in person.previous:
        jobs.append(
            {
                "start_date": f"{first}-01-01",
                "end_date": f"{last}-01-01",
                "company": employer,
                "company_name": employer,
                "company_id": None,
                "company_linkedin_url": None,
                "title": title,
                "department": None,
                "sub_department": None,
                "highest_level": None,
                "description": None,
                "last_updated": f"{last}-01-01",
                "is_current": False,
            }
        )
    return jobs

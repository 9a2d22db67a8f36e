"""RocketReach's search rows and profiles as our candidates, lookups and facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nameparser import HumanName

from domain.campaign import Reveal
from domain.facts import ProspectFacts
from services.people_source import Candidate, Lookup, LookupState
from tools.rocketreach.contacts import emails_of, phones_of
from tools.rocketreach.reading import rows_at, text_at, texts_at

SOURCE = "RocketReach"


def candidate_of(row: Mapping[str, Any]) -> Candidate | None:
    """A search row; ``None`` when it has no id, or the person asked not to be listed."""
    profile_id = text_at(row, "id")
    if profile_id is None or row.get("suppressed") is True:
        return None
    return Candidate(
        profile_id=profile_id,
        name=text_at(row, "name"),
        title=text_at(row, "current_title"),
        company=text_at(row, "current_employer"),
        company_domain=text_at(row, "current_employer_domain"),
        linkedin_url=text_at(row, "linkedin_url"),
        city=text_at(row, "city"),
        country=text_at(row, "country"),
    )


def lookup_of(
    profile_id: str, profile: Mapping[str, Any], reveal: Reveal, request_id: str | None
) -> Lookup:
    """Only ``complete`` is success and only ``failed`` is failure; all else is pending."""
    status = (text_at(profile, "status") or "").lower()
    if status == "complete":
        return Lookup(
            profile_id=profile_id,
            state=LookupState.COMPLETE,
            facts=facts_of(profile, reveal),
            raw=dict(profile),
            request_id=request_id,
        )
    if status == "failed":
        return Lookup(
            profile_id=profile_id,
            state=LookupState.FAILED,
            raw=dict(profile),
            reason=text_at(profile, "detail", "message", "error") or "the lookup failed",
            request_id=request_id,
        )
    return Lookup(profile_id=profile_id, state=LookupState.PENDING, request_id=request_id)


def facts_of(profile: Mapping[str, Any], reveal: Reveal) -> ProspectFacts:
    """A complete profile as facts; what is unknown stays ``None``."""
    first, last = _names(name := text_at(profile, "name"))
    emails = emails_of(profile, reveal)
    phones = phones_of(profile, reveal)
    known: dict[str, str | None] = {
        "first_name": first,
        "last_name": last,
        "title": text_at(profile, "current_title"),
        "email": emails[0].address if emails else None,
        "phone": phones[0].number if phones else None,
        "linkedin_url": text_at(profile, "linkedin_url"),
        "company": text_at(profile, "current_employer"),
        "company_domain": text_at(profile, "current_employer_domain"),
        "industry": text_at(profile, "current_employer_industry"),
        "city": text_at(profile, "city"),
        "country": text_at(profile, "country"),
    }
    spelled = " ".join(part for part in (first, last) if part)
    extra = {
        "full_name": name if name != spelled else None,
        "rocketreach_id": text_at(profile, "id"),
        "email_grade": emails[0].grade if emails else None,
        "email_check": emails[0].check if emails else None,
        "other_emails": "; ".join(map(str, emails[1:])) or None,
        "other_phones": "; ".join(map(str, phones[1:])) or None,
        "region": text_at(profile, "region"),
        "country_code": text_at(profile, "country_code"),
        "location": text_at(profile, "location"),
        "skills": ", ".join(texts_at(profile, "skills")[:20]) or None,
        **_current_job(profile),
    }
    return known_facts(known, extra)


def known_facts(known: Mapping[str, str | None], extra: Mapping[str, str | None]) -> ProspectFacts:
    """Facts from what is known, each with its source."""
    values = {name: value for name, value in known.items() if value}
    return ProspectFacts(
        **values,
        extra={name: value for name, value in extra.items() if value},
        sources=dict.fromkeys(values, SOURCE),
    )


def _names(name: str | None) -> tuple[str | None, str | None]:
    """First and last name as they are spelled; a single word is a first name.

    A middle initial goes, since nobody is greeted with it; ``full_name`` keeps it.
    """
    if name is None:
        return None, None
    parsed = HumanName(name)
    middle = [word for word in parsed.middle.split() if len(word.rstrip(".")) > 1]
    first = " ".join(part for part in (parsed.first, *middle) if part)
    last = parsed.last
    if not (first or last):
        return name, None
    return first or None, last or None


def _current_job(profile: Mapping[str, Any]) -> dict[str, str | None]:
    for job in rows_at(profile, "job_history"):
        if job.get("is_current") is True or text_at(job, "end_date") == "Present":
            return {
                "department": text_at(job, "department"),
                "seniority": text_at(job, "highest_level"),
                "job_started": text_at(job, "start_date"),
            }
    return {}

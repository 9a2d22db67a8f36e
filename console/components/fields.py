"""The fields that claims and evidence rest on, in the user's words."""

from __future__ import annotations

from urllib.parse import urlsplit

from console.i18n import N_, _

FIELDS = {
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "title": N_("Title"),
    "email": N_("Email"),
    "phone": N_("Phone"),
    "linkedin_url": N_("LinkedIn"),
    "company": N_("Company"),
    "company_domain": N_("Website"),
    "industry": N_("Industry"),
    "employees": N_("Employees"),
    "revenue": N_("Revenue"),
    "city": N_("City"),
    "country": N_("Country"),
    "company_description": N_("What the company does"),
    "company_news": N_("Company news"),
    "employees_growth_12m": N_("Growth in 12 months"),
    "open_positions": N_("Open positions"),
    "last_funding_at": N_("Last funding"),
    "last_post_at": N_("Last post"),
    "website_updated_at": N_("Website updated"),
    "booking_url": N_("Booking link"),
    "day": N_("Proposed day"),
    "duration_minutes": N_("Length of the meeting"),
    "meetings.duration_minutes": N_("Length of the meeting"),
    "sender_name": N_("Sender"),
    "sender.name": N_("Sender"),
    "sender_company": N_("Your company"),
    "legal.company": N_("Your company"),
    "offer.product": N_("Your offer"),
    "offer.value_proposition": N_("Your offer"),
    "offer.call_to_action": N_("Your offer"),
    "offer.keywords": N_("Your offer"),
    "sector": N_("Sector"),
}
SOURCES = {
    "campaign": N_("this campaign"),
    "allowed": N_("this campaign"),
    "prospect": N_("the prospect's record"),
    "import": N_("import"),
    "company website": N_("company website"),
}


def field_in_words(field: str) -> str:
    """A field's name; one that we did not name stands as it was written in its list."""
    if field in FIELDS:
        return _(FIELDS[field])
    return field.removeprefix("offer.facts.").replace("_", " ").capitalize()


def source_in_words(source: str) -> str:
    return _(SOURCES[source]) if source in SOURCES else source


def web_address(field: str, value: str) -> str | None:
    """Where a fact can be looked up on the web; ``None`` for one that is no address."""
    if field == "company_domain" and "/" not in value and " " not in value:
        value = f"https://{value}"
    elif field not in ("linkedin_url", "company_domain"):
        return None
    elif "://" not in value:
        value = f"https://{value}"
    parts = urlsplit(value)
    return value if parts.scheme in ("http", "https") and parts.hostname else None

"""What is true of the invented people and companies, hidden truths included."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    region: str
    country: str
    country_code: str
    timezone: str
    latitude: float
    longitude: float
    language: str
    dialling: str
    """Country calling code without the plus."""


@dataclass(frozen=True, slots=True)
class News:
    day: date
    kind: str
    """One of ``world.news.KINDS``, such as ``hiring`` or ``layoff``."""
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Company:
    id: int
    name: str
    domain: str
    sector: str
    """The key of ``world.sectors.SECTORS``."""
    industry: str
    place: Place
    employees: int
    growth_12m: float
    """Change of headcount over twelve months, in percent."""
    revenue: int | None
    """Yearly, in US dollars; ``None`` is unknown."""
    founded: int
    funding_total: int | None
    funding_day: date | None
    description: str
    news: tuple[News, ...]
    openings: tuple[str, ...]
    """Titles of open positions."""
    competitors: tuple[str, ...]
    techstack: tuple[str, ...]
    email_pattern: str
    website: str
    """``ok``, ``missing``, ``slow``, ``huge``, ``private_redirect`` or ``injected``."""
    scanner: bool
    """Its mail gateway opens every message and follows every link at once."""
    accept_all: bool
    """Its mail server says yes to any address, so that grades stop at A-."""


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    """The RocketReach profile id; two profiles may be one ``true_person``."""
    true_person: str
    first_name: str
    last_name: str
    name: str
    """As the profile spells it."""
    title: str
    level: str
    department: str
    company: Company
    place: Place | None
    language: str
    email: str | None
    email_type: str
    """``professional``, ``role-based`` or ``disposable``."""
    grade: str
    smtp_valid: str | None
    personal_email: str | None
    phone: str | None
    phone_type: str
    linkedin: str | None
    birth_year: int | None
    started: date
    previous: tuple[tuple[str, str, int, int], ...]
    """Earlier jobs: title, company, first and last year."""
    skills: tuple[str, ...]
    about: str | None
    lookup: str
    """How a lookup goes: ``at_once``, ``soon``, ``slow`` or ``failed``."""
    dirt: tuple[str, ...] = ()
    """What is wrong with the record, for judging: ``duplicate``, ``role``, ``injection`` …"""


@dataclass(frozen=True, slots=True)
class World:
    companies: tuple[Company, ...]
    people: tuple[Person, ...]
    by_id: dict[int, Person] = field(repr=False)
    by_email: dict[str, Person] = field(repr=False)
    """Lower-case address (work or personal) -> person."""
    by_linkedin: dict[str, Person] = field(repr=False)
    by_domain: dict[str, Company] = field(repr=False)
    company_by_id: dict[int, Company] = field(repr=False)

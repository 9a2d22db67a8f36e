"""The people who work in the invented companies."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.chance import Chance
from sandbox.world.companies import folded, slug
from sandbox.world.model import Company, Person
from sandbox.world.names import FIRST_NAMES, LAST_NAMES
from sandbox.world.places import PLACES
from sandbox.world.titles import (
    CHIEFS_EN,
    CHIEFS_FR,
    DEPARTMENTS,
    ENGLISH,
    FRENCH,
    LEVELS,
    TRAPS,
    spelled,
)

GRADES: tuple[tuple[str, float], ...] = (
    ("A", 58),
    ("A-", 22),
    ("B", 12),
    ("F", 5),
    ("", 3),
)
"""Of the work address; an empty grade means that no address is known."""

LOOKUPS: tuple[tuple[str, float], ...] = (
    ("at_once", 45),
    ("soon", 40),
    ("slow", 12),
    ("failed", 3),
)

SKILLS: dict[str, tuple[str, ...]] = {
    "Sales": ("Negotiation", "CRM", "B2B", "Key accounts", "Salesforce", "Prospection"),
    "Marketing": ("SEO", "Branding", "Content", "HubSpot", "Demand generation"),
    "Information Technology": ("Azure", "ITIL", "Cyber security", "Python", "Networks"),
    "Finance": ("IFRS", "Excel", "Treasury", "Budgeting", "SAP"),
    "Operations": ("Lean", "Supply chain", "Purchasing", "ERP"),
    "Human Resources": ("Recruitment", "Payroll", "Labour law", "Training"),
    "Product & Engineering": ("Agile", "CAD", "Roadmaps", "Quality", "R&D"),
    "Executive": ("Strategy", "Leadership", "Fundraising", "P&L"),
}

FIRST_PROFILE_ID = 120_000_000


def make_people(
    chance: Chance, companies: tuple[Company, ...], count: int, as_of: date
) -> list[Person]:
    """``count`` true people, larger companies having more of them."""
    weights = [(company, min(company.employees, 400) ** 0.5) for company in companies]
    total = sum(weight for _, weight in weights)
    people: list[Person] = []
    taken: set[str] = set()
    owed = 0.0
    for company, weight in weights:
        owed += weight / total * count
        while len(people) < min(count, round(owed)):
            people.append(make_person(chance, company, len(people), as_of, taken))
    return people


def make_person(
    chance: Chance, company: Company, number: int, as_of: date, taken: set[str]
) -> Person:
    """Person ``number``; ``taken`` holds the addresses given so far and gains theirs."""
    key = f"person-{number}"
    language = company.place.language
    names = (
        language if chance.happens(0.85, key, "local") else chance.pick(("fr", "en"), key, "from")
    )
    woman = chance.happens(0.48, key, "woman")
    first = chance.pick(FIRST_NAMES[names][0 if woman else 1], key, "first")
    last = chance.pick(LAST_NAMES[names], key, "last")
    if chance.happens(0.04, key, "double name"):
        last = f"{last}-{chance.pick(LAST_NAMES[names], key, 'second last')}"
    title, level, department = job(chance, key, "fr" if language == "fr" else "en", woman, company)
    email = _free_address(company.email_pattern, first, last, company.domain, taken)
    grade = chance.weighted(GRADES, key, "grade")
    if company.accept_all and grade == "A":
        grade = "A-"
    place = company.place
    if chance.happens(0.10, key, "elsewhere"):
        place = chance.weighted(PLACES, key, "place")
    started = as_of - timedelta(days=int(chance.share(key, "started") ** 1.6 * 4000))
    return Person(
        id=FIRST_PROFILE_ID + int(chance.digest(key, "id")[0]) % 7 + number * 11,
        true_person=f"p-{number:06d}",
        first_name=first,
        last_name=last,
        name=f"{first} {last}",
        title=title,
        level=level,
        department=department,
        company=company,
        place=None if chance.happens(0.04, key, "no place") else place,
        language="fr" if place.language == "fr" else "en",
        email=email if grade else None,
        email_type="professional",
        grade=grade,
        smtp_valid={
            "A": "valid",
            "A-": "accept-all",
            "B": "unknown",
            "F": "invalid",
        }.get(grade),
        personal_email=f"{folded(first).replace(' ', '')}.{number}@perso-mail.example"
        if chance.happens(0.3, key, "personal")
        else None,
        phone=_phone(chance, key, place.dialling) if chance.happens(0.5, key, "phone") else None,
        phone_type=chance.pick(("mobile", "direct dial", "mobile", "other"), key, "phone type"),
        linkedin=f"https://www.linkedin.com/in/{slug(f'{first} {last}')}-sbx{number:05d}"
        if chance.happens(0.93, key, "linkedin")
        else None,
        birth_year=chance.whole(1961, 2003, key, "born")
        if chance.happens(0.3, key, "age")
        else None,
        started=started,
        previous=_previous(chance, key, language, woman, started.year),
        skills=tuple(
            sorted(
                {
                    chance.pick(SKILLS.get(department, SKILLS["Executive"]), key, "skill", n)
                    for n in range(3)
                }
            )
        ),
        about=None,
        lookup=chance.weighted(LOOKUPS, key, "lookup"),
    )


def job(
    chance: Chance, key: str, language: str, woman: bool, company: Company
) -> tuple[str, str, str]:
    """Title as its holder writes it, level and department as the vendor files them."""
    if chance.happens(0.035, key, "trap"):
        english, french, level = chance.pick(TRAPS, key, "which trap")
        return spelled(french if language == "fr" else english, woman), level, "Other"
    level = chance.weighted(LEVELS, key, "level")
    if company.employees < 12 and level in ("Vice President", "Head", "C-Level"):
        level = "Founder/Owner"
    if level == "Founder/Owner" and company.employees > 1000:
        level = "Director"
    if level == "Founder/Owner":
        chiefs = CHIEFS_FR if language == "fr" else CHIEFS_EN
        return spelled(chance.pick(chiefs, key, "chief"), woman), level, "Executive"
    department = chance.weighted(DEPARTMENTS, key, "department")
    titles = (FRENCH if language == "fr" else ENGLISH)[department][level]
    title = spelled(chance.pick(titles, key, "title"), woman)
    if chance.happens(0.04, key, "shouted"):
        title = title.upper()
    elif chance.happens(0.04, key, "employer in title"):
        title = f"{title} {'chez' if language == 'fr' else 'at'} {company.name}"
    return title, level, department


def address_of(pattern: str, first: str, last: str, domain: str) -> str:
    given, family = folded(first).replace(" ", "-"), folded(last).replace(" ", "")
    local = {
        "first.last": f"{given}.{family}",
        "flast": f"{given[:1]}{family}",
        "first": given,
        "f.last": f"{given[:1]}.{family}",
        "last.first": f"{family}.{given}",
    }[pattern]
    return f"{local}@{domain}"


def _free_address(pattern: str, first: str, last: str, domain: str, taken: set[str]) -> str:
    address = address_of(pattern, first, last, domain)
    if address in taken:
        address = address_of("first.last", first, last, domain)
    number = 2
    while address in taken:
        address = address_of("first.last", first, f"{last}{number}", domain)
        number += 1
    taken.add(address)
    return address


def _phone(chance: Chance, key: str, dialling: str) -> str:
    if dialling == "33":  # the range reserved for fiction by the French regulator
        return (
            f"+33 6 39 98 {chance.whole(0, 99, key, 'd1'):02d} {chance.whole(0, 99, key, 'd2'):02d}"
        )
    if dialling == "1":
        return f"+1 212-555-01{chance.whole(0, 99, key, 'd1'):02d}"
    return f"+{dialling} 5550 {chance.whole(0, 999999, key, 'd1'):06d}"


def _previous(
    chance: Chance, key: str, language: str, woman: bool, until: int
) -> tuple[tuple[str, str, int, int], ...]:
    jobs = []
    year = until
    for number in range(chance.weighted(((0, 3), (1, 4), (2, 3)), key, "jobs")):
        begun = year - chance.whole(1, 6, key, "stay", number)
        department = chance.weighted(DEPARTMENTS, key, "then", number)
        level = chance.weighted(LEVELS[2:], key, "then level", number)
        titles = (FRENCH if language == "fr" else ENGLISH)[department][level]
        employer = chance.pick(
            (
                "Old Harbour Trading",
                "Maison Vauquelin",
                "Pelican Works",
                "Ateliers du Nord",
            ),
            key,
            "then at",
            number,
        )
        jobs.append(
            (
                spelled(chance.pick(titles, key, "then title", number), woman),
                employer,
                begun,
                year,
            )
        )
        year = begun
    return tuple(jobs)

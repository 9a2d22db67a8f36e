"""A whole world from a seed."""

from __future__ import annotations

from datetime import date

from sandbox.chance import Chance
from sandbox.world.companies import make_companies
from sandbox.world.dirt import add_dirt
from sandbox.world.model import Person, World
from sandbox.world.people import make_people


def make_world(seed: int, people: int, as_of: date) -> World:
    """The same world for the same three values. About six people to a company."""
    chance = Chance(seed)
    companies = make_companies(chance, max(3, min(900, people // 6)), as_of)
    everybody = add_dirt(chance, make_people(chance, companies, people, as_of), companies, as_of)
    by_email: dict[str, Person] = {}
    by_linkedin: dict[str, Person] = {}
    for person in everybody:
        for address in (person.email, person.personal_email):
            if address:
                by_email.setdefault(address.lower(), person)
        if person.linkedin:
            by_linkedin.setdefault(linkedin_path(person.linkedin), person)
    return World(
        companies=companies,
        people=tuple(everybody),
        by_id={person.id: person for person in everybody},
        by_email=by_email,
        by_linkedin=by_linkedin,
        by_domain={company.domain: company for company in companies},
        company_by_id={company.id: company for company in companies},
    )


def linkedin_path(url: str) -> str:
    """What identifies a profile in its address: ``in/name``, without host, case or slashes."""
    return url.lower().split("?")[0].rstrip("/").rpartition("linkedin.com/")[2]

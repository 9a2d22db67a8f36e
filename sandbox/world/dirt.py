"""The dirt of real data, added on purpose and marked, so that a run can be judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sandbox.chance import Chance
from sandbox.world.companies import folded
from sandbox.world.model import Company, Person
from sandbox.world.news import INJECTION

DUPLICATES = 0.05
"""Share of people who also have a second profile, spelled otherwise."""

ROLES = ("contact", "info", "commercial", "sales", "direction", "accueil", "hello")


def add_dirt(
    chance: Chance, people: list[Person], companies: tuple[Company, ...], as_of: date
) -> list[Person]:
    """The people with some records spoiled, then duplicates and shared addresses after them."""
    spoiled = [_spoil(chance, person) for person in people]
    extra: list[Person] = []
    next_id = max(person.id for person in spoiled) + 1000
    for person in spoiled:
        if (
            chance.happens(DUPLICATES, person.true_person, "duplicate")
            and "odd name" not in person.dirt
        ):
            extra.append(_duplicate(chance, person, next_id))
            next_id += 13
    for company in companies:
        if chance.happens(0.06, company.domain, "role address"):
            extra.append(_role(chance, company, next_id, spoiled[0], as_of))
            next_id += 13
    return spoiled + extra


def _spoil(chance: Chance, person: Person) -> Person:
    key = person.true_person
    odd = chance.weighted(
        (
            ("", 960),
            ("braces", 4),
            ("emoji", 5),
            ("long", 3),
            ("shouted", 10),
            ("initial", 6),
            ("suffix", 5),
            ("injection", 4),
            ("disposable", 4),
            ("no company mail", 4),
        ),
        key,
        "odd",
    )
    if odd == "":
        return person
    if odd == "braces":
        first = chance.pick(("{{first_name}}", "{company}", "{{prenom}}"), key, "which")
        return replace(
            person,
            first_name=first,
            name=f"{first} {person.last_name}",
            dirt=("odd name", "placeholder"),
        )
    if odd == "emoji":
        return replace(
            person,
            name=f"{person.first_name} {person.last_name} 🚀",
            dirt=("odd name",),
        )
    if odd == "long":
        first = f"{person.first_name} Marie Joséphine Apolline Hildegarde Théodora"
        last = (
            f"{person.last_name} de Montmorency-Laval-Boutteville-Rochechouart de la Grande Forêt"
        )
        return replace(
            person,
            first_name=first,
            last_name=last,
            name=f"{first} {last}",
            dirt=("odd name",),
        )
    if odd == "shouted":
        return replace(
            person,
            name=f"{person.last_name.upper()} {person.first_name}",
            dirt=("odd name",),
        )
    if odd == "initial":
        return replace(
            person,
            name=f"{person.first_name} {person.last_name[0]}.",
            dirt=("odd name",),
        )
    if odd == "suffix":
        return replace(person, name=f"Dr. {person.name}, MBA", dirt=("odd name",))
    if odd == "injection":
        return replace(person, about=f"{person.title}. {INJECTION}", dirt=("injection",))
    if odd == "disposable":
        local = folded(person.first_name).replace(" ", "")
        return replace(
            person,
            email=f"{local}.{person.true_person[2:]}@mailinator.com",
            email_type="disposable",
            grade="B",
            smtp_valid="unknown",
            dirt=("disposable",),
        )
    return replace(person, email=None, grade="", smtp_valid=None, dirt=("missing",))


def _duplicate(chance: Chance, person: Person, new_id: int) -> Person:
    """The same person under another id: what links the two is the address, the profile, or both."""
    key = person.true_person
    first = person.first_name.split("-")[0]
    name = chance.pick(
        (
            folded(person.name).title(),
            f"{person.last_name.upper()} {person.first_name}",
            f"{first[0]}. {person.last_name}",
            f"{person.name} ",
            f"{first} {person.last_name}",
        ),
        key,
        "other spelling",
    )
    link = chance.pick(("both", "email", "linkedin"), key, "link") if person.email else "linkedin"
    linkedin = person.linkedin
    if linkedin is None:
        link = "email"
    elif link != "email":
        linkedin = linkedin.replace("https://www.", "http://fr.") + "/"
    else:
        linkedin = None
    email = person.email
    if email is not None:
        email = (
            None
            if link == "linkedin"
            else email.title()
            if chance.happens(0.5, key, "case")
            else email
        )
    return replace(
        person,
        id=new_id,
        name=name,
        first_name=first,
        linkedin=linkedin,
        email=email,
        grade=person.grade if email else "",
        smtp_valid=person.smtp_valid if email else None,
        personal_email=None,
        phone=None,
        lookup="at_once",
        dirt=(*person.dirt, "duplicate"),
    )


def _role(chance: Chance, company: Company, new_id: int, pattern: Person, as_of: date) -> Person:
    """A profile whose only address is a shared one, such as contact@."""
    role = chance.pick(ROLES, company.domain, "role")
    title = "Service commercial" if company.place.language == "fr" else "Sales Team"
    return replace(
        pattern,
        id=new_id,
        true_person=f"role-{company.id}",
        first_name=company.name,
        last_name="",
        name=company.name,
        title=title,
        level="Manager",
        department="Sales",
        company=company,
        place=company.place,
        language="fr" if company.place.language == "fr" else "en",
        email=f"{role}@{company.domain}",
        email_type="role-based",
        grade="A-",
        smtp_valid="accept-all",
        personal_email=None,
        phone=None,
        linkedin=None,
        birth_year=None,
        started=as_of,
        previous=(),
        skills=(),
        about=None,
        lookup="at_once",
        dirt=("role",),
    )

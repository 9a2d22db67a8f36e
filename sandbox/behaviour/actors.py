"""Who reads the mail of an address, and when they are at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.runtime import Sandbox

DAY_BEGINS = time(8, 30)
DAY_ENDS = time(18, 30)


@dataclass(frozen=True, slots=True)
class Actor:
    key: str
    """What chance is drawn on: one for a true person, however their profiles are spelled."""
    address: str
    first_name: str
    name: str
    company: str
    timezone: str
    language: str
    grade: str | None
    """``None`` for an address that the sandbox did not invent."""
    scanned: bool
    title: str


def actor_for(box: Sandbox, address: str) -> Actor:
    person = box.world.by_email.get(address.strip().lower())
    if person is None:
        local = address.partition("@")[0]
        name = " ".join(part.capitalize() for part in local.replace("_", ".").split("."))
        company = box.world.by_domain.get(address.partition("@")[2].lower())
        return Actor(
            key=f"stranger {address.lower()}",
            address=address,
            first_name=name.split(" ")[0],
            name=name,
            company=company.name if company else address.partition("@")[2],
            timezone=company.place.timezone if company else "Europe/Paris",
            language="fr" if company is None or company.place.language == "fr" else "en",
            grade=None,
            scanned=company.scanner if company else False,
            title="",
        )
    private = person.personal_email is not None and address.strip().lower() == person.personal_email
    place = person.place or person.company.place
    return Actor(
        key=person.true_person,
        address=address,
        first_name=person.first_name,
        name=person.name.strip(),
        company=person.company.name,
        timezone=place.timezone,
        language=person.language,
        grade="A-" if private else person.grade,
        scanned=person.company.scanner and not private,
        title=person.title,
    )


def at_work(box: Sandbox, actor: Actor, instant: datetime, *parts: object) -> datetime:
    """The instant itself in the actor's working hours, else a hashed minute of the next morning."""
    zone = ZoneInfo(actor.timezone)
    local = instant.astimezone(zone)
    if local.weekday() < 5 and DAY_BEGINS <= local.time() < DAY_ENDS:
        return instant
    day = local.date()
    if local.weekday() >= 5 or local.time() >= DAY_ENDS:
        day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    morning = datetime.combine(day, DAY_BEGINS, zone)
    minutes = box.chance.share(actor.key, "morning", *parts) ** 2 * 300
    return (morning + timedelta(minutes=minutes)).astimezone(UTC)

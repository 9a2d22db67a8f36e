"""Invented people, written down again and again as the world writes people down.

A person is drawn from the pools; further records of the same person are the
first one with spelling noise, each keeping at least one honest link to it; and
beside every third person stands another who shares something and is not them.
The same seed gives the same records.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import quote

from domain.identity.matching import IdentityRecord
from evals.identity.measure import LabelledRecord
from evals.identity.pools import EMPLOYERS, FIRST_NAMES, LAST_NAMES, LOOK_ALIKE, PLACES, TITLES


@dataclass(frozen=True, slots=True)
class _Person:
    cluster: str
    first: str
    short: str
    last: str
    employer: tuple[str, tuple[str, ...], str]
    record: IdentityRecord


def generate(seed: int, people: int = 70, prefix: str = "g") -> list[LabelledRecord]:
    """Records of about ``people`` invented people and their neighbours."""
    chance = Random(seed)
    firsts = list(FIRST_NAMES)
    rows: list[LabelledRecord] = []
    taken: set[tuple[str, str]] = set()
    while len({row.cluster for row in rows}) < people:
        first, short = chance.choice(firsts)
        last = chance.choice(LAST_NAMES)
        if (first[:2], last) in taken:
            continue
        taken.add((first[:2], last))
        person = _person(f"{prefix}{len(rows):04d}", first, short, last, chance)
        rows.append(LabelledRecord(person.cluster, person.record, "first"))
        for noise in chance.sample(_NOISES, k=chance.choice((1, 1, 2, 3))):
            rows.append(LabelledRecord(person.cluster, noise(person, chance), noise.__name__[1:]))
        if chance.random() < 0.4:
            trap = chance.choice(_TRAPS)
            rows.extend(
                LabelledRecord(f"{person.cluster}x", record, trap.__name__[1:])
                for record in trap(person, chance)
            )
    chance.shuffle(rows)
    return rows


def _person(cluster: str, first: str, short: str, last: str, chance: Random) -> _Person:
    employer = chance.choice(EMPLOYERS)
    city, country = chance.choice(PLACES)
    record = IdentityRecord(
        first_name=first,
        last_name=last,
        email=f"{_plain(first)}.{_plain(last)}@{employer[2]}",
        linkedin_url=f"https://www.linkedin.com/in/{_slug(first)}-{_slug(last)}-{cluster}",
        company=employer[0],
        company_domain=employer[2],
        phone=f"+33 6 39 98 {chance.randrange(100):02d} {chance.randrange(100):02d}",
        title=chance.choice(TITLES),
        city=city,
        country=country,
    )
    if chance.random() < 0.4:
        record = replace(record, rocketreach_id=str(chance.randrange(10**6, 10**7)))
    return _Person(cluster, first, short, last, employer, record)


def _ascii(text: str) -> str:
    table = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "œ": "oe"})
    plain = unicodedata.normalize("NFKD", text.translate(table))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _plain(text: str) -> str:
    return "".join(char for char in _ascii(text).lower() if char.isalpha() or char == "-")


def _slug(text: str) -> str:
    return _ascii(text).lower().replace(" ", "-").replace("'", "")


def _company(person: _Person, chance: Random) -> str:
    return chance.choice((person.employer[0], *person.employer[1]))


def _bare(person: _Person, chance: Random) -> IdentityRecord:
    """Name and employer only."""
    return IdentityRecord(
        first_name=person.first, last_name=person.last, company=_company(person, chance)
    )


def _no_accents(person: _Person, chance: Random) -> IdentityRecord:
    return replace(
        _bare(person, chance), first_name=_ascii(person.first), last_name=_ascii(person.last)
    )


def _capitals(person: _Person, chance: Random) -> IdentityRecord:
    bare = _bare(person, chance)
    return replace(bare, first_name=person.first.upper(), last_name=person.last.upper())


def _swapped(person: _Person, chance: Random) -> IdentityRecord:
    return replace(_bare(person, chance), first_name=person.last, last_name=person.first)


def _in_one_field(person: _Person, chance: Random) -> IdentityRecord:
    title = chance.choice(("", "Mme ", "M. ", "Dr "))
    return replace(
        _bare(person, chance), first_name=f"{title}{person.first} {person.last}", last_name=None
    )


def _nickname(person: _Person, chance: Random) -> IdentityRecord:
    return replace(_bare(person, chance), first_name=person.short or person.first)


def _domain_only(person: _Person, chance: Random) -> IdentityRecord:
    site = chance.choice(("https://www.{}/", "{}", "http://{}/contact", "www.{}"))
    return IdentityRecord(
        first_name=person.first,
        last_name=_ascii(person.last),
        company_domain=site.format(person.employer[2]),
    )


def _initial(person: _Person, chance: Random) -> IdentityRecord:
    initials = _plain(person.first)[0]
    return IdentityRecord(
        first_name=f"{person.first[0]}.",
        last_name=person.last,
        email=f"{initials}{chance.choice(('', '.'))}{_plain(person.last)}@{person.employer[2]}",
        company=_company(person, chance),
    )


def _address_spelled(person: _Person, chance: Random) -> IdentityRecord:
    local, _, domain = (person.record.email or "").partition("@")
    spelled = chance.choice(
        (
            f"{local.upper()}@{domain}",
            f"{local}+lead{chance.randrange(99)}@{domain}",
            f"mailto:{local}@{domain}",
            f"{person.first} {person.last} <{local}@{domain.upper()}>",
            f"  {local}@{domain}. ",
        )
    )
    return IdentityRecord(first_name=chance.choice((person.first, None)), email=spelled)


def _address_guessed(person: _Person, chance: Random) -> IdentityRecord:
    first, last = _plain(person.first), _plain(person.last)
    local = chance.choice((f"{first[0]}{last}", f"{last}.{first}", f"{first}{last}", first))
    return replace(_bare(person, chance), email=f"{local}@{person.employer[2]}")


def _profile_spelled(person: _Person, chance: Random) -> IdentityRecord:
    slug = (person.record.linkedin_url or "").rpartition("/")[2]
    spelled = chance.choice(
        (
            f"http://fr.linkedin.com/in/{slug}/",
            f"linkedin.com/in/{slug.upper()}?utm_source=share",
            f"https://m.linkedin.com/in/{quote(slug)}/en",
            f"https://www.linkedin.com/mwlite/in/{slug}#about",
            f"in/{slug}",
        )
    )
    return IdentityRecord(
        first_name=person.short or person.first, last_name=person.last, linkedin_url=spelled
    )


def _changed_jobs(person: _Person, chance: Random) -> IdentityRecord:
    other = chance.choice([each for each in EMPLOYERS if each is not person.employer])
    return replace(
        person.record,
        company=other[0],
        company_domain=other[2],
        email=f"{_plain(person.first)[0]}{_plain(person.last)}@{other[2]}",
        title=chance.choice(TITLES),
        rocketreach_id=None,
        phone=None,
    )


def _changed_name(person: _Person, chance: Random) -> IdentityRecord:
    new = chance.choice(LAST_NAMES)
    return IdentityRecord(
        first_name=person.first,
        last_name=chance.choice((new, f"{person.last}-{new}")),
        linkedin_url=person.record.linkedin_url,
        company=person.employer[0],
    )


def _mistyped(person: _Person, chance: Random) -> IdentityRecord:
    at = chance.randrange(1, len(person.last) - 1)
    wrong = chance.choice(
        (
            person.last[:at] + person.last[at + 1 :],
            person.last[:at] + person.last[at:][0] + person.last[at:],
        )
    )
    return replace(person.record, last_name=wrong, linkedin_url=None, rocketreach_id=None)


def _mobile_kept(person: _Person, chance: Random) -> IdentityRecord:
    number = (person.record.phone or "").replace("+33 ", "0")
    return IdentityRecord(
        first_name=person.first, last_name=_ascii(person.last), phone=number, country="France"
    )


_NOISES = (
    _no_accents,
    _capitals,
    _swapped,
    _in_one_field,
    _nickname,
    _domain_only,
    _initial,
    _address_spelled,
    _address_guessed,
    _profile_spelled,
    _changed_jobs,
    _changed_name,
    _mistyped,
    _mobile_kept,
)


def _relative(person: _Person, chance: Random) -> list[IdentityRecord]:
    """A colleague of the same last name."""
    names = [each[0] for each in FIRST_NAMES if each[0][:1] != person.first[:1]]
    first = chance.choice(names)
    return [
        IdentityRecord(
            first_name=first,
            last_name=person.last,
            email=f"{_plain(first)}.{_plain(person.last)}@{person.employer[2]}",
            company=_company(person, chance),
            title=person.record.title,
        )
    ]


def _namesake_elsewhere(person: _Person, chance: Random) -> list[IdentityRecord]:
    other = chance.choice([each for each in EMPLOYERS if each is not person.employer])
    return [
        IdentityRecord(
            first_name=person.first,
            last_name=person.last,
            email=f"{_plain(person.first)}.{_plain(person.last)}@{other[2]}",
            company=other[0],
            city=person.record.city,
            title=person.record.title,
        )
    ]


def _namesake_here(person: _Person, chance: Random) -> list[IdentityRecord]:
    return [
        IdentityRecord(
            first_name=person.first,
            last_name=person.last,
            email=f"{_plain(person.first)}.{_plain(person.last)}2@{person.employer[2]}",
            linkedin_url=f"https://linkedin.com/in/{_slug(person.last)}-{person.cluster}-b",
            company=person.employer[0],
            title=chance.choice(TITLES),
        )
    ]


def _shared_mailbox(person: _Person, chance: Random) -> list[IdentityRecord]:
    names = [each[0] for each in FIRST_NAMES if each[0][:1] != person.first[:1]]
    return [
        IdentityRecord(
            first_name=chance.choice(names),
            last_name=chance.choice((person.last, "Zwingelstein")),
            email=person.record.email,
            company=_company(person, chance),
        )
    ]


def _shared_desk(person: _Person, chance: Random) -> list[IdentityRecord]:
    desk = chance.choice(("contact", "info", "sales-fr", "rh", "accueil.lyon", "direction"))
    address = f"{desk}@{person.employer[2]}"
    return [
        IdentityRecord(
            first_name="Philomène",
            last_name=f"Zwingel{_plain(person.last)}",
            email=address,
            company=person.employer[0],
            phone="01 99 00 30 30",
        )
    ]


def _look_alike(person: _Person, chance: Random) -> list[IdentityRecord]:
    """Somebody with a name like that of a third person, who is the person's neighbour too."""
    _, other = chance.choice(LOOK_ALIKE)
    return [
        IdentityRecord(
            first_name=other,
            last_name=person.last,
            company=person.employer[0],
            phone="01 99 00 30 30",
        )
    ]


_TRAPS = (
    _relative,
    _namesake_elsewhere,
    _namesake_here,
    _shared_mailbox,
    _shared_desk,
    _look_alike,
)


def look_alikes(prefix: str = "l") -> list[LabelledRecord]:
    """Two colleagues of one last name whose first names look alike, for every such pair."""
    rows = []
    for place, (one, other) in enumerate(LOOK_ALIKE):
        last, employer = LAST_NAMES[place * 3], EMPLOYERS[place]
        for letter, first in (("a", one), ("b", other)):
            rows.append(
                LabelledRecord(
                    f"{prefix}{place:02d}{letter}",
                    IdentityRecord(first_name=first, last_name=last, company=employer[0]),
                    "look alike",
                )
            )
    return rows

"""Several hundred invented companies."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta

from sandbox.chance import Chance
from sandbox.world.model import Company
from sandbox.world.news import write_news
from sandbox.world.places import PLACES
from sandbox.world.sectors import SECTORS, STEMS

SIZES: tuple[tuple[tuple[int, int], float], ...] = (
    ((3, 10), 12),
    ((11, 50), 25),
    ((51, 200), 30),
    ((201, 500), 14),
    ((501, 1000), 8),
    ((1001, 5000), 8),
    ((5001, 20000), 3),
)

PATTERNS: tuple[tuple[str, float], ...] = (
    ("first.last", 60),
    ("flast", 18),
    ("first", 8),
    ("f.last", 8),
    ("last.first", 6),
)

WEBSITES: tuple[tuple[str, float], ...] = (
    ("ok", 82),
    ("missing", 6),
    ("slow", 4),
    ("huge", 2),
    ("private_redirect", 2),
    ("injected", 4),
)

OPENINGS_FR = (
    "Commercial sédentaire",
    "Ingénieur d'affaires",
    "Développeur",
    "Responsable marketing",
    "Contrôleur de gestion",
    "Technicien support",
    "Chef de projet",
)
OPENINGS_EN = (
    "Account Executive",
    "Software Engineer",
    "Marketing Manager",
    "Financial Controller",
    "Support Engineer",
    "Project Manager",
    "Sales Development Representative",
)

FIRST_COMPANY_ID = 40_000


def folded(text: str) -> str:
    """Lower-case ASCII letters, digits and spaces: accents and signs are dropped."""
    plain = unicodedata.normalize(
        "NFKD", text.replace("œ", "oe").replace("ß", "ss").replace("ø", "o")
    )
    kept = "".join(mark for mark in plain if not unicodedata.combining(mark)).lower()
    return re.sub(r"[^a-z0-9]+", " ", kept).strip()


def slug(text: str) -> str:
    return folded(text).replace(" ", "-")


def make_companies(chance: Chance, count: int, as_of: date) -> tuple[Company, ...]:
    """``count`` companies with different names and domains."""
    made: list[Company] = []
    taken: set[str] = set()
    sectors = tuple((key, sector.weight) for key, sector in SECTORS.items())
    number = 0
    while len(made) < count:
        key = ("company", number)
        number += 1
        sector_key = chance.weighted(sectors, *key, "sector")
        sector = SECTORS[sector_key]
        stem = chance.pick(STEMS, *key, "stem")
        if len(made) > 250:  # stems and endings run out: two stems make a new name
            stem = f"{stem} {chance.pick(STEMS, *key, 'second stem')}"
        name = f"{stem} {chance.pick(sector.endings, *key, 'ending')}"
        domain = f"{slug(name)}.example"
        if domain in taken:
            continue
        taken.add(domain)
        made.append(
            _company(
                chance,
                FIRST_COMPANY_ID + len(made) * 7,
                name,
                domain,
                sector_key,
                as_of,
            )
        )
    return _with_competitors(chance, made)


def _company(
    chance: Chance,
    company_id: int,
    name: str,
    domain: str,
    sector_key: str,
    as_of: date,
) -> Company:
    sector = SECTORS[sector_key]
    place = chance.weighted(PLACES, domain, "place")
    (low, high) = chance.weighted(SIZES, domain, "size")
    employees = int(low * (high / low) ** chance.share(domain, "employees"))
    language = "fr" if place.language == "fr" else "en"
    growth = round(
        chance.between(-22, 48, domain, "growth") * (0.4 + chance.share(domain, "swing")),
        1,
    )
    news = write_news(
        chance,
        name=name,
        domain=domain,
        city=place.city,
        language=language,
        as_of=as_of,
    )
    funded = next((piece.day for piece in news if piece.kind == "funding"), None)
    if funded is None and chance.happens(0.12, domain, "funded"):
        funded = as_of - timedelta(days=chance.whole(60, 1500, domain, "funded on"))
    titles = OPENINGS_FR if language == "fr" else OPENINGS_EN
    wanted = chance.weighted(((0, 45), (1, 15), (2, 15), (4, 15), (7, 10)), domain, "openings")
    offer = sector.offer_fr if language == "fr" else sector.offer_en
    return Company(
        id=company_id,
        name=_legal_name(chance, name, domain, place.country_code),
        domain=domain,
        sector=sector_key,
        industry=sector.industry,
        place=place,
        employees=employees,
        growth_12m=growth,
        revenue=None
        if chance.happens(0.25, domain, "revenue?")
        else int(employees * chance.between(80_000, 320_000, domain, "revenue")) // 1000 * 1000,
        founded=chance.whole(1921, as_of.year - 1, domain, "founded"),
        funding_total=chance.whole(1, 60, domain, "raised") * 1_000_000 if funded else None,
        funding_day=funded,
        description=f"{name} {offer} ({place.city}).",
        news=news,
        openings=tuple(chance.pick(titles, domain, "opening", n) for n in range(wanted)),
        competitors=(),
        techstack=sector.techstack,
        email_pattern=chance.weighted(PATTERNS, domain, "pattern"),
        website=chance.weighted(WEBSITES, domain, "website"),
        scanner=chance.happens(0.28, domain, "scanner"),
        accept_all=chance.happens(0.18, domain, "accept all"),
    )


def _legal_name(chance: Chance, name: str, domain: str, country_code: str) -> str:
    forms = {
        "FR": ("", "", "", " SAS", " SARL", " SA", " Groupe"),
        "GB": ("", "", " Ltd"),
        "DE": ("", " GmbH"),
        "US": ("", "", " Inc."),
    }.get(country_code, ("", ""))
    return name + chance.pick(forms, domain, "legal form")


def _with_competitors(chance: Chance, companies: list[Company]) -> tuple[Company, ...]:
    by_sector: dict[str, list[str]] = {}
    for company in companies:
        by_sector.setdefault(company.sector, []).append(company.domain)
    out = []
    for company in companies:
        peers = [domain for domain in by_sector[company.sector] if domain != company.domain]
        chosen = (
            {chance.pick(peers, company.domain, "competitor", n) for n in range(3)}
            if peers
            else set()
        )
        out.append(replace(company, competitors=tuple(sorted(chosen))))
    return tuple(out)

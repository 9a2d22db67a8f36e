"""Lists of invented people, as dirty as lists are: the same rows and seed give the same file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

from evals.identity.pools import FIRST_NAMES, PLACES

HEADER = (
    "first_name", "last_name", "title", "email", "phone", "linkedin_url", "company",
    "company_domain", "industry", "employees", "revenue", "city", "country",
    "company_description", "company_news", "employees_growth_12m", "open_positions",
    "last_funding_at", "last_post_at", "website_updated_at", "Owner",
)  # fmt: skip
SEED = 20261122
PEOPLE_A_COMPANY = 12
AGAIN = 0.08
"""Share of rows that are somebody above once more, written differently."""

_ONSETS = "b br c ch d dr f fl g gr l m n p pr r s st t tr v".split()  # noqa: SIM905
_NUCLEI = "a ai e é eau i o ou u".split()  # noqa: SIM905
_CODAS = ("", "", "l", "n", "r", "s", "t", "nd", "rt", "ss")
_TITLES = (
    "Directeur commercial", "Directrice marketing", "VP Sales", "Head of Sales", "CEO",
    "Chief Revenue Officer", "DSI", "Responsable achats", "Sales Manager", "Account Executive",
    "Ingénieur d'affaires", "Stagiaire marketing", "Gérante", "CTO & co-founder",
    "Office manager", "Directeur général adjoint", "Head of Growth (France)", "Chef de produit",
    "Responsable RH", "Consultant", "Président", "Data engineer", "Directeur des opérations",
)  # fmt: skip
_REGIONS = ("", " France", " Europe", " EMEA", " Sud-Ouest", " - Grands comptes", " B2B", " Nord")
_LEGAL = ("", "", " SAS", " SA", " SARL", " GmbH", " Ltd", ", Inc.")
_TRADES = (
    "Logiciels", "Software", "Logistique", "Santé", "Conseil", "Industrie", "Énergie", "Banque",
)  # fmt: skip
_NOTHING = ("", "", "", "-", "N/A", "null")
_NEWS = (
    "{month} 2026 : {company} lève {n} M€ pour accélérer en Europe",
    "{company} is hiring {n} sales people",
    "{company} ouvre un bureau à Lyon ({day:02d}/0{m}/2026)",
    "Plan social : {n} postes supprimés chez {company}",
    "2026-0{m}-{day:02d} {company} signs a partnership with a bank",
    "{company} nomme une nouvelle directrice générale",
    "Revenue up {n}% this year",
)
_MONTHS = ("janvier", "mars", "May", "juin", "July", "septembre", "octobre", "Nov")

Cells = list[str]


def write_people_list(path: Path, rows: int, seed: int = SEED) -> int:
    """Write ``rows`` records under a header; the size of the file in bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(people(rows, seed))
    return path.stat().st_size


def people(rows: int, seed: int = SEED) -> Iterator[Cells]:
    """The records, one after the other; memory holds the companies and recent people."""
    chance = Random(seed)
    companies = [_company(chance, number) for number in range(rows // PEOPLE_A_COMPANY + 1)]
    recent: list[Cells] = []
    for number in range(rows):
        if recent and chance.random() < AGAIN:
            yield _again(chance, chance.choice(recent))
            continue
        person = _person(chance, number, chance.choice(companies))
        if len(recent) < 5_000:
            recent.append(person)
        else:
            recent[number % 5_000] = person
        yield person


def _word(chance: Random, syllables: int) -> str:
    return "".join(
        chance.choice(_ONSETS) + chance.choice(_NUCLEI) + chance.choice(_CODAS)
        for _ in range(syllables)
    ).capitalize()


def _plain(text: str) -> str:
    return "".join(
        char if char.isascii() and char.isalnum() else "e" if char == "é" else ""
        for char in text.lower()
    )


def _company(chance: Random, number: int) -> Cells:
    name = f"{_word(chance, chance.choice((2, 2, 3)))}{chance.choice(('', ' ' + _word(chance, 2)))}"
    domain = f"{_plain(name)}{number}.example"
    city, country = chance.choice(PLACES)
    headcount = int(chance.paretovariate(0.7) * 8)
    employees = chance.choice(
        (str(headcount), f"{headcount}-{headcount * 4}", f"{headcount:,}", f"{headcount} salariés",
         *_NOTHING)
    )  # fmt: skip
    millions = round(headcount * chance.uniform(0.05, 0.3), 1)
    revenue = chance.choice(
        (f"{millions} M€".replace(".", ","), f"${millions}M", f"{int(millions * 1e6)}", *_NOTHING)
    )
    month, day = chance.randint(1, 9), chance.randint(1, 28)
    news = chance.choice(_NEWS).format(
        company=name, n=chance.randint(2, 80), m=month, day=day, month=chance.choice(_MONTHS)
    )
    return [
        name + chance.choice(_LEGAL),
        chance.choice((domain, f"https://www.{domain}/", domain, "")),
        chance.choice(_TRADES),
        employees,
        revenue,
        city,
        country,
        f"{name} développe des solutions pour {_word(chance, 3)} et {_word(chance, 2)}, "
        f"\u00ab {chance.choice(_TRADES)} \u00bb, depuis {chance.randint(1950, 2024)}.",
        news if chance.random() < 0.5 else "",
        chance.choice((f"{chance.randint(-20, 60)}%", *_NOTHING)),
        chance.choice((str(chance.randint(0, 60)), f"{chance.randint(2, 9)} postes", *_NOTHING)),
        chance.choice((f"2026-0{month}-{day:02d}", f"{day:02d}/0{month}/2025", *_NOTHING)),
        chance.choice((f"2026-{month + 2:02d}-{day:02d}", f"il y a {day} jours", *_NOTHING)),
        domain,
    ]


def _person(chance: Random, number: int, company: Cells) -> Cells:
    first = chance.choice(FIRST_NAMES)[0]
    last = _word(chance, chance.choice((2, 2, 2, 3)))
    if chance.random() < 0.03:
        last = f"de {last}"
    mail = f"{_plain(first)}.{_plain(last)}@{company[13]}"
    kind = chance.random()
    if kind < 0.12:
        mail = chance.choice(_NOTHING)
    elif kind < 0.15:
        mail = f"contact@{company[13]}"
    elif kind < 0.17:
        mail = f"{_plain(first)}.{_plain(last)}"  # no address at all
    tail = f"{number:08d}"
    phone = f"+33 6 {tail[:2]} {tail[2:4]} {tail[4:6]} {tail[6:]}"
    profile = f"https://www.linkedin.com/in/{_plain(first)}-{_plain(last)}-{number:x}"
    return [
        first,
        last,
        chance.choice(_TITLES) + chance.choice(_REGIONS),
        mail,
        phone if chance.random() < 0.3 else "",
        profile if chance.random() < 0.5 else "",
        *company[:11],
        company[11],
        company[12] if chance.random() < 0.5 else "",
        f"2026-{chance.randint(1, 11):02d}-{chance.randint(1, 28):02d}"
        if chance.random() < 0.3
        else "",
        chance.choice(("Camille", "Sacha", "")),
    ]


def _again(chance: Random, person: Cells) -> Cells:
    """The same person as another list has them: shouted, initialled, or with fields missing."""
    cells = list(person)
    how = chance.randrange(5)
    if how == 0:
        cells[1] = cells[1].upper()
    elif how == 1:
        cells[0], cells[3] = f"  {cells[0]} ", cells[3].upper()
    elif how == 2:
        cells[3] = cells[3].replace("@", "+crm@")
    elif how == 3:
        cells[6], cells[7], cells[2] = cells[6].upper(), "", ""
    else:
        cells[4] = cells[5] = ""
    return cells

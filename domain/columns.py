"""Which column of somebody's list holds which fact.

Every tool names its columns in its own way. ``map_headers`` reads the header of
a list and says, for each column, which fact it fills and in which order of
preference, so that no rep has to rename anything before an import.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.facts import CANONICAL_FIELDS

NAME = "name"
"""A whole name, to be split into first and last name."""
LOCATION = "location"
"""A place in one cell (``Paris, Île-de-France, France``): city and country."""
URL = "url"
"""An address of unknown kind: a LinkedIn profile or a web site, by its value."""
REVENUE_LOW, REVENUE_HIGH = "revenue_low", "revenue_high"
EMPLOYEES_LOW, EMPLOYEES_HIGH = "employees_low", "employees_high"
"""The two ends of a range in two columns."""

_FAMILY_OR_WHOLE_NAME = "family or whole name"

# Best spelling first: where a list has several of them, that is the order in which
# a value is looked for. Written as people write them; compared as ``folded`` text.
# Left out on purpose: a company's switchboard (it is not the person's number), growth
# without its period, funding without its date, the LinkedIn page of the company.
# RocketReach says Employer, Apollo Company, Salesforce Account, HubSpot Associated Company.
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "first_name": (
        "first name", "given name", "first", "forename", "fname", "prénom", "prénoms",
        "prénom du contact", "prénom contact",
    ),
    "last_name": (
        "last name", "surname", "family name", "last", "lname", "nom de famille",
        "nom famille", "nom d'usage", "nom patronymique",
    ),
    NAME: (
        "full name", "name", "contact name", "person name", "lead name", "prospect name",
        "contact", "nom complet", "nom et prénom", "nom prénom", "prénom nom",
        "prénom et nom", "nom du contact", "nom contact", "nom du prospect", "interlocuteur",
    ),
    "title": (
        "title", "job title", "current title", "position", "current position",
        "current job title", "position title", "role", "job", "job position", "job role",
        "occupation", "designation", "intitulé du poste", "intitulé de poste",
        "poste", "fonction", "poste actuel", "poste occupé", "titre du poste", "emploi",
        "métier", "qualité", "titre", "headline", "linkedin headline",
    ),
    "email": (
        "work email", "recommended work email", "current work email", "professional email",
        "business email", "email professionnel", "email pro",
        "mail professionnel", "mail pro", "adresse email professionnelle", "courriel professionnel",
        "recommended email", "email", "email address", "e-mail 1", "primary email", "best email",
        "mail", "courriel", "adresse e-mail", "adresse mail", "adresse électronique",
        "adresse de messagerie", "adresse courriel", "contact email", "current work emails",
        "work emails", "emails", "a emails", "a- emails", "b emails", "secondary email",
        "other email", "tertiary email",
        "recommended personal email", "personal email", "personal emails", "email personnel",
        "email perso", "courriel personnel",
    ),
    "phone": (
        "work direct phone", "direct phone", "direct dial", "mobile phone", "mobile",
        "mobile phone number", "mobile number", "cell phone", "cell", "portable",
        "téléphone portable", "téléphone mobile", "tél portable", "numéro de portable", "gsm",
        "ligne directe", "téléphone direct", "phone", "phone number", "telephone",
        "telephone number", "tel", "work phone", "office phone", "recommended phone",
        "phone numbers", "phones", "téléphone", "numéro de téléphone", "n° de téléphone",
        "téléphone fixe", "téléphone professionnel", "tél", "fixe", "other phone",
        "other phones", "home phone",
    ),
    "linkedin_url": (
        "linkedin profile url", "default profile url", "linkedin url", "person linkedin url",
        "person linkedin", "linkedin", "linkedin profile", "personal linkedin",
        "contact linkedin url", "contact linkedin", "linkedin link", "linkedin public url",
        "public profile url", "linkedin member profile url", "linkedin contact profile url",
        "profil linkedin", "url linkedin", "url du profil linkedin", "url profil linkedin",
        "lien linkedin", "lien profil linkedin", "hs linkedin url", "linkedin bio",
    ),
    "company": (
        "company", "company name", "current company", "current employer", "employer",
        "employer name", "current company name", "organization", "organisation",
        "organization name", "organisation name", "account", "account name",
        "associated company", "primary company", "associated company name",
        "primary associated company", "business name", "société", "entreprise",
        "raison sociale", "nom de la société", "nom société", "nom de l'entreprise",
        "nom entreprise", "nom de l'organisation", "dénomination", "dénomination sociale",
        "employeur", "compte", "enseigne", "nom du compte", "structure", "company legal name",
        "company name for emails",
    ),
    "company_domain": (
        "company domain", "company domain name", "domain", "domain name", "email domain",
        "employer domain", "current employer domain", "organization domain", "domaine",
        "nom de domaine", "domaine de l'entreprise", "website", "company website",
        "company website url", "website url", "website address", "web site", "web", "site",
        "employer website", "current employer website", "company site", "homepage",
        "organization website", "company web", "site web", "site internet", "url du site",
        "url site web", "adresse du site", "adresse web", "site web de l'entreprise",
    ),
    "industry": (
        "industry", "company industry", "employer industry", "employer primary industry",
        "primary industry", "current employer industry", "organization industry",
        "industries", "sector", "vertical", "secteur d'activité", "secteur", "activité",
        "domaine d'activité", "branche", "industrie", "libellé naf", "libellé ape",
    ),
    "employees": (
        "employees", "# employees", "number of employees", "no of employees",
        "num employees", "employee count", "employees count", "total employees",
        "company employee count", "company number of employees", "headcount",
        "company headcount", "company employees", "employer number of employees",
        "employer employees", "employer size", "company size", "employee range",
        "company size range", "company headcount range", "company employee range", "size",
        "staff count", "staff", "effectif", "effectifs", "nombre d'employés", "nb employés",
        "nombre de salariés", "nb salariés", "nombre de collaborateurs", "salariés",
        "effectif de l'entreprise", "taille de l'entreprise", "taille entreprise",
        "taille", "tranche d'effectif", "tranche effectif", "tranche d'effectifs",
    ),
    "revenue": (
        "revenue", "annual revenue", "company revenue", "company annual revenue",
        "employer revenue", "estimated revenue", "revenue range", "company revenue range",
        "turnover", "annual turnover", "sales revenue", "chiffre d'affaires", "ca",
        "chiffre d'affaire", "ca annuel", "revenu annuel", "chiffre d'affaires annuel",
        "revenu", "revenus",
    ),
    REVENUE_LOW: ("revenue min", "min revenue", "revenue from", "ca min"),
    REVENUE_HIGH: ("revenue max", "max revenue", "revenue to", "ca max"),
    EMPLOYEES_LOW: ("employees min", "min employees", "employees from", "effectif min"),
    EMPLOYEES_HIGH: ("employees max", "max employees", "employees to", "effectif max"),
    "city": (
        "city", "town", "person city", "contact city", "mailing city", "current city",
        "ville", "commune", "localité", "company city", "employer city", "headquarters city",
        "ville de l'entreprise", "ville entreprise",
    ),
    "country": (
        "country", "country/region", "person country", "contact country", "mailing country",
        "country name", "pays", "pays/région", "company country", "company country/region",
        "employer country", "headquarters country", "pays de l'entreprise", "country code",
        "company country code", "code pays",
    ),
    LOCATION: (
        "location", "person location", "contact location", "current location",
        "localisation", "lieu", "emplacement", "ville et pays",
    ),
    "company_description": (
        "company description", "company summary", "short description", "company about",
        "about company", "company overview", "employer description", "seo description",
        "description de l'entreprise", "description entreprise", "description de la société",
        "description société", "description", "présentation de l'entreprise",
    ),
    "company_news": (
        "company news", "news", "latest news", "recent news", "company latest news",
        "actualité", "actualités", "actualités de l'entreprise", "actualité de l'entreprise",
        "dernières actualités", "actus",
    ),
    "employees_growth_12m": (
        "employees growth 12m", "employee growth 12m", "employee growth 12 months",
        "headcount growth 12m", "headcount growth 12 months", "12 month headcount growth",
        "headcount growth 1y", "headcount growth 1 year", "12 months headcount growth",
        "yearly headcount growth", "employee growth 1 year", "1 year employee growth",
        "croissance des effectifs 12 mois", "croissance effectif 12 mois",
        "croissance des effectifs sur 12 mois", "évolution des effectifs 12 mois",
    ),
    "open_positions": (
        "open positions", "open jobs", "job openings", "number of open positions",
        "number of job openings", "active job postings", "job postings", "open roles",
        "postes ouverts", "offres d'emploi", "recrutements", "recrutements en cours",
        "nombre de postes ouverts", "postes à pourvoir",
    ),
    "last_funding_at": (
        "last funding at", "last raised at", "last funding date", "latest funding date",
        "date of last funding", "last funding round date", "last round date",
        "dernière levée", "dernière levée de fonds", "date de la dernière levée",
        "date dernière levée", "date de dernière levée de fonds",
    ),
    "last_post_at": (
        "last post at", "last post", "last post date", "latest post", "latest post date",
        "last linkedin post", "last linkedin post date", "dernier post", "dernière publication",
        "date du dernier post", "date dernier post", "dernier post linkedin",
    ),
    "website_updated_at": (
        "website updated at", "website updated", "website last updated", "site updated at",
        "website update", "website last modified", "mise à jour du site", "site mis à jour le",
        "dernière mise à jour du site",
    ),
    URL: ("url", "profile url", "link", "lien", "profile link", "profile", "profil"),
    _FAMILY_OR_WHOLE_NAME: ("nom",),
}  # fmt: skip

# What RocketReach, Salesforce and HubSpot put before a name they would otherwise share.
_PREFIXES = ("input", "contact", "lead", "prospect", "person", "primary")
_LATER = 1_000
"""Added to the rank of a column that is a lesser copy: a prefix, a number, a repeat."""

_NUMBERED = re.compile(r"(?<=[a-z])([1-9])$")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list."""

    position: int
    """Place in the record, the first being 0."""
    header: str
    """The header as written, trimmed; made unique: a second ``Email`` is ``Email (2)``."""
    target: str | None
    """A canonical field, or one of the pseudo fields of this module; ``None``: not known."""
    rank: int = 0
    """Among columns of one target, the lowest with a value wins."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What each column of a list holds, in the order of the list."""

    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def holding(self, target: str) -> tuple[Column, ...]:
        """The columns that can fill ``target``, the preferred one first."""
        found = (column for column in self.columns if column.target == target)
        return tuple(sorted(found, key=lambda column: (column.rank, column.position)))

    @property
    def recognised(self) -> int:
        """How many columns hold something known."""
        return sum(1 for column in self.columns if column.target is not None)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers of the columns that hold nothing known; their cells are kept as extra."""
        return tuple(column.header for column in self.columns if column.target is None)

    @property
    def identifies(self) -> bool:
        """Whether some column can give a name or an e-mail: without one, no row is of use."""
        who = {"first_name", "last_name", NAME, "email"}
        return any(column.target in who for column in self.columns)


def folded(header: str) -> str:
    """A header without what spellings differ in: case, accents, spaces and signs.

    ``Prénom``, ``PRENOM`` and `` prenom_`` are one; so are ``firstName``, ``First Name``
    and ``first-name``.
    """
    plain = unicodedata.normalize("NFKD", header).casefold().replace("œ", "oe")
    return _NOT_ALPHANUMERIC.sub("", plain)


def map_headers(headers: Sequence[str]) -> ColumnMap:
    """What the columns under these headers hold. Any headers will do; none raises.

    ``Nom`` beside ``Prénom`` is a family name, and alone a whole name. Headers that
    occur twice, or are empty, get a name of their own, so that no cell is lost.
    """
    known = _known()
    targets = [known.lookup(folded(header)) for header in headers]
    names = {target for target, _ in targets}
    has_first, has_last = "first_name" in names, "last_name" in names
    columns: list[Column] = []
    labels: set[str] = set()
    for position, (header, (target, rank)) in enumerate(zip(headers, targets, strict=True)):
        if target == _FAMILY_OR_WHOLE_NAME:
            target = "last_name" if has_first and not has_last else NAME
        columns.append(Column(position, _unique(header, position, labels), target, rank))
    return ColumnMap(tuple(columns))


def _unique(header: str, position: int, taken: set[str]) -> str:
    written = " ".join("".join(c for c in header if c.isprintable() or c.isspace()).split())
    label = base = written or f"column {position + 1}"
    count = 1
    while label in taken:
        count += 1
        label = f"{base} ({count})"
    taken.add(label)
    return label


@dataclass(frozen=True, slots=True)
class _Known:
    ranks: Mapping[str, tuple[str, int]]

    def lookup(self, key: str) -> tuple[str | None, int]:
        found = self.ranks.get(key)
        if found:
            return found
        for prefix in _PREFIXES:
            if key.startswith(prefix):
                found = self.ranks.get(key[len(prefix) :])
                if found and found[0] != URL:
                    return found[0], found[1] + _LATER
        numbered = _NUMBERED.search(key)
        if numbered:
            found = self.ranks.get(key[: numbered.start()])
            if found:
                return found[0], found[1] + (int(numbered[1]) - 1) * _LATER
        return None, 0


@lru_cache(maxsize=1)
def _known() -> _Known:
    ranks: dict[str, tuple[str, int]] = {}
    for target, spellings in _SPELLINGS.items():
        own = (target,) if target in CANONICAL_FIELDS else ()
        for rank, spelling in enumerate((*spellings, *own)):
            key = folded(spelling)
            if key in ranks and ranks[key][0] != target:
                raise AssertionError(f"{spelling!r} is listed for {ranks[key][0]} and {target}")
            ranks.setdefault(key, (target, rank))
    return _Known(ranks)

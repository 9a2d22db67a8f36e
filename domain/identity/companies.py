"""Do two records name the same employer?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import cleanco
import tldextract
from rapidfuzz import fuzz

from domain.identity.folding import words_of

# Legal forms and groupings that cleanco leaves, at either end of a French name.
_FORMS = frozenset(
    """
    sas sasu sarl eurl sa snc scop scic selarl selas selasu sci scp scm sca gie earl gaec sprl srl
    bv nv ag gmbh kg ug ltd limited plc llc llp inc incorporated corp corporation spa sl ab oy aps
    co cie company compagnie et and the le la les l
    """.split()  # noqa: SIM905
)
_GROUPINGS = frozenset({"groupe", "group", "holding", "holdings", "gruppe", "grupo", "gruppo"})
# What a branch or an arm adds to the name without becoming another company.
_BRANCHES = frozenset(
    """
    france international europe worldwide global emea uk usa deutschland germany italia espana
    belgique belgium suisse schweiz canada iberia benelux paris lyon
    """.split()  # noqa: SIM905
)
_FORM_IS_NAME = frozenset({("sas", "institute")})
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
_HOST = re.compile(r"[a-z0-9\-_.\u0080-\U0010ffff]+")
# Sites at which a company has a page, not its domain.
_OTHERS_SITES = frozenset(
    """
    linkedin.com facebook.com twitter.com x.com instagram.com youtube.com tiktok.com google.com
    goo.gl bit.ly linktr.ee crunchbase.com welcometothejungle.com societe.com pappers.fr
    pagesjaunes.fr github.com medium.com doctolib.fr
    """.split()  # noqa: SIM905
)

SAME_DOMAIN = 1.0
SAME_NAME = 0.95
SAME_LABEL = 0.85
SAME_BRANCH = 0.85
CLOSE_NAME = 0.8
OTHER = 0.0


@dataclass(frozen=True, slots=True)
class Employer:
    """What a record says of the employer. ``name`` is a company key, ``domain`` a domain key."""

    name: str | None = None
    domain: str | None = None

    @property
    def known(self) -> bool:
        return self.name is not None or self.domain is not None


def read_employer(company: str | None, domain: str | None = None) -> Employer:
    """An employer from a company's name and its domain, address or e-mail, as found."""
    key = domain_key(domain)
    return Employer(company_key(company), None if key in _OTHERS_SITES else key)


@lru_cache(maxsize=65_536)
def company_key(name: str | None) -> str | None:
    """A company's name without legal form, accents, punctuation and ``Groupe``; or ``None``.

    ``SAS Dupont``, ``Dupont S.A.S.`` and ``Groupe Dupont`` are ``dupont``. A
    name of nothing but such words keeps them.
    """
    if not name:
        return None
    plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), name).replace("&", " et ")
    words = words_of(plain)
    if not words:
        return None
    if words[:2] in _FORM_IS_NAME:
        return " ".join(words)
    kept = _without_forms(words)
    if len(kept) > 1:
        based = words_of(cleanco.basename(" ".join(kept)))
        kept = _without_forms(based) or kept
    inner = tuple(word for word in kept if word not in {"et", "and"})
    return " ".join(inner or kept or words)


def _without_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in _FORMS or kept[-1] in _GROUPINGS):
        kept.pop()
    while len(kept) > 1 and (kept[0] in _FORMS or kept[0] in _GROUPINGS):
        kept.pop(0)
    return tuple(kept)


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    """Reads the public suffix list that is shipped with the package, and only that."""
    return tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )


@lru_cache(maxsize=65_536)
def domain_key(text: str | None) -> str | None:
    """The registrable domain of an address, a host or an e-mail, in ASCII; or ``None``.

    ``https://www.acme.co.uk/a`` and ``jean@mail.acme.co.uk`` are
    ``acme.co.uk``; a site under a shared host keeps its own label.
    """
    if not text:
        return None
    host = text.strip().lower()
    host = host.rpartition("@")[2] if "@" in host and "://" not in host else host
    host = host.split("://", 1)[-1].lstrip("/")
    host = re.split(r"[/?#\s,;]", host, maxsplit=1)[0].rpartition("@")[2]
    host = host.partition(":")[0].strip(".")
    if "." not in host or not _HOST.fullmatch(host):
        return None
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    parts = _extractor()(host)
    if parts.ipv4 or parts.ipv6:
        return None
    if not parts.suffix:
        return ".".join(host.split(".")[-2:])
    return f"{parts.domain}.{parts.suffix}" if parts.domain else None


def companies_agree(a: Employer, b: Employer) -> float | None:
    """How far two employers agree, from 0 to 1; ``None`` when one is unknown.

    1 the same domain; 0.95 the same name; 0.85 a name that is the other's
    domain, or one of its branches; 0.8 a name that is nearly the same.
    """
    if not a.known or not b.known:
        return None
    if a.domain and a.domain == b.domain:
        return SAME_DOMAIN
    if a.name and b.name:
        if _compact(a.name) == _compact(b.name):
            return SAME_NAME
        by_name = _names_agree(a.name, b.name)
        if by_name or (a.domain and b.domain):
            return by_name
    label_a, label_b = domain_label(a.domain), domain_label(b.domain)
    if label_a and label_a == label_b:
        # acme.fr and acme.com; two letters are nobody's own.
        return SAME_LABEL if len(label_a) >= 4 else OTHER
    if (label_a and label_a == _compact(b.name)) or (label_b and label_b == _compact(a.name)):
        return SAME_LABEL
    return OTHER


@lru_cache(maxsize=65_536)
def _names_agree(a: str, b: str) -> float:
    words_a, words_b = a.split(), b.split()
    short, long = sorted((words_a, words_b), key=len)
    rest = long[len(short) :]
    if long[: len(short)] == short and rest and all(word in _BRANCHES for word in rest):
        return SAME_BRANCH
    # Only a slip within a word; a word more or less makes another company.
    if len(words_a) == len(words_b) and min(len(a), len(b)) >= 8 and not _numbers_differ(a, b):
        return CLOSE_NAME if fuzz.ratio(a, b) >= 93 else OTHER
    return OTHER


def _numbers_differ(a: str, b: str) -> bool:
    return re.findall(r"\d+", a) != re.findall(r"\d+", b)


def _compact(name: str | None) -> str | None:
    return name.replace(" ", "") if name else None


@lru_cache(maxsize=65_536)
def domain_label(domain: str | None) -> str | None:
    """``acmeconseil`` of ``acme-conseil.example``: the company's name, as far as it is one."""
    return domain.split(".")[0].replace("-", "").replace("_", "") if domain else None

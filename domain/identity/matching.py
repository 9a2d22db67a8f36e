"""Are two records one person? Rules in the order of what they prove.

1. A key that one person alone has, unless the names beside it clearly differ.
2. The name together with the employer, unless something tells the two apart.
3. The name together with a telephone number, likewise.

Nothing else makes one person of two. Every rule is symmetric.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from domain.identity import given_names, obstacles
from domain.identity.companies import SAME_LABEL, companies_agree
from domain.identity.keys import blocking_keys, strong_keys
from domain.identity.local_parts import address_fits
from domain.identity.names import NameAgreement, PersonName, names_agree
from domain.identity.obstacles import at_one_employer, same_phone
from domain.identity.records import IdentityKey, IdentityRecord, Reading, read_record

__all__ = [
    "SAME_FROM",
    "Comparison",
    "IdentityKey",
    "IdentityRecord",
    "blocking_keys",
    "compare",
    "compare_sharing",
    "strong_keys",
]

SAME_FROM = 0.75
"""From this score on, two records are one person."""

_EMPLOYER_AGREES = 0.8
_SLIP = 0.9
_PROOF = {"rocketreach": 1.0, "linkedin": 0.99, "email": 0.98}
_NAMED = {
    "rocketreach": "same RocketReach id",
    "linkedin": "same LinkedIn profile",
    "email": "same e-mail address",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """``score`` from 0 to 1; ``same`` from ``SAME_FROM`` on; ``reasons`` for a person to read."""

    same: bool
    score: float
    reasons: tuple[str, ...]


def compare(a: IdentityRecord, b: IdentityRecord) -> Comparison:
    """Compare two records by all that they say themselves."""
    theirs = strong_keys(b)
    return compare_sharing(a, b, tuple(key for key in strong_keys(a) if key in theirs))


def compare_sharing(
    a: IdentityRecord, b: IdentityRecord, shared: tuple[IdentityKey, ...]
) -> Comparison:
    """Compare two records of which the keys in common are known.

    An index that remembers every key of a person knows more of them than the
    person's current record shows: a former address, an earlier profile name,
    the employer and the name before this one (``name_at``, ``full_name_at``).
    """
    read_a, read_b = read_record(a), read_record(b)
    met_at = any(key.kind in {"name_at", "full_name_at"} for key in shared)
    names = names_agree(read_a.name, read_b.name)
    if any(key.kind == "full_name_at" for key in shared) and not names.full:
        # The person went by this very name there, whatever is on record today.
        names = NameAgreement(given_names.SPELLED, given_names.SPELLED)
    shared = tuple(key for key in shared if key.kind in _PROOF)
    score: float = 0.0
    reasons: tuple[str, ...] = ("nothing in common that one person alone has",)
    if shared:
        score, reasons = _by_keys(read_a, read_b, names, shared)
    if score < SAME_FROM:
        by_name, why = _by_name(a, b, read_a, read_b, names, met_at=met_at)
        if by_name > score:
            score, reasons = by_name, why
    return Comparison(score >= SAME_FROM, round(score, 4), reasons)


def _by_keys(
    a: Reading, b: Reading, names: NameAgreement, shared: tuple[IdentityKey, ...]
) -> tuple[float, tuple[str, ...]]:
    names = _with_slips(a.name, b.name, names)
    found = [_by_key(a, b, names, key) for key in shared]
    score, reason = max(found)
    kinds = {key.kind for key in shared}
    if score < SAME_FROM and len(kinds) > 1:
        # Two independent keys weigh more than what is written in the name fields.
        return 0.8, (*sorted(_NAMED[kind] for kind in kinds), "names differ")
    return score, (_NAMED[max(shared, key=lambda key: _PROOF[key.kind]).kind], reason)


def _by_key(a: Reading, b: Reading, names: NameAgreement, key: IdentityKey) -> tuple[float, str]:
    proof = _PROOF[key.kind]
    if not names.known:
        return proof - 0.05, "no name to compare"
    if names.compatible:
        return (proof, "names agree") if names.full else (proof - 0.04, "names are compatible")
    if names.first and names.first >= given_names.PARTLY:
        if key.kind != "email" or _address_names(key, a.name, b.name):
            return 0.87, "another last name"
        return 0.4, "other last names on an address that names nobody"
    if names.last and names.last >= given_names.MISTYPED:
        if key.kind == "email":
            return 0.35, "other first names on one address: it is shared"
        if _each_has_own_address(a, b):
            return 0.4, "other first names, each with an address of that name"
        return 0.82, "another first name"
    if key.kind == "email":
        return 0.2, "other names on one address: it is shared"
    return 0.3, "other names: one of the two records is wrong"


def _with_slips(a: PersonName, b: PersonName, names: NameAgreement) -> NameAgreement:
    """Beside a strong key, names that are nearly alike are one name mistyped."""
    first, last = names.first, names.last
    if a.generation and b.generation and a.generation != b.generation:
        return names
    if first == 0 and given_names.nearly_alike(a.first, b.first, _SLIP):
        first = given_names.MISTYPED
    if last == 0 and _alike("".join(a.last), "".join(b.last)):
        last = given_names.MISTYPED
    return NameAgreement(first, last)


@lru_cache(maxsize=16_384)
def _alike(a: str, b: str) -> bool:
    return JaroWinkler.similarity(a, b, score_cutoff=_SLIP) >= _SLIP


def _address_names(key: IdentityKey, a: PersonName, b: PersonName) -> bool:
    local = key.value.rpartition("@")[0]
    return address_fits(local, a) is not None or address_fits(local, b) is not None


def _each_has_own_address(a: Reading, b: Reading) -> bool:
    if a.personal_email is None or b.personal_email is None:
        return False
    return (
        address_fits(a.personal_email.local, a.name) is not None
        and address_fits(b.personal_email.local, b.name) is not None
        and a.personal_email.key != b.personal_email.key
    )


def _by_name(
    a: IdentityRecord,
    b: IdentityRecord,
    read_a: Reading,
    read_b: Reading,
    names: NameAgreement,
    *,
    met_at: bool,
) -> tuple[float, tuple[str, ...]]:
    if not names.first or not names.last:
        return 0.0, ("names differ" if names.known else "no name to compare",)
    employer = companies_agree(read_a.employer, read_b.employer)
    if met_at:
        employer = max(employer or 0.0, SAME_LABEL)
    employed = employer is not None and employer >= _EMPLOYER_AGREES
    phone = same_phone(a, b)
    if not employed and phone is None:
        return 0.3 * names.score, ("the name alone proves nothing",)
    apart = obstacles.between(a, b, read_a, read_b)
    if apart is not None:
        return 0.5, ("names agree", apart)
    if not employed:
        return _by_phone(names, employer, mobile=phone is True)
    loss = 0.3 * (1 - names.score) + 0.3 * (1 - (employer or 0))
    if names.full:
        return 0.9 - loss, ("names agree", "same employer")
    support = _support(a, b, read_a, read_b, names)
    if support is None:
        return 0.6 - loss / 2, ("names are compatible", "same employer", "nothing else agrees")
    return 0.9 - loss / 2, ("names are compatible", "same employer", support)


def _by_phone(
    names: NameAgreement, employer: float | None, *, mobile: bool
) -> tuple[float, tuple[str, ...]]:
    if not names.full:
        return 0.5, ("names are compatible", "same telephone")
    if mobile:
        return 0.85, ("names agree", "same mobile telephone")
    if employer is None:
        return 0.8, ("names agree", "same telephone")
    return 0.5, ("names agree", "same telephone", "other employers: it may be a switchboard")


def _support(
    a: IdentityRecord, b: IdentityRecord, read_a: Reading, read_b: Reading, names: NameAgreement
) -> str | None:
    """What else agrees, where an initial, a slip or half a name leaves a doubt."""
    if same_phone(a, b) is True:
        return "same mobile telephone"
    if obstacles.same_text(a.title, b.title) and (
        names.first != given_names.PARTLY or obstacles.same_text(a.city, b.city)
    ):
        return "same title"
    half = names.first == given_names.PARTLY  # jean.martin@ fits Jean-Luc Martin too
    if not half and at_one_employer(read_a, read_b) is not False and _addresses_fit(read_a, read_b):
        return "the address fits both names"
    return None


def _addresses_fit(a: Reading, b: Reading) -> bool:
    """Every address at hand could be the other's, and there is one at least."""
    said = [
        address_fits(email.local, other.name) is not None
        or (other.name.first_is_initial and address_fits(email.local, own.name) is not None)
        for own, other in ((a, b), (b, a))
        if (email := own.personal_email) is not None and not email.free_provider
    ]
    return bool(said) and all(said)

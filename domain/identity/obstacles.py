"""What tells two people apart who have a name and an employer in common."""

from __future__ import annotations

from domain.identity import given_names, surnames
from domain.identity.emails import EmailAddress
from domain.identity.folding import fold, words_of
from domain.identity.linkedin import linkedin_kind
from domain.identity.local_parts import first_name_in, without_number
from domain.identity.phones import country_code, phone_tail, read_phone
from domain.identity.records import IdentityRecord, Reading


def between(a: IdentityRecord, b: IdentityRecord, read_a: Reading, read_b: Reading) -> str | None:
    """The first thing that speaks against one person, in words; ``None`` when nothing does."""
    if _differ(read_a.rocketreach, read_b.rocketreach):
        return "other RocketReach ids"
    if (
        read_a.linkedin
        and read_b.linkedin
        and linkedin_kind(read_a.linkedin) == linkedin_kind(read_b.linkedin)
        and read_a.linkedin != read_b.linkedin
    ):
        return "other LinkedIn profiles"
    email_a, email_b = read_a.personal_email, read_b.personal_email
    if email_a and email_b and _numbered_apart(email_a, email_b):
        return "addresses numbered apart"
    if email_a and email_b and _other_way_round(read_a, email_a, read_b, email_b):
        return "addresses with the names the other way round"
    if _addresses_name_others(read_a, read_b):
        return "other first names in the addresses"
    if _elsewhere(a, b):
        return "another title in another country"
    return None


def at_one_employer(a: Reading, b: Reading) -> bool | None:
    """Whether both addresses are at one domain; ``None`` when one of them is unknown."""
    email_a, email_b = a.personal_email, b.personal_email
    if email_a is None or email_b is None or email_a.free_provider or email_b.free_provider:
        return None
    return email_a.domain == email_b.domain or a.employer.domain == b.employer.domain


def same_phone(a: IdentityRecord, b: IdentityRecord) -> bool | None:
    """``None`` for no number in common; else whether it is a mobile, which one person has."""
    tail = phone_tail(a.phone)
    if tail is None or tail != phone_tail(b.phone):
        return None
    country = a.country or b.country
    read_a, read_b = read_phone(a.phone, country), read_phone(b.phone, b.country or a.country)
    if read_a is None or read_b is None or read_a.number != read_b.number:
        return None
    return read_a.mobile


def same_text(a: str | None, b: str | None) -> bool:
    return bool(a and b) and fold(a or "") == fold(b or "") != ""


def _differ(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a != b


def _numbered_apart(a: EmailAddress, b: EmailAddress) -> bool:
    """jean.dupont@ and jean.dupont2@ exist because there are two of them."""
    if a.domain != b.domain or a.key == b.key:
        return False
    return _without_marks(a) == _without_marks(b) and a.local != b.local and _is_numbered(a, b)


def _is_numbered(a: EmailAddress, b: EmailAddress) -> bool:
    return any(without_number(each.local) != each.local.lower() for each in (a, b))


def _without_marks(email: EmailAddress) -> str:
    return fold(without_number(email.local)).replace(" ", "")


def _addresses_name_others(a: Reading, b: Reading) -> bool:
    """C. Martin at christophe.martin@ is not Claire Martin."""
    for own, other in ((a, b), (b, a)):
        email = own.personal_email
        if email is None:
            continue
        spelled = first_name_in(email.local, own.name)
        if spelled is None:
            continue
        if given_names.words_agree(spelled, own.name.first) == 0:
            # The address is not made of its owner's first name: it says nothing.
            continue
        swapped = surnames.words_agree(spelled, other.name.last) > 0
        if other.name.first and not swapped:
            return given_names.words_agree(spelled, other.name.first) == 0
    return False


def _other_way_round(a: Reading, email_a: EmailAddress, b: Reading, email_b: EmailAddress) -> bool:
    """Xavier Lucas at xavier.lucas@ and Lucas Xavier at lucas.xavier@ are two colleagues."""
    return (
        a.name.first != b.name.first
        and sorted(words_of(email_a.local)) == sorted(words_of(email_b.local))
        and words_of(email_a.local) == a.name.first + a.name.last
        and words_of(email_b.local) == b.name.first + b.name.last
    )


def _elsewhere(a: IdentityRecord, b: IdentityRecord) -> bool:
    if not (a.country and b.country and a.title and b.title) or same_text(a.title, b.title):
        return False
    countries = country_code(a.country), country_code(b.country)
    return None not in countries and countries[0] != countries[1]

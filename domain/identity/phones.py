"""Telephone numbers, as far as they help to know a person again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
import pycountry
from phonenumbers import PhoneNumberType

_NOT_DIGIT = re.compile(r"\D+")
_TAIL = 8
# Where mobiles begin, after the country code: for numbers in ranges so new, or
# so reserved, that phonenumbers does not know them.
_MOBILE_STARTS = {
    "FR": ("6", "7"),
    "BE": ("4",),
    "CH": ("7",),
    "DE": ("15", "16", "17"),
    "ES": ("6", "7"),
    "GB": ("7",),
    "IT": ("3",),
    "MA": ("6", "7"),
    "NL": ("6",),
    "PT": ("9",),
}
_NAMED_LOCALLY = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "usa": "US",
    "etats-unis": "US",
    "états-unis": "US",
    "royaume-uni": "GB",
    "allemagne": "DE",
    "belgique": "BE",
    "suisse": "CH",
    "espagne": "ES",
    "italie": "IT",
    "pays-bas": "NL",
    "maroc": "MA",
    "tunisie": "TN",
    "algérie": "DZ",
    "deutschland": "DE",
    "españa": "ES",
    "italia": "IT",
}


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """``number`` in E.164; ``mobile`` when its range says that one person carries it."""

    number: str
    mobile: bool


def phone_tail(text: str | None) -> str | None:
    """The last eight digits: the same however the country is written, or not written."""
    if not text:
        return None
    digits = _NOT_DIGIT.sub("", text)
    return digits[-_TAIL:] if len(digits) >= _TAIL else None


@lru_cache(maxsize=16_384)
def read_phone(text: str | None, country: str | None = None) -> PhoneNumber | None:
    """A number that exists in the plan of its country, or ``None``.

    ``country`` (a name or an ISO code) is where a number without a country
    code is read; without it, France.
    """
    if not text:
        return None
    try:
        parsed = phonenumbers.parse(text, country_code(country) or "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return PhoneNumber(
        number=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        mobile=_is_mobile(parsed),
    )


def _is_mobile(parsed: phonenumbers.PhoneNumber) -> bool:
    kind = phonenumbers.number_type(parsed)
    if kind != PhoneNumberType.UNKNOWN:
        return bool(kind == PhoneNumberType.MOBILE)
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return str(parsed.national_number).startswith(_MOBILE_STARTS.get(region, ("none",)))


@lru_cache(maxsize=1_024)
def country_code(country: str | None) -> str | None:
    """The ISO 3166 code (two letters) of a country's name or code; ``None`` if unknown."""
    if not country or not country.strip():
        return None
    known = _NAMED_LOCALLY.get(country.strip().lower())
    if known:
        return known
    try:
        return str(pycountry.countries.lookup(country.strip()).alpha_2)
    except LookupError:
        return None

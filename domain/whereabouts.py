"""Where somebody is: from city and country, as written, to a country code and a time zone.

Countries are read with pycountry, in English and French; a country's zones
come from the tz database's own table. Where a country has several zones and
the city does not settle it, the answer is ``None`` and the campaign's own time
zone is the one to use.
"""

from __future__ import annotations

import gettext
import re
from functools import lru_cache
from importlib.resources import files

import pycountry
from rapidfuzz import fuzz, process

from domain.cities import CITIES, MAIN_ZONES, REGIONS, WELL_KNOWN
from domain.vocabulary.folding import plain

# What people write and ISO 3166 does not: parts of the United Kingdom, short and old names.
_ALSO_WRITTEN: dict[str, str] = {
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "etats unis d'amerique": "US",
    "america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "grande-bretagne": "GB",
    "england": "GB",
    "angleterre": "GB",
    "scotland": "GB",
    "ecosse": "GB",
    "wales": "GB",
    "pays de galles": "GB",
    "northern ireland": "GB",
    "irlande du nord": "GB",
    "holland": "NL",
    "hollande": "NL",
    "the netherlands": "NL",
    "deutschland": "DE",
    "espana": "ES",
    "italia": "IT",
    "schweiz": "CH",
    "svizzera": "CH",
    "osterreich": "AT",
    "belgie": "BE",
    "sverige": "SE",
    "danmark": "DK",
    "norge": "NO",
    "suomi": "FI",
    "polska": "PL",
    "brasil": "BR",
    "south korea": "KR",
    "coree du sud": "KR",
    "korea": "KR",
    "coree": "KR",
    "north korea": "KP",
    "coree du nord": "KP",
    "russia": "RU",
    "russie": "RU",
    "czech republic": "CZ",
    "republique tcheque": "CZ",
    "ivory coast": "CI",
    "uae": "AE",
    "emirats": "AE",
    "emirates": "AE",
    "turkey": "TR",
    "turquie": "TR",
    "macedonia": "MK",
    "macedoine": "MK",
    "drc": "CD",
    "rdc": "CD",
    "congo-kinshasa": "CD",
    "congo-brazzaville": "CG",
    "burma": "MM",
    "birmanie": "MM",
    "hong-kong": "HK",
    "macau": "MO",
    "ile maurice": "MU",
    "la reunion": "RE",
    "guyane": "GF",
    "france metropolitaine": "FR",
    "kosovo": "XK",
    "palestine": "PS",
    "syria": "SY",
    "laos": "LA",
    "cape verde": "CV",
    "swaziland": "SZ",
}
# ISO 3166 reserves no code for Kosovo; XK is the one in general use.
_OWN_ZONES = {"XK": "Europe/Belgrade"}
_FUZZY_MIN = 88  # below it Slovakia and Slovenia, Niger and Nigeria begin to meet
_FUZZY_LETTERS_MIN = 5
_AROUND_CITY = re.compile(
    r"^(?:greater|metropolitan|grand|region de|region of|city of|ville de)\s+"
    r"|\s+(?:metropolitan area|metro area|bay area|area|metropolitan region|region|city area)$"
    r"|\s+(?:cedex)(?:\s+\d+)?$|^\d{4,5}\s+|\s+\d{4,5}$|\s+\d{1,2}(?:e|er|eme)?$"
)


@lru_cache(maxsize=8192)
def country_code(text: str | None) -> str | None:
    """The ISO 3166 two-letter code of a country written in English or French, or ``None``.

    Codes of two and three letters, official and everyday names, and small
    slips ("Etats-unis", "Austalia") are read; in "Lyon, France" the last part
    decides.
    """
    if not text:
        return None
    name = _country_key(text)
    if not name:
        return None
    names = _country_names()
    if name in names:
        return names[name]
    if "," in text:
        return country_code(text.rpartition(",")[2])
    if len(name) < _FUZZY_LETTERS_MIN:
        return None
    close = process.extract(name, names.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_MIN, limit=3)
    best = {names[candidate] for candidate, score, _ in close if score == close[0][1]}
    return best.pop() if len(best) == 1 else None


@lru_cache(maxsize=32_768)
def zone_of(city: str | None, country: str | None) -> str | None:
    """The tz database's zone of a place, such as ``Europe/Paris``, or ``None``.

    A country of one zone needs no city. In a country of several, the city or
    the state ("Austin", "Austin, TX", "Greater Boston Area") decides; a city
    without its country is read only if it is a well-known one.
    """
    code = country_code(country)
    places = _places_in(city)
    if code is None:
        if country:  # a country was named and is not one we know: no guess
            return None
        code = _country_of_city(city, places)
        if code is None:
            return None
    if code in _OWN_ZONES:
        return _OWN_ZONES[code]
    zones = _zones_by_country().get(code, ())
    if len(zones) == 1:
        return zones[0]
    return _zone_within(code, places, zones) or MAIN_ZONES.get(code)


def _zone_within(code: str, places: tuple[str, ...], zones: tuple[str, ...]) -> str | None:
    cities = CITIES.get(code, {})
    regions = REGIONS.get(code, {})
    # "Portland, ME" and "Vancouver, WA": a state named after its city settles it.
    for place in places[1:]:
        if place in regions:
            return regions[place]
    for place in places:
        if place in cities:
            return cities[place]
        if len(place) > 2 and place in regions:
            return regions[place]
    named_after = {plain(zone.rpartition("/")[2].replace("_", " ")): zone for zone in zones}
    return next((named_after[place] for place in places if place in named_after), None)


def _country_of_city(city: str | None, places: tuple[str, ...]) -> str | None:
    if len(places) > 1 and city:
        last = country_code(city.rpartition(",")[2]) if len(places[-1]) > 2 else None
        if last is not None:
            return last
        state = places[-1]
        # Two letters are too many things, unless an American city stands before them.
        if state in REGIONS["US"] and (len(state) > 2 or places[0] in CITIES["US"]):
            return "US"
    return next((WELL_KNOWN[place] for place in places if place in WELL_KNOWN), None)


def _places_in(city: str | None) -> tuple[str, ...]:
    """The folded parts of a city's text: the city first, then its region, if written."""
    if not city:
        return ()
    parts: list[str] = []
    for part in re.split(r"[,/()|]", city):
        name = plain(part).strip(" .-")
        # "Greater New York City Area": off with what surrounds the name, twice at most.
        bare = _AROUND_CITY.sub("", _AROUND_CITY.sub("", name)).strip()
        parts.extend(dict.fromkeys(candidate for candidate in (name, bare) if candidate))
    return tuple(parts)


def _country_key(text: str) -> str:
    name = plain(text).replace("&", "and").strip(" .,;-")
    return name.removeprefix("the ").replace("-", " ")


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Folded name -> code, from ISO 3166 in English and in French."""
    names: dict[str, str] = {}
    short: dict[str, str] = {}
    french = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=["fr"], fallback=True
    ).gettext
    for country in pycountry.countries:
        code: str = country.alpha_2
        english = {country.name, getattr(country, "common_name", country.name)}
        official = {getattr(country, "official_name", country.name)}
        for name in (*english, *map(french, english), *official, *map(french, official)):
            names.setdefault(_country_key(name), code)
            # "Bolivia, Plurinational State of" is called by what stands before its comma.
            short.setdefault(_country_key(name.partition(",")[0]), code)
    for name, code in short.items():
        names.setdefault(name, code)
    for country in pycountry.countries:
        names[country.alpha_2.lower()] = country.alpha_2
        names[country.alpha_3.lower()] = country.alpha_2
    names.update({_country_key(name): code for name, code in _ALSO_WRITTEN.items()})
    return names


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    """Country code -> its zones, as the tz database's ``zone.tab`` lists them."""
    zones: dict[str, list[str]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _position, zone = line.split("\t")[:3]
            zones.setdefault(code, []).append(zone)
    return {code: tuple(names) for code, names in zones.items()}

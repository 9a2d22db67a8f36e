from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cities import CITIES, MAIN_ZONES, REGIONS, WELL_KNOWN
from domain.whereabouts import country_code, zone_of


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("France", "FR"),
        ("FRANCE", "FR"),
        ("fr", "FR"),
        ("FRA", "FR"),
        ("États-Unis", "US"),
        ("Etats unis", "US"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("Angleterre", "GB"),
        ("Scotland", "GB"),
        ("Royaume-Uni", "GB"),
        ("Allemagne", "DE"),
        ("Deutschland", "DE"),
        ("Suisse", "CH"),
        ("Pays-Bas", "NL"),
        ("The Netherlands", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Corée du Sud", "KR"),
        ("Russie", "RU"),
        ("Tchéquie", "CZ"),
        ("Czech Republic", "CZ"),
        ("Viêt Nam", "VN"),
        ("Congo", "CG"),
        ("RDC", "CD"),
        ("La Réunion", "RE"),
        ("Austalia", "AU"),
        ("Lyon, France", "FR"),
        ("  belgique. ", "BE"),
    ],
)
def test_countries_are_read_in_both_languages_and_with_slips(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Austria", "Australia"),
        ("Niger", "Nigeria"),
        ("Slovakia", "Slovenia"),
        ("Slovaquie", "Slovénie"),
        ("Iran", "Iraq"),
        ("Dominica", "Dominican Republic"),
        ("Guinée", "Guyane"),
        ("Suède", "Suisse"),
    ],
)
def test_countries_with_like_names_stay_apart(one: str, other: str) -> None:
    assert country_code(one) is not None
    assert country_code(other) is not None
    assert country_code(one) != country_code(other)


@pytest.mark.parametrize("written", [None, "", "  ", "Narnia", "EMEA", "Remote", "12345", "zz"])
def test_what_is_no_country_is_none(written: str | None) -> None:
    assert country_code(written) is None


@pytest.mark.parametrize(
    ("city", "country", "zone"),
    [
        ("Lyon", "France", "Europe/Paris"),
        (None, "France", "Europe/Paris"),
        ("Saint-Denis", "La Réunion", "Indian/Reunion"),
        ("Austin", "United States", "America/Chicago"),
        ("Austin, TX", None, "America/Chicago"),
        ("Greater Boston Area", "US", "America/New_York"),
        ("San Francisco Bay Area", None, "America/Los_Angeles"),
        ("New York City Metropolitan Area", "USA", "America/New_York"),
        ("Portland, ME", "USA", "America/New_York"),
        ("Portland", "USA", "America/Los_Angeles"),
        ("Vancouver, WA", "US", "America/Los_Angeles"),
        ("Vancouver", "Canada", "America/Vancouver"),
        ("Montréal", "Canada", "America/Toronto"),
        ("London", "Canada", "America/Toronto"),
        ("London", None, "Europe/London"),
        ("Paris", None, "Europe/Paris"),
        ("Paris, Texas", None, "America/Chicago"),
        ("Paris 15e", None, "Europe/Paris"),
        ("Lyon Cedex 03", "FR", "Europe/Paris"),
        ("Las Palmas", "Espagne", "Atlantic/Canary"),
        ("Málaga", "Espagne", "Europe/Madrid"),
        ("Lisbon, Portugal", None, "Europe/Lisbon"),
        ("Perth", "Australie", "Australia/Perth"),
        ("Boise", "US", "America/Boise"),
        (None, "Kosovo", "Europe/Belgrade"),
    ],
)
def test_places_have_their_time_zone(city: str | None, country: str | None, zone: str) -> None:
    assert zone_of(city, country) == zone


@pytest.mark.parametrize(
    ("city", "country"),
    [(None, "USA"), ("Springfield", "USA"), ("Paris", "Narnia"), (None, None), ("Xyz", None)],
)
def test_a_place_that_does_not_settle_its_zone_has_none(
    city: str | None, country: str | None
) -> None:
    assert zone_of(city, country) is None


def test_every_zone_and_country_of_the_tables_exists() -> None:
    tables = [*CITIES.values(), *REGIONS.values(), MAIN_ZONES]
    for zone in {zone for table in tables for zone in table.values()}:
        assert ZoneInfo(zone).key == zone
    for code in {*CITIES, *REGIONS, *MAIN_ZONES, *WELL_KNOWN.values()}:
        assert country_code(code) == code


def test_every_well_known_city_has_a_zone_without_its_country() -> None:
    assert [city for city in WELL_KNOWN if zone_of(city, None) is None] == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_read_without_an_error(city: str, country: str) -> None:
    zone = zone_of(city, country)
    assert zone is None or ZoneInfo(zone).key == zone

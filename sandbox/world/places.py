"""Cities with their country, time zone and language, and how often they occur."""

from __future__ import annotations

from sandbox.world.model import Place

_FR = ("France", "FR", "Europe/Paris", "fr", "33")
_DE = ("Germany", "DE", "Europe/Berlin", "de", "49")
_GB = ("United Kingdom", "GB", "Europe/London", "en", "44")
_US_E = ("United States", "US", "America/New_York", "en", "1")
_US_C = ("United States", "US", "America/Chicago", "en", "1")
_US_W = ("United States", "US", "America/Los_Angeles", "en", "1")


def _place(
    city: str,
    region: str,
    nation: tuple[str, str, str, str, str],
    lat: float,
    lon: float,
) -> Place:
    country, code, zone, language, dialling = nation
    return Place(city, region, country, code, zone, lat, lon, language, dialling)


PLACES: tuple[tuple[Place, float], ...] = (
    (_place("Paris", "Île-de-France", _FR, 48.857, 2.352), 16),
    (_place("Boulogne-Billancourt", "Île-de-France", _FR, 48.835, 2.241), 3),
    (_place("Lyon", "Auvergne-Rhône-Alpes", _FR, 45.764, 4.836), 8),
    (_place("Villeurbanne", "Auvergne-Rhône-Alpes", _FR, 45.767, 4.880), 2),
    (_place("Grenoble", "Auvergne-Rhône-Alpes", _FR, 45.188, 5.725), 3),
    (_place("Marseille", "Provence-Alpes-Côte d'Azur", _FR, 43.296, 5.370), 4),
    (_place("Toulouse", "Occitanie", _FR, 43.605, 1.444), 5),
    (_place("Montpellier", "Occitanie", _FR, 43.611, 3.877), 3),
    (_place("Bordeaux", "Nouvelle-Aquitaine", _FR, 44.838, -0.579), 4),
    (_place("Nantes", "Pays de la Loire", _FR, 47.218, -1.554), 5),
    (_place("Rennes", "Bretagne", _FR, 48.117, -1.678), 3),
    (_place("Lille", "Hauts-de-France", _FR, 50.629, 3.057), 5),
    (_place("Strasbourg", "Grand Est", _FR, 48.573, 7.752), 3),
    (_place("Saint-Étienne", "Auvergne-Rhône-Alpes", _FR, 45.440, 4.387), 1),
    (
        _place(
            "Brussels",
            "Brussels",
            ("Belgium", "BE", "Europe/Brussels", "fr", "32"),
            50.85,
            4.35,
        ),
        4,
    ),
    (
        _place(
            "Geneva",
            "Geneva",
            ("Switzerland", "CH", "Europe/Zurich", "fr", "41"),
            46.2,
            6.14,
        ),
        3,
    ),
    (
        _place(
            "Luxembourg",
            "Luxembourg",
            ("Luxembourg", "LU", "Europe/Luxembourg", "fr", "352"),
            49.61,
            6.13,
        ),
        1,
    ),
    (
        _place(
            "Montréal",
            "Québec",
            ("Canada", "CA", "America/Toronto", "fr", "1"),
            45.5,
            -73.57,
        ),
        3,
    ),
    (
        _place(
            "Casablanca",
            "Casablanca-Settat",
            ("Morocco", "MA", "Africa/Casablanca", "fr", "212"),
            33.57,
            -7.59,
        ),
        1,
    ),
    (_place("London", "England", _GB, 51.507, -0.128), 8),
    (_place("Manchester", "England", _GB, 53.481, -2.243), 3),
    (
        _place(
            "Dublin",
            "Leinster",
            ("Ireland", "IE", "Europe/Dublin", "en", "353"),
            53.35,
            -6.26,
        ),
        2,
    ),
    (_place("Berlin", "Berlin", _DE, 52.52, 13.405), 4),
    (_place("Munich", "Bavaria", _DE, 48.137, 11.575), 3),
    (
        _place(
            "Amsterdam",
            "North Holland",
            ("Netherlands", "NL", "Europe/Amsterdam", "en", "31"),
            52.37,
            4.9,
        ),
        3,
    ),
    (
        _place(
            "Madrid",
            "Community of Madrid",
            ("Spain", "ES", "Europe/Madrid", "es", "34"),
            40.417,
            -3.704,
        ),
        3,
    ),
    (
        _place(
            "Barcelona",
            "Catalonia",
            ("Spain", "ES", "Europe/Madrid", "es", "34"),
            41.385,
            2.173,
        ),
        3,
    ),
    (
        _place(
            "Milan",
            "Lombardy",
            ("Italy", "IT", "Europe/Rome", "it", "39"),
            45.464,
            9.19,
        ),
        3,
    ),
    (
        _place(
            "Lisbon",
            "Lisbon",
            ("Portugal", "PT", "Europe/Lisbon", "pt", "351"),
            38.72,
            -9.14,
        ),
        1,
    ),
    (
        _place(
            "Stockholm",
            "Stockholm County",
            ("Sweden", "SE", "Europe/Stockholm", "en", "46"),
            59.33,
            18.07,
        ),
        1,
    ),
    (_place("New York", "NY ", _US_E, 40.713, -74.006), 5),
    (_place("Boston", "MA ", _US_E, 42.36, -71.06), 2),
    (_place("Chicago", "IL ", _US_C, 41.878, -87.63), 2),
    (_place("Austin", "TX ", _US_C, 30.267, -97.743), 2),
    (_place("San Francisco", "CA ", _US_W, 37.775, -122.419), 3),
    (
        _place(
            "Singapore",
            "Singapore",
            ("Singapore", "SG", "Asia/Singapore", "en", "65"),
            1.35,
            103.82,
        ),
        1,
    ),
    (
        _place(
            "Sydney",
            "New South Wales",
            ("Australia", "AU", "Australia/Sydney", "en", "61"),
            -33.87,
            151.21,
        ),
        1,
    ),
)

"""Names of months in English and French, folded, with their abbreviations."""

from __future__ import annotations

_NAMES: tuple[tuple[int, str], ...] = (
    (1, "january janvier janv jan"),
    (2, "february fevrier fevr fev feb"),
    (3, "march mars mar"),
    (4, "april avril apr avr"),
    (5, "may mai"),
    (6, "june juin jun"),
    (7, "july juillet juil jul"),
    (8, "august aout aug"),
    (9, "september septembre sept sep"),
    (10, "october octobre oct"),
    (11, "november novembre nov"),
    (12, "december decembre dec"),
)

MONTHS: dict[str, int] = dict(
    sorted(
        ((name, month) for month, names in _NAMES for name in names.split()),
        key=lambda pair: -len(pair[0]),
    )
)
"""Folded name -> 1 to 12, longest first, so that an alternation prefers "mars" to "mar"."""

"""Job titles: how high, in which department, held now or not, and their other spellings."""

from __future__ import annotations

from domain.titles.grades import Department, Seniority
from domain.titles.reading import TitleReading, has_authority, read_title
from domain.titles.synonyms import title_synonyms, titles_at

__all__ = [
    "Department",
    "Seniority",
    "TitleReading",
    "has_authority",
    "read_title",
    "title_synonyms",
    "titles_at",
]

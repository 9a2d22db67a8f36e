"""Texts in the user's language: gettext over the catalogues of ``console/locale``.

English is the source. Each part of the console has a catalogue of its own
(``locale/fr/PART.po``), so that two pages never meet in one file; all of a language's are
one when they are loaded, straight from the ``.po`` files.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "fr": "Français"}
SOURCE = "en"
LANGUAGE_KEY = "_language"
"""Where the session keeps its language; the frame writes it at the start of every run."""


@cache
def catalogue(language: str) -> NullTranslations:
    """All texts of ``language``; the source's own words for a language without a catalogue."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=language)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)


def in_language(language: str) -> Callable[[str], str]:
    """``gettext`` of one language, for what is no page."""
    return catalogue(language).gettext


def current_language() -> str:
    """The language of the user whose page is being made."""
    import streamlit as st

    return str(st.session_state.get(LANGUAGE_KEY, SOURCE))


def _(text: str) -> str:
    """``text`` in the user's language."""
    language = current_language()
    return text if language == SOURCE else catalogue(language).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """``one`` or ``many``, with ``{count}`` filled in, in the user's language."""
    language = current_language()
    if language == SOURCE:
        found = one if count == 1 else many
    else:
        found = catalogue(language).ngettext(one, many, count)
    return found.format(count=count)


def N_(text: str) -> str:
    """Marks a text that is translated later, where it is shown."""
    return text


def preferred_language(accepted: str) -> str:
    """The language that a browser's ``Accept-Language`` asks for, of those there are."""
    for part in accepted.split(","):
        tag = part.partition(";")[0].strip().lower()[:2]
        if tag in LANGUAGES:
            return tag
    return SOURCE

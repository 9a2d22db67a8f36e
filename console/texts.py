"""``python -m console.texts``: which texts of the console a language still lacks.

Texts are found in the source by Babel; a translation is any message of the language's
``.po`` files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from console.i18n import LANGUAGES, LOCALE, SOURCE

FOLDER = Path(__file__).parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}

Text = str | tuple[str, str]
"""A text, or one with its plural."""


def source_texts() -> dict[Text, str]:
    """Every text that the source marks -> where it stands first (``FILE:LINE``)."""
    from babel.messages.extract import extract_from_dir

    found: dict[Text, str] = {}
    marked = extract_from_dir(
        str(FOLDER), method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    )
    for name, line, message, _, _ in marked:
        found.setdefault(message, f"{name}:{line}")
    return found


def translations(language: str) -> Iterator[tuple[Text, str | tuple[str, ...], str, bool]]:
    """Every message of a language: text, translation, file, whether it is doubtful (fuzzy)."""
    from babel.messages.pofile import read_po

    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else tuple(message.id)
                    yield key, message.string, path.name, message.fuzzy


def missing(language: str) -> dict[Text, str]:
    """Texts without a translation -> where they stand."""
    done = {
        text
        for text, translation, _, is_fuzzy in translations(language)
        if translation and all(translation) and not is_fuzzy
    }
    return {text: place for text, place in source_texts().items() if text not in done}


def main() -> int:
    lacking = {name: missing(name) for name in LANGUAGES if name != SOURCE}
    for language, texts in lacking.items():
        for text, place in texts.items():
            sys.stdout.write(f"#: {place} ({language})\n{_entry(text)}\n")
    return 1 if any(lacking.values()) else 0


def _entry(text: Text) -> str:
    """The text as a ``.po`` file has it, its translation empty."""
    if isinstance(text, str):
        return f'msgid {_quoted(text)}\nmsgstr ""\n'
    one, many = map(_quoted, text)
    return f'msgid {one}\nmsgid_plural {many}\nmsgstr[0] ""\nmsgstr[1] ""\n'


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    sys.exit(main())

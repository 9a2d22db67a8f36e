"""Reducing text to what is left when spelling habits are taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u02bb`\u00b4]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_UMLAUT = re.compile(r"(?<=[aou])e")
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}")
_PICTURES = frozenset({"So", "Sk", "Cs", "Co", "Cf", "Mc", "Me", "Cn", "Sm"})


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text`` in lower-case ASCII, in their order.

    Accents, case and punctuation go; an apostrophe joins (``O'Brien`` is one
    word), everything else separates. Other scripts are transliterated.
    """
    if not text.isascii():
        text = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))
        text = anyascii(text)
    text = text.replace("'", "").replace("`", "").lower()
    if text.isalnum():
        return (text,)
    return tuple(word for word in _NOT_WORD.split(text) if word)


def fold(text: str) -> str:
    """The words of ``text``, joined by single spaces; empty when there are none."""
    return " ".join(words_of(text))


def without_umlaut_e(word: str) -> str:
    """``mueller`` and ``muller`` (Müller), ``soerensen`` and ``sorensen``, as one."""
    if "ue" in word or "oe" in word or "ae" in word:
        return _UMLAUT.sub("", word)
    return word


def without_decoration(text: str) -> str:
    """``text`` without bracketed remarks, emojis and other pictures, and spare spaces."""
    if text.isascii() and "(" not in text and "[" not in text and "{" not in text:
        return " ".join(text.split())
    text = _BRACKETED.sub(" ", unicodedata.normalize("NFC", text))
    kept = (" " if unicodedata.category(char) in _PICTURES else char for char in text)
    return " ".join("".join(kept).split())

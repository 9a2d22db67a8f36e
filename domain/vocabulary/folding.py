"""Text made easy to match, with the way back to the words as they were written.

Evidence quotes word for word, and matching wants lower case without accents:
``fold`` gives the second and remembers where each character came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2122\u00ae\u00a9\u2120\t\u2028\u2029", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\ufe0f", ""),
    "\u0153": "oe",
    "\u0152": "oe",
    "\u00e6": "ae",
    "\u00c6": "ae",
    "\u2044": "/",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """``text``: lower case, no accents, plain dashes, quotes and spaces.

    ``offsets`` maps each position of ``text`` (and its end) to ``original``;
    ``None`` when they are the same.
    """

    original: str
    text: str
    offsets: tuple[int, ...] | None

    def position(self, index: int) -> int:
        """The place in the original of a place in the folded text."""
        return index if self.offsets is None else self.offsets[index]

    def quote(self, start: int, end: int) -> str:
        """The original words between two places of the folded text."""
        return self.original[self.position(start) : self.position(end)]


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    parts = unicodedata.normalize("NFKD", char)
    kept = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    # NFKD turns every width of space into a plain one, which is what matching wants.
    return kept


def fold(text: str) -> Folded:
    """Fold ``text``. Characters may vanish (combining marks) or grow (ligatures)."""
    if text.isascii():
        folded = text.lower()
        return Folded(text, folded.replace("\t", " ").replace("`", "'"), None)
    pieces = [_plain(char) for char in text]
    folded = "".join(pieces)
    if all(len(piece) == 1 for piece in pieces):
        return Folded(text, folded, None)
    offsets: list[int] = []
    for index, piece in enumerate(pieces):
        offsets.extend([index] * len(piece))
    offsets.append(len(text))
    return Folded(text, folded, tuple(offsets))


def plain(text: str) -> str:
    """The folded text alone, with its spaces squeezed: a key to compare by."""
    return " ".join(fold(text).text.split())


def dropping(folded: Folded, pattern: re.Pattern[str]) -> Folded:
    """``folded`` without what ``pattern`` finds; quotes still come from the original."""
    spans = [match.span() for match in pattern.finditer(folded.text)]
    if not spans:
        return folded
    kept: list[int] = []
    place = 0
    for start, end in spans:
        kept.extend(range(place, start))
        place = end
    kept.extend(range(place, len(folded.text)))
    text = "".join(folded.text[index] for index in kept)
    offsets = tuple(folded.position(index) for index in (*kept, len(folded.text)))
    return Folded(folded.original, text, offsets)

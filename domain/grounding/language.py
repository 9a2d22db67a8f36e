"""A sentence in the other of the two languages that the product writes in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.campaign import Language
from domain.vocabulary.folding import plain

_SENTENCE = re.compile(r"[^.!?…\n]+")
_WORD = re.compile(r"[a-z]+(?='|\b)")
_LEAST_WORDS = 5
_LEAST_MARKED = 3
"""Function words of the other language in a sentence that has none, or few, of its own."""

# Words that hold a language together and do not exist in the other one.
_ENGLISH = """
the of and to is are was were be been have has had you your we our us i my it its this that these
those with from for by at not no but would could should will can do does did what which who how
when where there their they he she his her about into than then
"""
_FRENCH = """
le la les l un une des du de d et est sont ete etre ai avez avons ont vous votre vos nous notre nos
je j mon ma mes il elle ils ce cette ces c qui que qu quoi dont avec pour par sur dans chez aux au
ne n pas plus mais ou se s sa ses leur leurs tres bien en y
"""
_MARKERS: dict[Language, frozenset[str]] = {
    "en": frozenset(_ENGLISH.split()),
    "fr": frozenset(_FRENCH.split()),
}
_OTHER: dict[Language, Language] = {"en": "fr", "fr": "en"}


def foreign_sentences(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of ``text`` that is written in the other language.

    A few words, a name or a quoted title are no sentence. Links should be taken out first.
    """
    own, other = _MARKERS[language], _MARKERS[_OTHER[language]]
    for match in _SENTENCE.finditer(text):
        words = _WORD.findall(plain(match.group()))
        if len(words) < _LEAST_WORDS:
            continue
        foreign = sum(word in other for word in words)
        native = sum(word in own for word in words)
        if foreign >= _LEAST_MARKED and foreign > 2 * native:
            yield match.start(), match.end()

"""French elision before a name: "d'Acme", "qu'Acme", but "de Botanic"."""

from __future__ import annotations

from domain.vocabulary.folding import plain

# H is left out: whether it is mute cannot be told from the spelling of a name.
_VOWELS = "aeiou"


def french_de(name: object) -> str:
    """``de`` and the name, elided before a vowel."""
    return _elided("de", name)


def french_que(name: object) -> str:
    """``que`` and the name, elided before a vowel."""
    return _elided("que", name)


def _elided(word: str, name: object) -> str:
    text = str(name)
    begins = plain(text)[:1]
    return f"{word[:-1]}'{text}" if begins and begins in _VOWELS else f"{word} {text}"

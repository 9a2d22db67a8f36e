"""What a draft says that the approved mail does not: shown to whoever approves it."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def own_words(draft: str, approved: str) -> tuple[str, ...]:
    """The draft's sentences and lines that do not stand in the approved mail, in their order."""
    there = {_plain(sentence) for sentence in _SENTENCE.split(approved)}
    return tuple(
        sentence.strip()
        for sentence in _SENTENCE.split(draft)
        if _plain(sentence) and _plain(sentence) not in there
    )


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())

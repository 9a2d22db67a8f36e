"""Which of the offer's keywords a firm's own words hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from domain.bant.assessment import Evidence
from domain.facts import ProspectFacts
from domain.vocabulary.folding import fold, plain

# Where a firm speaks of itself, most telling first.
FIELDS = ("company_description", "company_news", "industry")


def offer_matches(facts: ProspectFacts, keywords: Sequence[str]) -> tuple[Evidence, ...]:
    """One piece of evidence for each keyword found; accents, case and a plural do not matter."""
    texts = [(name, text) for name in FIELDS if (text := getattr(facts, name)) is not None]
    found: dict[str, Evidence] = {}
    for keyword in keywords:
        key = plain(keyword)
        if not key or key in found:
            continue
        for name, text in texts:
            quote = _first(text, key)
            if quote:
                found[key] = Evidence(name, quote)
                break
    return tuple(found.values())


@lru_cache(maxsize=16_384)
def _first(text: str, key: str) -> str | None:
    folded = fold(text)
    match = _pattern(key).search(folded.text)
    return folded.quote(match.start(), match.end()) if match else None


@lru_cache(maxsize=1024)
def _pattern(key: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(re.escape(word) for word in key.split())
    return re.compile(rf"(?<!\w){words}(?:s|x|es)?(?!\w)")

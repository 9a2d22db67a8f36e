"""Words in capitals that name a person, a firm or a product."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.facts import ProspectFacts
from domain.grounding.common_words import (
    NEUTRAL_CAPITALS,
    SENTENCE_STARTERS,
    VERBAL_ENDINGS,
)
from domain.grounding.model import Claim, ClaimKind
from domain.grounding.sources import Source, words_of
from domain.vocabulary.folding import plain

_WORD = re.compile(r"[^\W_]+(?:[&.'’+-][^\W_]+)*")
_ELISION = re.compile(r"^(?:[djlmnstcDJLMNSTC]|qu|Qu|jusqu|lorsqu|puisqu|Lorsqu|Puisqu)['’](?=\w)")
_POSSESSIVE = re.compile(r"['’]s$")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:;»«“”\"(•–—\n-])[\s\"«“(]*$")
_LONGEST_NAME = 8  # words; longer runs of capitals are taken in parts
_LOOK_BACK = 6  # characters before a word that tell whether it begins a sentence
# Names of the parties may begin a sentence; their fields are asked before common words are.
_PARTIES = frozenset(
    {"first_name", "last_name", "company", "offer.product", "sender.name", "legal.company"}
)
_KINDS: dict[str, ClaimKind] = {
    "company": "company",
    "legal.company": "company",
    "offer.product": "product",
}


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    initial: bool
    """Whether a sentence, a line or a quotation begins with it."""


def name_claims(
    text: str,
    taken: Sequence[tuple[int, int]],
    facts: ProspectFacts,
    known: tuple[Source, ...],
) -> Iterator[Claim]:
    """A claim for each name in ``text`` outside of ``taken`` spans.

    A run of capitalised words is cut into the longest parts that some field
    holds. The first word of a sentence is a name unless it is a common word,
    is written small elsewhere, or ends like a verb.
    """
    small = _written_small(text, facts, known)
    for run in _runs(_words(text, taken)):
        yield from _claims_of(run, known, small)


def _claims_of(
    run: list[_Word], known: tuple[Source, ...], small: frozenset[str]
) -> Iterator[Claim]:
    unsupported: list[_Word] = []
    at = 0
    while at < len(run):
        length, source = _longest_supported(run, at, known, small)
        if source is None and _is_common(run[at], small):
            yield from _unsupported(unsupported)
            unsupported, at = [], at + 1
        elif source is None:
            unsupported.append(run[at])
            at += 1
        else:
            yield from _unsupported(unsupported)
            unsupported = []
            words = run[at : at + length]
            yield _claim(words, source)
            at += length
    yield from _unsupported(unsupported)


def _longest_supported(
    run: list[_Word], at: int, known: tuple[Source, ...], small: frozenset[str]
) -> tuple[int, Source | None]:
    for length in range(min(len(run) - at, _LONGEST_NAME), 0, -1):
        words = words_of(" ".join(word.text for word in run[at : at + length]))
        fields = known
        if length == 1 and _is_common(run[at], small):
            fields = tuple(source for source in known if source.field in _PARTIES)
        source = next((source for source in fields if source.holds(words)), None)
        if source is not None:
            return length, source
    return 1, None


def _is_common(word: _Word, small: frozenset[str]) -> bool:
    key = plain(word.text)
    if key in NEUTRAL_CAPITALS:
        return True
    if not word.initial:
        return False
    if word.text[1:] != word.text[1:].lower():  # "HubSpot", "IBM": no ordinary word
        return False
    return key in SENTENCE_STARTERS or key in small or key.endswith(VERBAL_ENDINGS)


def _unsupported(words: list[_Word]) -> Iterator[Claim]:
    if words:
        yield _claim(words, None)


def _claim(words: list[_Word], source: Source | None) -> Claim:
    text = " ".join(word.text for word in words)
    kind: ClaimKind = "name" if source is None else _KINDS.get(source.field, "name")
    return Claim(
        text,
        words[0].start,
        words[-1].end,
        kind,
        None if source is None else source.field,
        None if source is None else source.origin,
    )


def _words(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        start, end = match.span()
        if any(a < end and start < b for a, b in taken):
            continue
        word = match.group()
        elided = _ELISION.match(word)
        if elided:
            word = word[elided.end() :]
        possessive = _POSSESSIVE.search(word)
        if possessive:
            word = word[: possessive.start()]
        at = start + (elided.end() if elided else 0)
        before = text[max(0, start - _LOOK_BACK) : start]
        initial = start == 0 or (
            not elided and _STARTS_SENTENCE.search(before) is not None and _breaks(text, start)
        )
        yield _Word(word, at, at + len(word), initial)


def _breaks(text: str, start: int) -> bool:
    """A hyphen begins a sentence only as a bullet or a dash with spaces."""
    before = text[:start].rstrip(" \u00a0\u202f")
    return not before.endswith("-") or before != text[:start]


def _runs(words: Iterator[_Word]) -> Iterator[list[_Word]]:
    """Capitalised words that follow each other with one space between them."""
    run: list[_Word] = []
    for word in words:
        if not word.text[:1].isupper():
            continue
        # A word that begins a sentence begins a run: "Claire. Acme" are two.
        if run and (word.initial or word.start - run[-1].end != 1):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _written_small(text: str, facts: ProspectFacts, known: tuple[Source, ...]) -> frozenset[str]:
    """Folded words that stand without a capital in the text or in the campaign's own words."""
    texts = [text, *(source.text for source in known if source.origin == "campaign")]
    if facts.company_description:
        texts.append(facts.company_description)
    return frozenset(
        plain(word) for one in texts for word in _WORD.findall(one) if word[:1].islower()
    )

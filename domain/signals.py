"""News that says whether a firm is likely to need, or to afford, anything.

Good news (hiring, funding, a new office) and bad (lay-offs, insolvency) are
told apart, and what is denied is left out: "no layoffs planned", "n'a pas levé
de fonds", "sort du redressement judiciaire" are no signals. So is what a firm
sells or writes about: an insolvency practitioner is not insolvent.

Whose news it is cannot be known for certain from a clause: a text about the
firm is taken to speak of the firm. Only an explicit "competitor", "rival" or
"one of our clients" before the words, or "of a supplier" behind bad ones, makes
them somebody else's. A signal carries its clause so that a person can judge.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from domain.vocabulary.folding import Folded, fold
from domain.vocabulary.signal_phrases import (
    DEALING,
    HELPING,
    NAMES_OF_THINGS,
    NEGATIVE,
    OTHERS,
    OTHERS_AFTER,
    PHRASES,
    TRADE_AFTER,
    SignalKind,
)

__all__ = ["LONGEST_QUOTE", "Signal", "SignalKind", "read_signals"]

LONGEST_QUOTE = 160
LONGEST = 8_000
"""Characters read of a text."""


@dataclass(frozen=True, slots=True)
class Signal:
    """``quote`` is ``text[start:end]`` of what was read: the clause, 160 characters at most."""

    kind: SignalKind
    positive: bool
    quote: str
    start: int
    end: int


_PHRASE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"({pattern})" for _, pattern in PHRASES)
    + r")(?:(?<=['\s])|(?![a-z]))"
)
_CLAUSE_END = re.compile(
    r"[!?;|\n\u2022\u00b7]|(?<! m)(?<! sa)(?<!sas)(?<!inc)(?<!ltd)(?<! no)\.(?= |$)|"
    r",? (?:mais|but|however|while|tandis que|alors que|whereas) "
)
_DENIED_BEFORE = re.compile(
    r"(?<!\w)(?:no|not|never|without|nor|neither|zero|0|sans|aucune?|pas de|pas d'|jamais|ni|"
    r"(?:is|are|was|were|has|have|had|do|does|did|wo|will|ca)n't|cannot|"
    r"avoid\w*|evit\w+|exclu\w*|rul(?:es|ed|ing) out|den(?:y|ies|ied)|dement\w*|annul\w+|"
    r"cancel\w*|postpon\w*|report\w+ (?:sa|son|le|la)|renonc\w+|no longer|fin (?:de|du|des|d')|"
    r"end of|"
    r"ends?|ended|exit(?:s|ed|ing)?|emerg\w+ from|out of|sort(?:i|ie|ir|ent|ait)?e?s? (?:de|du|"
    r"d')|echapp\w+|lift(?:s|ed|ing)?|"
    r"lev(?:e|ee|er) (?:le|du)|met(?:tre)? fin|reduced?|reduces|redui\w*|narrow\w*|instead of|"
    r"plutot que|cloture\w*|closure of)(?!\w)(?! (?:only|just|seulement|a question))"
    r"(?P<gap>[^,]{0,24})$"
)
_DENIED_FRENCH = re.compile(
    r"(?<!\w)(?:ne |n')(?P<verb>[^,.]{0,24}?) ?(?<!\w)(?:pas|plus|jamais|aucune?|guere|"
    r"nullement)(?!\w)"
    r"(?! (?:seulement|que|uniquement))"
)
_DENIED_AFTER = re.compile(
    r"[^,.;]{0,14}?(?<!\w)(?:ruled out|denied|avoided|averted|cancell?ed|postponed|is over|"
    r"are over|ends?|ended|"
    r"exclue?s?|evitee?s?|annulee?s?|reportee?s?|termine(?:e|es|s)?|cloturee?s?|"
    r"lifted|levee?(?: par)?(?= ?$)|abandonn\w+|is denied|unlikely|ecartee?s?)(?!\w)"
)
_HELPING = re.compile(rf"(?<!\w){HELPING}(?P<gap>[^,]{{0,60}})$")
_DEALING = re.compile(
    rf"(?<!\w){DEALING}(?:dans |en |in |les? |la |l'|des? |du |d'|the |and |et |& |of |"
    rf"a ){{0,3}}(?:[\w'-]+ )?$"
)
_NAME_OF_THING = re.compile(NAMES_OF_THINGS)
_TRADE_AFTER = re.compile(TRADE_AFTER)
_OTHERS = re.compile(OTHERS)
_OTHERS_AFTER = re.compile(OTHERS_AFTER)
_OFFICIAL = re.compile(
    r"(?:placee?s?|mise?s?|place[ds]?|ouverture|file[sd]?|enters?|entered|tribunal|"
    r"depose)(?: \S+){0,4} $"
)
_APPOINTED = re.compile(r"nomm\w+|design\w+|appointed|(?:est|a ete) (?:placee|confiee)")
_NEEDS_CAPITALS = frozenset({"pse", "ipo", "lbo"})


def read_signals(text: str | None) -> tuple[Signal, ...]:
    """The signals of a text in their order, each kind at most once in a clause."""
    if text is None or not text.strip():
        return ()
    return _read(text)


@lru_cache(maxsize=8_192)
def _read(text: str) -> tuple[Signal, ...]:
    folded = fold(text[:LONGEST])
    words = folded.text
    signals: list[Signal] = []
    seen: set[tuple[int, SignalKind]] = set()
    stops = [stop.span() for stop in _CLAUSE_END.finditer(words)]
    for match in _PHRASE.finditer(words):
        kind = PHRASES[(match.lastindex or 1) - 1][0]
        low, high = _clause(stops, match, len(words))
        if (low, kind) in seen or not _counts(folded, match, kind, low, high):
            continue
        seen.add((low, kind))
        signals.append(_signal(folded, kind, match, low, high))
    return tuple(_without_echoes(signals))


def _clause(stops: list[tuple[int, int]], match: re.Match[str], length: int) -> tuple[int, int]:
    after = bisect_left(stops, (match.end() - 1, 0))
    before = bisect_right(stops, (match.start(), length)) - 1
    low = stops[before][1] if before >= 0 else 0
    return low, stops[after][0] if after < len(stops) else length


def _counts(folded: Folded, match: re.Match[str], kind: SignalKind, low: int, high: int) -> bool:
    words = folded.text
    if match[0] in _NEEDS_CAPITALS and not folded.quote(*match.span()).isupper():
        return False
    before, after = words[low : match.start()], words[match.end() : high]
    if _OTHERS.search(before) or (kind in NEGATIVE and _OTHERS_AFTER.match(after)):
        return False
    says_no_itself = match[0].startswith(("n'", "ne ", "no longer"))
    if not says_no_itself and _is_denied(words, match, low, high, before, after):
        return False
    if _TRADE_AFTER.match(after) and kind in NEGATIVE | {SignalKind.HIRING}:
        return False
    if "judiciaire" in match[0] and match[0].startswith(("administrateur", "mandataire")):
        return bool(_APPOINTED.search(before[-30:] + after[:30]))
    return not _is_trade(match, before)


def _is_trade(match: re.Match[str], before: str) -> bool:
    """Is it what the firm does for others? "Acme helps firms and is hiring" is not."""
    official = _OFFICIAL.search(before)
    if official is not None and not _HELPING.search(before):
        return False
    name = _NAME_OF_THING.match(match[0]) is not None
    if name and _DEALING.search(before):
        return True
    helping = _HELPING.search(before)
    if helping is None:
        return False
    return name or not re.search(r"(?<!\w)(?:et|and|is|are|a|va|will|has) ", helping["gap"])


def _is_denied(
    words: str, match: re.Match[str], low: int, high: int, before: str, after: str
) -> bool:
    if _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after):
        return True
    return any(
        denial.start() < match.end()
        and match.start() - denial.end() <= 24
        and "," not in words[denial.end() : match.start()]
        for denial in _DENIED_FRENCH.finditer(words, low, high)
    )


def _signal(folded: Folded, kind: SignalKind, match: re.Match[str], low: int, high: int) -> Signal:
    text = folded.original
    start, end = folded.position(low), folded.position(high)
    first, last = folded.position(match.start()), folded.position(match.end())
    if end - start > LONGEST_QUOTE:
        last = min(last, first + LONGEST_QUOTE)
        room = LONGEST_QUOTE - (last - first)
        start = max(start, first - room // 2)
        end = min(end, start + LONGEST_QUOTE)
        while start < first and start and not text[start - 1].isspace():
            start += 1
        while end > last and end < len(text) and not text[end].isspace():
            end -= 1
    while start < end and (text[start].isspace() or text[start] in ",:-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",:-"):
        end -= 1
    return Signal(kind, kind not in NEGATIVE, text[start:end], start, end)


def _without_echoes(signals: list[Signal]) -> list[Signal]:
    """ "Lance un plan social" launches nothing; a clause with bad news has no mere launch."""
    others = {(s.start, s.end) for s in signals if s.kind is not SignalKind.LAUNCH}
    return [s for s in signals if s.kind is not SignalKind.LAUNCH or (s.start, s.end) not in others]

"""The part of an answer that its writer wrote, without the mail quoted in it."""

from __future__ import annotations

import re

from anyascii import anyascii
from mailparser_reply import EmailReplyParser

LONGEST = 50_000
"""Characters of an answer that are looked at: nobody writes more above the mail they quote."""
LIBRARY_READS = 5_000
"""Characters that the library is given: its patterns take the square of the length, and a
hostile mail of 50,000 took 40 seconds."""
_LIBRARY = EmailReplyParser(languages=["en", "fr", "de", "es", "it", "nl", "pl"])
# Beneath one of these, everything is the older mail.
_SEPARATOR = re.compile(
    r"^\s*(-{2,}\s*(original message|message d.origine|forwarded message|message transfere).*|"
    r"_{10,}|-{10,})\s*$",
    re.IGNORECASE,
)
# The block of headers that some programs put above it: From and a date or subject soon after.
_FROM = re.compile(r"^\s*\*?(from|de|expediteur)\s?:\*?\s+\S", re.IGNORECASE)
_BLOCK = re.compile(r"^\s*\*?(sent|date|envoye|to|a|subject|objet)( le)?\s?:", re.IGNORECASE)
# "On Monday, Camille wrote:", on one line or broken over two or three.
_ATTRIBUTION = re.compile(r"^\s*(on\b.{5,200}\bwrote|le\b.{5,200}\ba ecrit)\s?:\s*$", re.IGNORECASE)
_NAMED = re.compile(r"^.{3,100}<\S+@\S+>.{0,60}(wrote|a ecrit)\s?:\s*$", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"^(--\s*|\s*(sent from my|get outlook for|envoye (de|depuis) mon|telecharger outlook).*)$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """What the writer wrote: quoted lines, the mail beneath and the signature mark cut.

    Answers written between quoted lines are kept. May be empty. What our own rules leave, the
    library cuts further: it knows the marks of more languages
    (docs/decisions/0018-quoted-mail.md).
    """
    kept = _ours(text[:LONGEST])
    if len(kept) > LIBRARY_READS:
        return kept
    return (_LIBRARY.parse_reply(kept) or "").strip() or kept


def _ours(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    # Each line by itself: folding to ASCII may lengthen one, but adds no line.
    folded = [anyascii(line) for line in lines]
    kept: list[str] = []
    index = 0
    while index < len(lines):
        line = folded[index]
        if _SEPARATOR.match(line) or _is_header_block(folded, index) or _SIGNATURE.match(line):
            break
        if (after := _attribution_ends(folded, index)) is not None:
            if not _next_is_quoted(folded, after):
                break
            index = after
            continue
        if not line.lstrip().startswith(">"):
            kept.append(lines[index])
        index += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_header_block(lines: list[str], index: int) -> bool:
    if not _FROM.match(lines[index]):
        return False
    return any(_BLOCK.match(line) for line in lines[index + 1 : index + 4])


def _attribution_ends(lines: list[str], index: int) -> int | None:
    """The index after an attribution that begins at ``index``; ``None``: there is none."""
    if _NAMED.match(lines[index]):
        return index + 1
    for count in (1, 2, 3):
        part = lines[index : index + count]
        if not all(line.strip() for line in part):
            return None
        if _ATTRIBUTION.match(" ".join(part)):
            return index + count
    return None


def _next_is_quoted(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index:] if line.strip()), "")
    return following.lstrip().startswith(">")

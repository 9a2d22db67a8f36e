"""Text from outside as one safe line: no markup, no control or invisible characters, cut."""

from __future__ import annotations

import re
import unicodedata

from bs4.dammit import UnicodeDammit

_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)


def plain_line(text: str, longest: int) -> str:
    """``text`` on one line of at most ``longest`` characters, cut between words.

    Control characters and those that show nothing or turn the direction of writing round
    (Unicode Cc, Cf, Co, Cs) could hide text from a reader or end a line in a prompt.
    """
    kept = "".join(map(_shown, unicodedata.normalize("NFC", text[: longest * 8])))
    line = " ".join(kept.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rpartition(" ")[0].rstrip(" ,;:.") + "…"


def _shown(character: str) -> str:
    """Itself, a space for what separates, nothing for what is invisible inside a word."""
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category[0] == "C" else character


def decoded(body: bytes, content_type: str, longest: int) -> str:
    """A page's text: the charset of the header, of the page, or a guess, in that order."""
    told = _CHARSET.search(content_type)
    dammit = UnicodeDammit(body[: longest * 4], [told[1]] if told else [], is_html=True)
    return (dammit.unicode_markup or "")[:longest].replace("\x00", " ")

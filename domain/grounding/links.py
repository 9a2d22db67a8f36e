"""Addresses in a text: web links, bare domains and e-mail addresses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_DOT = "[.\u3002\uff0e\uff61]"
_REST = r"[^\s<>\"'»“”]{0,2000}"
# Repetitions are bounded: no text makes the search slow.
_LINK = re.compile(
    rf"""
    (?:(?<![\w.+-])[a-z][a-z0-9+.-]{{1,20}}://|www\.)[^\s<>"'»“”]{{1,2000}}
    | (?<![\w-])(?:mailto|tel|sms|javascript|data|callto|skype|whatsapp):(?=\S){_REST}
    | [\w.+-]{{1,64}}@[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,5}}
    | (?<![\w@.-])[a-z0-9][a-z0-9-]{{0,62}}(?:\.[a-z0-9-]{{1,63}}){{0,4}}
      \.(?:com|org|net|fr|io|co|eu|ai|app|dev|de|uk|be|ch|ca|es|it|nl|us|biz|info|xyz|ru|cn
        |link|click|site|online|shop|top|me|ly|tv|test|example)(?![\w-])(?:/{_REST})?
    | (?<![\w.])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![\w.])(?:[:/]{_REST})?
    | (?P<host>(?<![\w@.-])[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,6}}{_DOT}
      (?P<tld>\w[\w-]{{1,62}}))(?:[:/]{_REST})?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\"’"
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    start: int
    end: int

    @property
    def is_email(self) -> bool:
        return "@" in self.text and "://" not in self.text


def links_in(text: str) -> tuple[Link, ...]:
    """Every address in ``text``, without the punctuation that follows it.

    What a mail program would make a link of counts, also in other scripts, also without
    a scheme.
    """
    return tuple(
        Link(link, match.start(), match.start() + len(link))
        for match in _LINK.finditer(text)
        if (match["host"] is None or _is_host(match)) and (link := match.group().rstrip(_TRAILING))
    )


def _is_host(match: re.Match[str]) -> bool:
    """Whether words joined by dots end in a top-level domain: "évil.gg", not "etc.Nous".

    The last word of a domain is in one case; a capital alone begins a glued sentence, and
    is judged as a name.
    """
    tld = unicodedata.normalize("NFKC", match["tld"])
    if not (tld.islower() or tld.isupper() or not tld.isascii()):
        return False
    before = match["host"][: -len(match["tld"])]
    return tld.lower() in _top_level_domains() and _LETTER.search(before) is not None


@cache
def _top_level_domains() -> frozenset[str]:
    """The last labels of the public suffix list that comes with tldextract; no network."""
    import tldextract  # its list is read when first asked

    known = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None).tlds
    labels = {suffix.rpartition(".")[2] for suffix in known}
    unpacked = {label.encode().decode("idna") for label in labels if label.startswith("xn--")}
    return frozenset(labels | unpacked)

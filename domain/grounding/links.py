"""Addresses in a text: web links, bare domains and e-mail addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Repetitions are bounded: no text makes the search slow.
_LINK = re.compile(
    r"""
    (?:https?://|ftp://|www\.)[^\s<>"'»“”]{1,2000}
    | [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}
    | (?<![\w@.-])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}
      \.(?:com|org|net|fr|io|co|eu|ai|app|dev|de|uk|be|ch|ca|es|it|nl|us|biz|info|xyz|ru|cn
        |link|click|site|online|shop|top|me|ly|tv|test|example)(?![\w-])(?:/[^\s<>"'»“”]{0,2000})?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\"’"


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    start: int
    end: int

    @property
    def is_email(self) -> bool:
        return "@" in self.text and "://" not in self.text


def links_in(text: str) -> tuple[Link, ...]:
    """Every address in ``text``, without the punctuation that follows it."""
    return tuple(
        Link(link, match.start(), match.start() + len(link))
        for match in _LINK.finditer(text)
        if (link := match.group().rstrip(_TRAILING))
    )

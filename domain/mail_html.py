"""The HTML part of a mail, made from its text: paragraphs, and the links we put in ourselves."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# What may stand right after a link. A further character of a URL means that the
# text holds another, longer address than the one that was given.
_ENDS_LINK = re.compile(r"$|[\s)\]>»\"']|[.,;:!?](?:\s|$)")


def text_to_html(text: str, links: Iterable[str], words: Mapping[str, str] | None = None) -> str:
    """Escaped paragraphs of ``text`` in which exactly ``links`` (http or https) can be clicked.

    Any other address stays text. Nothing in ``text`` is read as HTML. ``words``
    are shown in place of a link's address: where a vendor counts clicks, an
    address that shows one place and leads through another looks like a fraud.
    """
    shown = words or {}
    addresses = sorted(
        {link for link in links if link.startswith(("https://", "http://"))},
        key=len,
        reverse=True,
    )
    paragraphs = (part for part in _PARAGRAPHS.split(text.strip()) if part.strip())
    return "\n".join(f"<p>{_paragraph(part, addresses, shown)}</p>" for part in paragraphs)


def _paragraph(text: str, addresses: list[str], shown: Mapping[str, str]) -> str:
    lines = (_line(line.strip(), addresses, shown) for line in text.splitlines())
    return "<br>\n".join(lines)


def _line(line: str, addresses: list[str], shown: Mapping[str, str]) -> str:
    pieces: list[str] = []
    start = 0
    while start < len(line):
        found = _next_link(line, start, addresses)
        if found is None:
            break
        at, address = found
        pieces.append(html.escape(line[start:at]))
        visible = html.escape(shown.get(address, address))
        pieces.append(f'<a href="{html.escape(address)}">{visible}</a>')
        start = at + len(address)
    pieces.append(html.escape(line[start:]))
    return "".join(pieces)


def _next_link(line: str, start: int, addresses: list[str]) -> tuple[int, str] | None:
    """The first of ``addresses`` in ``line``, the longest where several begin."""
    best: tuple[int, str] | None = None
    for address in addresses:
        at = line.find(address, start)
        while at >= 0:
            if _ENDS_LINK.match(line, at + len(address)):
                if best is None or at < best[0]:
                    best = (at, address)
                break
            at = line.find(address, at + 1)
    return best

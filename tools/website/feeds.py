"""A fetched RSS or Atom feed as dated headlines.

langchain-community's ``RSSFeedLoader`` fetches the feed and every article by itself and
cannot be given fetched content; feedparser, which it stands on, reads the same bytes here.
"""

from __future__ import annotations

import io
import re
import threading
from datetime import date
from typing import Any

import feedparser

from tools.website.fetching import Page
from tools.website.pages import visible_text
from tools.website.plain import plain_line

MOST_NEWS = 8
LONGEST_HEADLINE = 300
"""Characters of a title with the beginning of its summary."""
_MOST_ENTRIES = 100
_LARGEST_READ = 400_000
"""Bytes. feedparser takes half a minute over two million made to be slow."""
_PARSING = threading.Lock()
"""feedparser fills a table that all its parsers share while the first one is made."""
_END_OF_ENTRY = re.compile(rb"</(item|entry)>", re.IGNORECASE)

Headline = tuple[date | None, str]


def headlines(page: Page, today: date) -> list[Headline] | None:
    """Newest first, undated ones last; ``None`` when the page is no feed at all."""
    with _PARSING:
        feed: Any = feedparser.parse(
            # Bytes themselves would be tried as the name of a file first.
            io.BytesIO(_beginning(page.body)),
            response_headers={"content-type": page.content_type, "content-location": page.url},
            resolve_relative_uris=False,
        )
    if not feed.get("version"):
        return None
    read = [(_day(entry, today), _text(entry)) for entry in feed.entries[:_MOST_ENTRIES]]
    newest_first = sorted(read, key=lambda one: one[0] or date.min, reverse=True)
    once: dict[str, Headline] = {}
    for day, text in newest_first:
        if text:
            once.setdefault(text, (day, text))
    return list(once.values())[:MOST_NEWS]


def _beginning(body: bytes) -> bytes:
    """The feed as far as it is read: whole entries, and the end of the document put back."""
    ends = list(_END_OF_ENTRY.finditer(body, 0, _LARGEST_READ))[:_MOST_ENTRIES]
    if len(body) <= _LARGEST_READ and len(ends) < _MOST_ENTRIES:
        return body
    if not ends:
        return body[:_LARGEST_READ]
    closing = b"</feed>" if ends[-1][1].lower() == b"entry" else b"</channel></rss>"
    return body[: ends[-1].end()] + closing


def _text(entry: Any) -> str:
    title = plain_line(str(entry.get("title") or ""), LONGEST_HEADLINE)
    summary = str(entry.get("summary") or "")
    if "<" in summary:
        summary = visible_text(f"<p>{summary}</p>", LONGEST_HEADLINE)
    summary = plain_line(summary, LONGEST_HEADLINE)
    if not summary or summary.startswith(title.rstrip(".…")):
        return summary or title
    return plain_line(f"{title}: {summary}" if title else summary, LONGEST_HEADLINE)


def _day(entry: Any, today: date) -> date | None:
    told = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        day = date(*told[:3]) if told else None
    except ValueError:
        return None
    return day if day is not None and day <= today else None

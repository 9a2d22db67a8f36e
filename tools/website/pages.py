"""A home page as plain text, and the feeds it names.

langchain-community's ``BeautifulSoupTransformer`` takes the text out of the page that was
fetched here; it fetches nothing.
"""

from __future__ import annotations

import re
from contextlib import suppress

from bs4 import BeautifulSoup, SoupStrainer, Tag

import errors
from tools.website.fetching import Page, joined
from tools.website.langchain import BeautifulSoupTransformer, Document
from tools.website.plain import decoded, plain_line

LONGEST_DESCRIPTION = 1_500
"""Characters: a few paragraphs, and about 400 tokens of a prompt."""
_LONGEST_READ = 300_000
"""Characters of a page that are parsed; what matters is at the top."""
_LONGEST_WORDED = 40_000
"""Characters of markup, without scripts and what is hidden, in which words are looked for."""
# Python's own HTML parser takes minutes over a page of unclosed quotes or comments made for it.
_PARSER = "lxml"
_NOT_TEXT = (
    *("script", "style", "noscript", "template", "svg", "iframe", "object"),
    *("nav", "footer", "form", "select", "button"),
)
_TEXT = ("h1", "h2", "h3", "p", "li", "blockquote")
_BOXES = ("div", "section", "main", "td", "span")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_TOO_LITTLE = 80
"""Characters. A page with fewer in its paragraphs has put its words into bare boxes."""


def description_of(page: Page) -> str | None:
    """What the page says of itself (meta description), then its headings and paragraphs."""
    soup = BeautifulSoup(decoded(page.body, page.content_type, _LONGEST_READ), _PARSER)
    parts = [_meta(soup), _worded(_without_hidden(soup), LONGEST_DESCRIPTION)]
    text = plain_line(" ".join(part for part in parts if part), LONGEST_DESCRIPTION)
    return text or None


def feeds_of(page: Page) -> list[str]:
    """Addresses of the feeds that the page's head names, in its order."""
    html = decoded(page.body, page.content_type, _LONGEST_READ)
    found: list[str] = []
    links = SoupStrainer("link")
    for link in BeautifulSoup(html, _PARSER, parse_only=links).find_all("link", href=True):
        kind = str(link.get("type") or "").lower()
        if "alternate" in (link.get("rel") or []) and kind.endswith(("rss+xml", "atom+xml")):
            with suppress(errors.UnsafeAddress):
                found.append(joined(page.url, str(link["href"])))
    return list(dict.fromkeys(found))


def visible_text(html: str, longest: int) -> str:
    """The words of an HTML text on one line; empty when it is too tangled to read."""
    return _worded(_without_hidden(BeautifulSoup(html[:_LONGEST_WORDED], _PARSER)), longest)


def _worded(html: str, longest: int) -> str:
    if len(html) > _LONGEST_WORDED:
        html = html[:_LONGEST_WORDED].rpartition("<")[0]
    text = _words(html, _TEXT, longest)
    return text if len(text) >= _TOO_LITTLE else _words(html, (*_TEXT, *_BOXES), longest)


def _without_hidden(soup: BeautifulSoup) -> str:
    """What no visitor sees is no evidence; it is where instructions to readers hide."""
    for element in soup.find_all(_is_unread):
        element.decompose()
    return str(soup)


def _is_unread(element: Tag) -> bool:
    if element.name in _NOT_TEXT or element.has_attr("hidden"):
        return True
    if element.get("aria-hidden") == "true":
        return True
    return _HIDING.search(str(element.get("style") or "")) is not None


def _words(html: str, tags: tuple[str, ...], longest: int) -> str:
    document = Document(page_content=html)
    try:
        BeautifulSoupTransformer().transform_documents(
            [document], unwanted_tags=_NOT_TEXT, tags_to_extract=tags, remove_comments=True
        )
    except RecursionError:  # thousands of nested elements: made to break readers
        return ""
    return plain_line(document.page_content, longest)


def _meta(soup: BeautifulSoup) -> str:
    for key, value in (("name", "description"), ("property", "og:description")):
        tag = soup.find("meta", attrs={key: value})
        if tag is not None and tag.get("content"):
            return str(tag["content"])
    return ""

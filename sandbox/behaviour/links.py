"""The links in a message, and which of them leads to a booking page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.store import Document

_HREF = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_BOOKING = re.compile(
    r"/calendly/(?:d/(?P<token>[^/]+)/[^/?#]+|(?P<user>[^/]+)/(?P<slug>[^/?#]+))$"
)


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    content_type: str
    """``html`` or ``text``: where it stands."""
    index: int


@dataclass(frozen=True, slots=True)
class BookingLink:
    link: Link
    token: str | None
    """Of a single-use link; ``None`` for the event type's own page."""
    slug: str | None
    query: dict[str, str]


def links_in(message: Document) -> list[Link]:
    """Links of the HTML part, or of the text where there is no HTML."""
    if message["html"]:
        found = [unescape(a or b).strip() for a, b in _HREF.findall(message["html"])]
        kind = "html"
    else:
        found = [url.rstrip(".,;:!?)]»") for url in _URL.findall(message["text"] or "")]
        kind = "text"
    web = [url for url in found if urlsplit(url).scheme in ("http", "https")]
    return [Link(url, kind, index) for index, url in enumerate(web)]


def booking_link(message: Document) -> BookingLink | None:
    """The first link that leads to a booking page, whatever host it names."""
    for link in links_in(message):
        parts = urlsplit(link.url)
        found = _BOOKING.search(unquote(parts.path).rstrip("/"))
        if found and found["user"] not in (
            "cancellations",
            "reschedulings",
            "event_types",
            "users",
        ):
            return BookingLink(link, found["token"], found["slug"], dict(parse_qsl(parts.query)))
    return None


def one_click_url(message: Document) -> str | None:
    """The web address of ``List-Unsubscribe`` where one-click is offered (RFC 8058)."""
    headers = {name.lower(): value for name, value in message["headers"].items()}
    if "one-click" not in headers.get("list-unsubscribe-post", "").lower():
        return None
    urls = re.findall(r"<(https?://[^>]+)>", headers.get("list-unsubscribe", ""))
    return urls[0] if urls else None

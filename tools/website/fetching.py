"""One visit to one website: a few requests, a total time, a size, and no unsafe address.

A *fetch* makes one request and follows nothing. A :class:`Visit` follows redirects itself
and looks at each address before it is fetched, so that the limits hold whatever fetches.
"""

from __future__ import annotations

import ipaddress
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import errors

LARGEST_PAGE = 2_000_000
"""Bytes after decompression."""
LONGEST_VISIT = 10.0
"""Seconds, all requests together."""
MOST_REQUESTS = 6
MOST_REDIRECTS = 3
USER_AGENT = "Mozilla/5.0 (compatible; Rendezvous/0.1)"
_REDIRECTS = {301, 302, 303, 307, 308}
_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}"
)
_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa")
"""Last labels that never name a public website."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, whatever its status. ``body`` is decompressed."""

    url: str
    status: int
    content_type: str
    body: bytes
    location: str | None = None
    last_modified: date | None = None


class Fetch(Protocol):
    """One GET without redirects.

    Raises :class:`errors.UnsafeAddress` (private address, body over ``max_bytes``) and
    :class:`errors.Temporary`. ``seconds`` bounds each wait, not the whole: the visit does.
    """

    def __call__(self, url: str, *, max_bytes: int, seconds: float) -> Page: ...


class Visit:
    """The requests made to one website. Not shared between threads."""

    def __init__(self, fetch: Fetch, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._ends = monotonic() + LONGEST_VISIT
        self.requests_left = MOST_REQUESTS

    def get(self, url: str) -> Page:
        """A page that was found (status 200), after at most three redirects."""
        for _ in range(MOST_REDIRECTS + 1):
            page = self._hop(check_address(url))
            if page.status in _REDIRECTS and page.location:
                url = joined(url, page.location)
                continue
            return _found(page)
        raise errors.Temporary(f"the website redirects more than {MOST_REDIRECTS} times")

    def _hop(self, url: str) -> Page:
        seconds = self._ends - self._monotonic()
        if self.requests_left <= 0 or seconds <= 0:
            raise errors.Temporary("the website took too many requests or too long", record=url)
        self.requests_left -= 1
        return _within(
            seconds, lambda: self._fetch(url, max_bytes=LARGEST_PAGE, seconds=min(8.0, seconds))
        )


def check_address(url: str) -> str:
    """``url`` if it may be fetched: http(s), a public-looking name, the usual port.

    Whether the name resolves to a private address is the guarded fetch's question.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise errors.UnsafeAddress("the website points to what is no address") from error
    if parts.scheme not in ("http", "https"):
        raise errors.UnsafeAddress(
            f"an address with the scheme {parts.scheme[:20]!r} is not fetched", record=url[:200]
        )
    if parts.username or parts.password or port not in (None, 80, 443):
        raise errors.UnsafeAddress(
            "an address with a user or an unusual port is not fetched", record=parts.hostname
        )
    public_host(parts.hostname or "")
    return url


def joined(base: str, reference: str) -> str:
    """An address that ``reference`` gives on the page ``base``."""
    try:
        return urljoin(base, reference)
    except ValueError as error:
        raise errors.UnsafeAddress("the website points to what is no address") from error


def public_host(text: str) -> str:
    """A host name in its ASCII form. Raises :class:`errors.UnsafeAddress` for any other."""
    name = text.strip().rstrip(".").lower()
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        pass
    else:
        raise errors.UnsafeAddress("a bare IP address is not fetched", record=name)
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise errors.UnsafeAddress("this is no domain name", record=text[:100]) from error
    if not _HOST.fullmatch(name) or name.rpartition(".")[2] in _INSIDE:
        raise errors.UnsafeAddress("this is no public domain name", record=text[:100])
    return name


def http_date(text: str | None) -> date | None:
    """The day of a ``Last-Modified`` header, in UTC."""
    try:
        when = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).date()


def _found(page: Page) -> Page:
    if page.status == 200:
        return page
    if page.status in (408, 425, 429) or page.status >= 500:
        raise errors.VendorFailed(f"the website answered {page.status}", record=page.url)
    raise errors.NotFound(f"the website has no such page ({page.status})", record=page.url)


def _within(seconds: float, fetch: Callable[[], Page]) -> Page:
    """A hard end: a name server or a server that sends one byte a second holds nobody up.

    The thread that is left behind ends with its own time-out and holds no record.
    """
    pages: list[Page] = []
    failures: list[Exception] = []

    def run() -> None:
        try:
            pages.append(fetch())
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="website-fetch", daemon=True)
    thread.start()
    thread.join(seconds)
    if pages:
        return pages[0]
    if failures:
        raise failures[0]
    raise errors.Temporary("the website is too slow", fix="it will be read again another day")

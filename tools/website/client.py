"""A company's website read in at most six requests and ten seconds.

Home page, feed (named by the page, else the usual three paths), sitemap. The home page is
needed: what is wrong with it is raised. Feed and sitemap are extras: what is wrong with
them is logged, and they say nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import errors
from services.website_reader import WebsiteReading
from tools.website.feeds import Headline, headlines
from tools.website.fetching import Fetch, Page, Visit, public_host
from tools.website.pages import description_of, feeds_of
from tools.website.sitemaps import newest_change

log = logging.getLogger(__name__)

_USUAL_FEEDS = ("/feed", "/feed.xml", "/rss.xml")
_READABLE = ("text/html", "application/xhtml", "text/plain")


class CompanyWebsite:
    """Reads websites with a :class:`tools.website.fetching.Fetch`: guarded, or a gateway.

    ``clock`` (aware UTC) tells dates that lie in the future, which are not believed.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._monotonic = monotonic

    def read(self, domain: str) -> WebsiteReading:
        """What ``domain`` (a name or an address of a page) says today.

        Raises :class:`errors.UnsafeAddress`, :class:`errors.Temporary` (unreachable, slow,
        failing) and :class:`errors.NotFound` (no home page, or not a page of text).
        """
        today = self._clock().date() + timedelta(days=1)  # it is tomorrow east of here
        visit = Visit(self._fetch, monotonic=self._monotonic)
        home = _home(visit, public_host(_host_in(domain)))
        if home.content_type and not home.content_type.lower().startswith(_READABLE):
            raise errors.NotFound("the home page is not a page of text", record=home.url)
        news = _news(visit, home, today)
        days = [home.last_modified, _changed(visit, home, today), *(day for day, _ in news)]
        return WebsiteReading(
            url=home.url,
            description=description_of(home),
            news=tuple(news),
            updated_on=max((day for day in days if day and day <= today), default=None),
        )


def _host_in(domain: str) -> str:
    text = domain.strip()
    try:
        return (urlsplit(text).hostname or "") if "://" in text else text.partition("/")[0]
    except ValueError as error:
        raise errors.UnsafeAddress("this is no address", record=text[:100]) from error


def _home(visit: Visit, host: str) -> Page:
    """By TLS, then with ``www.`` before it, then without TLS: small firms have one of them."""
    ways = [f"https://{host}/", f"http://{host}/"]
    if not host.startswith("www."):
        ways.insert(1, f"https://www.{host}/")
    for url in ways[:-1]:
        try:
            return visit.get(url)
        except errors.NotConnected:
            continue
    return visit.get(ways[-1])


def _news(visit: Visit, home: Page, today: date) -> list[Headline]:
    named = feeds_of(home)
    ways = named[:2] or [urljoin(home.url, path) for path in _USUAL_FEEDS]
    for url in ways:
        page = _extra(visit, url)
        found = headlines(page, today) if page is not None else None
        if found is not None:
            return found
    return []


def _changed(visit: Visit, home: Page, today: date) -> date | None:
    page = _extra(visit, urljoin(home.url, "/sitemap.xml"))
    if page is None:
        return None
    try:
        return newest_change(page, visit.get, today)
    except (errors.Temporary, errors.Permanent) as error:
        log.info("sitemap of %s not read: %s", home.url, error.message)
        return None


def _extra(visit: Visit, url: str) -> Page | None:
    try:
        return visit.get(url)
    except (errors.Temporary, errors.Permanent) as error:
        log.info("%s not read: %s", url, error.message)
        return None

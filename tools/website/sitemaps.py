"""The newest ``lastmod`` of a sitemap, and of the sitemaps that an index names.

langchain-community's ``SitemapLoader`` reads sitemaps, and would fetch both the pages and
the sitemaps that they name by itself. Here it is given what the visit fetched, and only its
parser is asked; the session it is given cannot fetch.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from bs4 import BeautifulSoup

from tools.website.fetching import Page
from tools.website.langchain import SitemapLoader

log = logging.getLogger(__name__)

_LARGEST_READ = 1_000_000
_CHILDREN = 1
"""Sitemaps of an index that are read: requests are few, and the first is the pages' one."""


def newest_change(page: Page, get: Callable[[str], Page], today: date) -> date | None:
    """The newest day on which a page changed; days to come are some generator's mistake.

    ``get`` fetches a sitemap that an index names, one level deep; what it raises goes through.
    """
    entries = _FetchedSitemap(page.url, get).parse_sitemap(_soup(page))
    days = (_day(str(entry.get("lastmod", ""))) for entry in entries)
    return max((day for day in days if day is not None and day <= today), default=None)


class _FetchedSitemap(SitemapLoader):
    """A sitemap loader whose only way to a page is the visit that it is part of."""

    def __init__(self, url: str, get: Callable[[str], Page]) -> None:
        super().__init__(url, is_local=True, max_depth=2, session=_NoSession())
        self._get = get
        self._children_left = _CHILDREN

    def scrape_all(self, urls: list[str], parser: str | None = None) -> list[Any]:
        """Sitemaps that an index names; an empty one stands for those past the limit."""
        soups: list[Any] = []
        for url in urls:
            if self._children_left > 0:
                self._children_left -= 1
                soups.append(_soup(self._get(url.strip())))
            else:
                soups.append(BeautifulSoup("", "xml"))
        return soups


class _NoSession:
    """Stands where the loader keeps its HTTP session, and has none of its methods."""


def _soup(page: Page) -> BeautifulSoup:
    return BeautifulSoup(page.body[:_LARGEST_READ], "xml")


def _day(text: str) -> date | None:
    found = re.match(r"\d{4}-\d{2}-\d{2}", text.strip())
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None

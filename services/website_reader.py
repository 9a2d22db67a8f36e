"""What a company's own website says: the protocol that ``tools/website`` satisfies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WebsiteReading:
    """Plain text, cut to a size that fits a prompt; dates as the site states them."""

    url: str
    description: str | None
    news: tuple[tuple[date | None, str], ...]
    """Dated headlines from the feed, newest first."""
    updated_on: date | None
    """Newest of sitemap ``lastmod``, feed and ``Last-Modified``; ``None``: unknown."""


class WebsiteReader(Protocol):
    def read(self, domain: str) -> WebsiteReading:
        """Raises :class:`errors.UnsafeAddress`, :class:`errors.Temporary`, :class:`NotFound`."""
        ...

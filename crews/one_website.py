"""A website reader that reads one company's site: a model does not choose addresses."""

from __future__ import annotations

from errors import UnsafeAddress
from services.website_reader import WebsiteReader, WebsiteReading


class OneWebsite:
    """Satisfies :class:`services.website_reader.WebsiteReader` for ``domain`` alone."""

    def __init__(self, reader: WebsiteReader, domain: str) -> None:
        self._reader = reader
        self._domain = domain

    def read(self, domain: str) -> WebsiteReading:
        """Raises :class:`errors.UnsafeAddress` for another domain, else what the reader raises."""
        if _bare(domain) != _bare(self._domain):
            raise UnsafeAddress(
                "only the prospect's own company's website may be read", record=self._domain
            )
        return self._reader.read(self._domain)


def _bare(domain: str) -> str:
    return domain.strip().casefold().removeprefix("www.").rstrip(".")

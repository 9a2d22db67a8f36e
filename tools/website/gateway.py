"""The fetch through a gateway: ``{gateway}/{domain}/{path}``, on one address that is trusted.

For a machine whose only way out is such a gateway, and for the sandbox, whose websites are
on this machine, where the guard rightly refuses to go. Only the gateway is ever contacted:
a redirect of a website is answered as the website's own address and asked of the gateway
again, after the same look at the address as everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import unquote, urljoin, urlsplit

import httpx

import errors
from tools.website.fetching import USER_AGENT, Page, http_date


class _Cut(errors.Temporary):
    """A connection that ended before its answer did; asking once more does no harm."""


class GatewayFetch:
    """See :class:`tools.website.fetching.Fetch`. ``gateway_url`` is WEBSITE_GATEWAY_URL."""

    def __init__(
        self,
        gateway_url: str,
        *,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(gateway_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise errors.Misconfigured(
                "the website gateway must be an http(s) address", fix="set WEBSITE_GATEWAY_URL"
            )
        self._base = gateway_url.rstrip("/")
        self._monotonic = monotonic
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT},
            transport=transport,
            follow_redirects=False,
            trust_env=False,
        )

    def __call__(self, url: str, *, max_bytes: int, seconds: float) -> Page:
        try:
            return self._get(url, max_bytes=max_bytes, seconds=seconds)
        except _Cut:
            # A kept connection may be closed by the other end just as it is used again.
            return self._get(url, max_bytes=max_bytes, seconds=seconds)

    def _get(self, url: str, *, max_bytes: int, seconds: float) -> Page:
        ends = self._monotonic() + 2 * seconds
        asked = self._through(url)
        try:
            with self._client.stream("GET", asked, timeout=seconds) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > max_bytes:
                        raise errors.UnsafeAddress(
                            f"the page is over {max_bytes:,} bytes", record=url
                        )
                    if self._monotonic() > ends:
                        raise errors.Temporary("the website is too slow", record=url)
                location = response.headers.get("Location")
                return Page(
                    url=url,
                    status=response.status_code,
                    content_type=response.headers.get("Content-Type", ""),
                    body=bytes(body),
                    location=self._outside(asked, location) if location else None,
                    last_modified=http_date(response.headers.get("Last-Modified")),
                )
        except httpx.TimeoutException as error:
            raise errors.Temporary("the website is too slow", record=url) from error
        except httpx.ConnectError as error:
            raise errors.NotConnected(
                "the website gateway cannot be reached", record=url
            ) from error
        except httpx.RequestError as error:
            raise _Cut("the website's answer was cut", record=url) from error

    def close(self) -> None:
        self._client.close()

    def _through(self, url: str) -> str:
        parts = urlsplit(url)
        if any(unquote(segment) in (".", "..") for segment in parts.path.split("/")):
            raise errors.UnsafeAddress("a path that climbs is not asked of the gateway", record=url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._base}/{parts.hostname}{parts.path or '/'}{query}"

    def _outside(self, asked: str, location: str) -> str:
        """A redirect inside the gateway as the address that it stands for.

        One that starts with ``/`` and not with the gateway's path is the website's own.
        """
        prefix = self._base + "/"
        if "://" not in location and not location.startswith(urlsplit(prefix).path):
            return location
        target = urljoin(asked, location)
        return f"https://{target.removeprefix(prefix)}" if target.startswith(prefix) else target

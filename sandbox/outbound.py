"""What the sandbox sends out by itself: webhooks and the like, to this machine alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine; names other than ``localhost`` do not count."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Outbound:
    """Posts, and says how it went. Never follows a redirect, never uses a proxy."""

    def __init__(self, *, outside: bool, timeout: float = 20.0) -> None:
        self._outside = outside
        self._timeout = timeout
        self._client: httpx.AsyncClient | None = None

    def may_reach(self, url: str) -> bool:
        return urlsplit(url).scheme in ("http", "https") and (self._outside or is_loopback(url))

    async def get(self, url: str, agent: str) -> int | None:
        """The status code of a page, or ``None`` where there was no answer."""
        if not self.may_reach(url):
            return None
        try:
            response = await self._http().get(url, headers={"User-Agent": agent})
        except httpx.HTTPError:
            return None
        return response.status_code

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self._timeout, trust_env=False)
        return self._client

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> int | None:
        """The status code, or ``None`` where there was no answer or the address is off limits."""
        if not self.may_reach(url):
            return None
        try:
            response = await self._http().post(url, content=content, headers=dict(headers))
        except httpx.HTTPError:
            return None
        return response.status_code

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

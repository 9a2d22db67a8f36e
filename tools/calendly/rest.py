"""How Calendly's API speaks: records and pages, refusals, resource addresses, times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

import errors
from tools.http import VendorHttp

_PAGE = 100
_MOST_PAGES = 1_000


class NotAllowed(errors.KeyRefused):
    """403: the token is good, but not for this. (401 stays ``KeyRefused``.)"""


class CalendlyRest(VendorHttp):
    """Calendly's HTTP: its own meaning of 403, 409 and of how long a 429 lasts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            vendor="Calendly", classify=_classify, not_before=_seconds_until_reset, **options
        )

    def all_of(self, path: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Every record of a list. The next page is asked for by token, never by address."""
        token: str | None = None
        for _ in range(_MOST_PAGES):
            answer = self.get(path, {**params, "count": _PAGE, "page_token": token})
            yield from self.collection(answer)
            following = _next_token(self.read_json(answer).get("pagination"))
            if following is None:
                return
            if following == token:
                raise errors.VendorFailed("Calendly's list leads back to the same page")
            token = following
        raise errors.VendorFailed("Calendly's list does not end", record=path)

    def collection(self, response: httpx.Response) -> list[dict[str, Any]]:
        body = self.read_json(response)
        listed = body.get("collection") if isinstance(body, dict) else None
        if not isinstance(listed, list):
            raise errors.VendorFailed("Calendly answered without its list")
        return [one for one in listed if isinstance(one, dict)]

    def resource(self, response: httpx.Response) -> dict[str, Any]:
        body = self.read_json(response)
        resource = body.get("resource") if isinstance(body, dict) else None
        if not isinstance(resource, dict):
            raise errors.VendorFailed("Calendly answered without its record")
        return resource


def _classify(response: httpx.Response, reason: str) -> errors.RendezvousError | None:
    if response.status_code == 403:
        return NotAllowed(
            f"Calendly does not allow it (403: {reason})",
            fix="check the token's scopes and what the Calendly plan includes",
        )
    if response.status_code == 409:
        return errors.Conflict(f"Calendly has it already (409: {reason})")
    return None


def _seconds_until_reset(response: httpx.Response, now: datetime) -> datetime | None:
    """Calendly's ``X-RateLimit-Reset`` counts seconds from now; it is no date."""
    try:
        seconds = float(response.headers.get("X-RateLimit-Reset", ""))
    except ValueError:
        return None
    return now + timedelta(seconds=seconds) if 0 <= seconds <= 3600 else None


def _next_token(pagination: Any) -> str | None:
    if not isinstance(pagination, dict):
        return None
    token = pagination.get("next_page_token")
    if not token and pagination.get("next_page"):
        token = parse_qs(urlsplit(str(pagination["next_page"])).query).get("page_token", [None])[0]
    return str(token) if token else None


def last_segment(uri: str) -> str:
    """The last segment of a resource's URI, which is what paths take."""
    segment = urlsplit(uri).path.rstrip("/").rpartition("/")[2]
    if not segment or not segment.replace("-", "").replace("_", "").isalnum():
        raise errors.InvalidInput(f"{uri!r} is no Calendly address")
    return segment


def instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

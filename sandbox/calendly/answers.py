"""Calendly's envelopes, refusals, tokens and limits."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from sandbox.runtime import Sandbox
from sandbox.vendor import Refusal, Window

TITLES = {
    400: "Invalid Argument",
    401: "Unauthenticated",
    403: "Permission Denied",
    404: "Resource Not Found",
    409: "Already Exists",
    429: "Too Many Requests",
    500: "Internal Server Error",
}

_window = Window()


def refuse(status: int, message: str, *details: tuple[str, str]) -> Refusal:
    body: dict[str, Any] = {"title": TITLES[status], "message": message}
    if details:
        body["details"] = [{"parameter": name, "message": text} for name, text in details]
    return Refusal(status, body)


def invalid(*details: tuple[str, str]) -> Refusal:
    """400 naming each parameter and what is wrong with it."""
    return refuse(400, "The supplied parameters are invalid.", *details)


def missing() -> Refusal:
    return refuse(404, "The server could not find the requested resource.")


def gate(request: Request, box: Sandbox) -> Mapping[str, str]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or token not in box.config.calendly_tokens:
        raise refuse(401, "The access token is invalid")
    limit = box.config.calendly_per_minute
    key = f"{id(box)} {token}"
    if box.config.rate_limits:
        wait = _window.wait(key, limit, 60.0)
        if wait:
            refusal = refuse(429, "You have reached the request limit.")
            refusal.headers = {
                "X-RateLimit-Limit": str(limit),
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": str(math.ceil(wait)),
            }
            raise refusal
    left = _window.left(key, limit) if box.config.rate_limits else limit - 1
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": "60",
    }


def last_segment(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]


def listing(
    request: Request, box: Sandbox, path: str, items: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """One page of ``items`` with the pagination of every list: ``count`` 1..100, ``page_token``."""
    asked = request.query_params.get("count", "20")
    if not asked.isdigit() or not 1 <= int(asked) <= 100:
        raise invalid(
            (
                "count",
                "must be greater than or equal to 1 and less than or equal to 100",
            )
        )
    count, offset = int(asked), 0
    token = request.query_params.get("page_token")
    if token:
        try:
            offset = int(base64.urlsafe_b64decode(token.encode()).decode().removeprefix("o:"))
        except ValueError:
            raise invalid(("page_token", "is invalid")) from None
    page = items[offset : offset + count]

    def token_for(position: int) -> str:
        return base64.urlsafe_b64encode(f"o:{position}".encode()).decode()

    following = token_for(offset + count) if offset + count < len(items) else None
    previous = token_for(max(0, offset - count)) if offset > 0 else None
    address = box.url(f"/calendly{path}")
    return {
        "collection": list(page),
        "pagination": {
            "count": len(page),
            "next_page": f"{address}?count={count}&page_token={following}" if following else None,
            "previous_page": f"{address}?count={count}&page_token={previous}" if previous else None,
            "next_page_token": following,
            "previous_page_token": previous,
        },
    }

"""SendGrid's refusals, keys and rate-limit headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from sandbox.runtime import Sandbox
from sandbox.vendor import Refusal, json_body

LIMIT = 600
"""Requests a minute that the headers speak of."""


def error(message: str, field: str | None = None, help: str | None = None) -> dict[str, Any]:
    return {"message": message, "field": field, "help": help}


def refuse(status: int, message: str, field: str | None = None) -> Refusal:
    return Refusal(status, {"errors": [{"message": message, "field": field}]})


def gate(request: Request, box: Sandbox) -> Mapping[str, str]:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if not key:
        raise refuse(401, "Permission denied, wrong credentials")
    if scheme.lower() != "bearer" or key not in box.config.sendgrid_keys:
        raise refuse(401, "The provided authorization grant is invalid, expired, or revoked")
    reset = int(box.now().timestamp()) // 60 * 60 + 60
    return {
        "X-RateLimit-Limit": str(LIMIT),
        "X-RateLimit-Remaining": str(LIMIT - 1),
        "X-RateLimit-Reset": str(reset),
    }


async def body_of(request: Request) -> dict[str, Any]:
    try:
        body = await json_body(request)
    except ValueError:
        raise refuse(400, "Bad Request") from None
    if not isinstance(body, dict):
        raise refuse(400, "Bad Request")
    return body

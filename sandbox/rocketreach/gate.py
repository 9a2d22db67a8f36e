"""Keys, families and request limits, with the bodies that were recorded from the live service."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from sandbox.config import Family
from sandbox.runtime import Sandbox
from sandbox.vendor import Gate, Refusal, Window

_window = Window()


def refuse(status: int, detail: str, **fields: Any) -> Refusal:
    return Refusal(status, {"detail": detail, **fields})


def make_gate(family: Family | None) -> Gate:
    """A gate for one family's routes; ``None`` for the routes of both."""

    def gate(request: Request, box: Sandbox) -> Mapping[str, str]:
        key = request.headers.get("Api-Key") or request.query_params.get("api_key")
        if not key:
            raise refuse(401, "Anonymous requests are not allowed. Please use the test API key.")
        if key not in box.config.rocketreach_keys:
            raise refuse(401, "Invalid API key", error_code="authentication_failed")
        if family is not None and family != box.config.family:
            raise refuse(
                403,
                "These endpoints require Universal Credits."
                if family == "universal"
                else "Please use the Universal Credit endpoints.",
            )
        if box.config.rate_limits:
            wait = _window.wait(f"{id(box)} {key}", box.config.rocketreach_per_second, 1.0)
            if wait:
                seconds = math.ceil(wait)
                raise Refusal(
                    429,
                    {"detail": f"Request was throttled. Expected available in {seconds} seconds."},
                    {"Retry-After": str(seconds)},
                )
        return {}

    return gate

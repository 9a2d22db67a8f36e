"""What the vendors have in common: a key is checked, a request counted, a refusal answered."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.runtime import Sandbox

Endpoint = Callable[[Request, Sandbox], Awaitable[Response]]
Gate = Callable[[Request, Sandbox], Mapping[str, str]]
"""Checks key and limits; gives headers that every answer carries; raises ``Refusal``."""


class Refusal(Exception):
    """An answer that a vendor gives instead of what was asked, in its own words."""

    def __init__(
        self,
        status: int,
        body: Any,
        headers: Mapping[str, str] | None = None,
        html: bool = False,
    ) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        self.html = html

    def response(self) -> Response:
        if self.html:
            return Response(self.body, self.status, self.headers, media_type="text/html")
        return JSONResponse(self.body, self.status, self.headers)


def sandbox_of(request: Request) -> Sandbox:
    box = request.app.state.sandbox
    assert isinstance(box, Sandbox)
    return box


def vendor_route(vendor: str, method: str, path: str, endpoint: Endpoint, gate: Gate) -> Route:
    """A route of ``vendor`` below its mount; every request is counted under its pattern."""

    async def answer(request: Request) -> Response:
        box = sandbox_of(request)
        requests = box.store.collection("requests")
        name = f"{vendor} {method} {path}"
        count = (requests.get(name) or {"count": 0})["count"]
        requests.put(name, {"count": count + 1})
        headers: Mapping[str, str] = {}
        try:
            headers = gate(request, box)
            response = await endpoint(request, box)
        except Refusal as refusal:
            response = refusal.response()
        for key, value in headers.items():
            response.headers.setdefault(key, value)
        return response

    return Route(path, answer, methods=[method])


def unknown_route(body: Mapping[str, Any]) -> Route:
    """The last route of a vendor: 404 in its own shape for a path that it does not have."""

    async def answer(request: Request) -> Response:
        return JSONResponse(dict(body), 404)

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return Route("/{path:path}", answer, methods=methods)


async def json_body(request: Request) -> Any:
    """The JSON body; raises ``ValueError`` where there is none."""
    return json.loads(await request.body())


class Window:
    """How many requests one key made of late, counted on the system's clock."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[float]] = {}

    def wait(self, key: str, limit: int, seconds: float) -> float:
        """0 where one more is allowed (and counts it), else how many seconds to wait."""
        seen = self._seen.setdefault(key, deque())
        now = time.monotonic()
        while seen and seen[0] <= now - seconds:
            seen.popleft()
        if len(seen) >= limit:
            return seen[0] + seconds - now
        seen.append(now)
        return 0.0

    def left(self, key: str, limit: int) -> int:
        return max(0, limit - len(self._seen.get(key, ())))

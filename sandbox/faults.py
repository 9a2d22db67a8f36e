"""Faults on demand: what a vendor does on a bad day, for a path and a number of times."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.runtime import Sandbox

VENDORS = ("rocketreach", "sendgrid", "calendly", "websites")

KINDS = (
    "timeout_after_accept",
    "error_after_accept",
    "error_before",
    "rate_limit",
    "cut_before",
    "cut_after_accept",
    "slow",
    "revoked_key",
    "outage",
)


class CutConnection(Exception):
    """The TCP connection is to be closed without an answer."""


@dataclass(slots=True)
class Fault:
    """One switched-on fault."""

    vendor: str
    kind: str
    path: str | None = None
    """Of the vendor's own, such as ``/v3/mail/send``; also a prefix of it. ``None`` is any."""
    times: int | None = None
    """How often it strikes before it is over; ``None`` never ends."""
    every: int = 1
    """It strikes every so many matching requests: 3 lets two pass and spoils the third."""
    delay: float = 30.0
    """Seconds, for ``slow`` and ``timeout_after_accept``."""
    seen: int = 0
    struck: int = 0

    def strikes(self, vendor: str, path: str) -> bool:
        """Whether this request is spoiled; counts it either way."""
        if vendor != self.vendor or (self.path is not None and not path.startswith(self.path)):
            return False
        if self.times is not None and self.struck >= self.times:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        self.struck += 1
        return True


def read_fault(body: Any) -> Fault:
    """A fault from JSON; raises ``ValueError`` or ``TypeError`` saying what is wrong."""
    if not isinstance(body, dict):
        raise TypeError("a fault is an object")
    unknown = set(body) - {"vendor", "kind", "path", "times", "every", "delay"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    if body.get("vendor") not in VENDORS:
        raise ValueError(f"vendor is one of {', '.join(VENDORS)}")
    if body.get("kind") not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}")
    fault = Fault(**body)
    if fault.every < 1 or (fault.times is not None and fault.times < 1) or fault.delay < 0:
        raise ValueError("every and times are at least 1, delay at least 0")
    return fault


class Faults:
    """The faults that are switched on. They live in memory: a restart is a good day."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.active.append(fault)

    def clear(self) -> None:
        self.active.clear()

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.active]

    def striking(self, vendor: str, path: str) -> Fault | None:
        return next((fault for fault in self.active if fault.strikes(vendor, path)), None)


RATE_LIMITED: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "rocketreach": (
        {"detail": "Request was throttled. Expected available in 2 seconds."},
        {"Retry-After": "2"},
    ),
    "sendgrid": (
        {"errors": [{"field": None, "message": "too many requests"}]},
        {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "0"},
    ),
    "calendly": (
        {
            "title": "Too Many Requests",
            "message": "You have reached the request limit.",
        },
        {
            "X-RateLimit-Limit": "500",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": "2",
        },
    ),
    "websites": ({"detail": "slow down"}, {"Retry-After": "2"}),
}

UNAUTHORIZED: dict[str, dict[str, Any]] = {
    "rocketreach": {"detail": "Invalid API key", "error_code": "authentication_failed"},
    "sendgrid": {
        "errors": [
            {
                "message": "The provided authorization grant is invalid, expired, or revoked",
                "field": None,
            }
        ]
    },
    "calendly": {"title": "Unauthenticated", "message": "The access token is invalid"},
    "websites": {"detail": "unauthorized"},
}

BROKEN: dict[str, dict[str, Any]] = {
    "rocketreach": {"detail": "Internal server error."},
    "sendgrid": {"errors": [{"message": "internal server error", "field": None}]},
    "calendly": {
        "title": "Internal Server Error",
        "message": "The server encountered an unexpected condition.",
    },
    "websites": {"detail": "internal server error"},
}


async def spoil(
    fault: Fault,
    vendor: str,
    box: Sandbox,
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Answer one request as a broken vendor would. Raises ``CutConnection`` to hang up."""
    match fault.kind:
        case "slow":
            await asyncio.sleep(fault.delay)
            await app(scope, receive, send)
        case "cut_before":
            raise CutConnection
        case "cut_after_accept":
            await app(scope, receive, _discard)
            raise CutConnection
        case "timeout_after_accept":
            await app(scope, receive, _discard)
            await asyncio.sleep(fault.delay)
            raise CutConnection
        case "error_after_accept":
            await app(scope, receive, _discard)
            await _answer(send, 500, BROKEN[vendor], {})
        case "error_before":
            await _answer(send, 500, BROKEN[vendor], {})
        case "outage":
            await _answer(send, 503, BROKEN[vendor], {})
        case "revoked_key":
            await _answer(send, 401, UNAUTHORIZED[vendor], {})
        case "rate_limit":
            body, headers = RATE_LIMITED[vendor]
            if vendor == "sendgrid":
                reset = str(int(box.now().timestamp()) + 2)
                headers = {**headers, "X-RateLimit-Reset": reset}
            await _answer(send, 429, body, headers)


def vendor_path(path: str) -> tuple[str, str]:
    """``/sendgrid/v3/mail/send`` as the vendor and the path that the vendor knows."""
    vendor, _, tail = path.lstrip("/").partition("/")
    tail = f"/{tail}"
    return vendor, tail.removeprefix("/api/v2") if vendor == "rocketreach" else tail


async def _discard(message: Message) -> None:
    """The answer that nobody will see."""


async def _answer(send: Send, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
    content = json.dumps(body).encode()
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    raw += [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})

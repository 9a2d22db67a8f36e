"""A Calendly of a few lines: one user, her event types and bookings, links made on request."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.calendar import EventType
from tools.calendly.client import Calendly

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
API = "https://api.calendly.com"
USER = f"{API}/users/AAAA"
ORGANIZATION = f"{API}/organizations/OOOO"
TYPE = f"{API}/event_types/TTTT"


class CalendlyDouble:
    """Answers as documented; ``refusals`` maps "METHOD /path" to the answer given instead."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.refusals: dict[str, httpx.Response | Exception] = {}
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.hooks: list[dict[str, Any]] = []
        self.page = 2

    def asked(self, place: str) -> list[httpx.Request]:
        return [r for r in self.requests if f"{r.method} {r.url.path}" == place]

    def bodies(self, place: str) -> list[Any]:
        return [json.loads(request.content) for request in self.asked(place)]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        place = f"{request.method} {request.url.path}"
        refusal = self.refusals.get(place)
        if isinstance(refusal, Exception):
            raise refusal
        if refusal is not None:
            return refusal
        if request.method == "GET" and request.url.path in self.lists:
            return self._listed(request)
        match place:
            case "GET /users/me":
                return httpx.Response(200, json={"resource": self._user()})
            case "POST /shares":
                link = {"booking_url": "https://calendly.com/d/share-1/intro?month=2026-12"}
                body = {"resource": {"scheduling_links": [link], "share_override": {}}}
                return httpx.Response(201, json=body)
            case "POST /scheduling_links":
                resource = {"booking_url": "https://calendly.com/d/once-1/intro", "owner": TYPE}
                return httpx.Response(201, json={"resource": resource})
            case "POST /webhook_subscriptions":
                return self._subscribed(json.loads(request.content))
            case "POST /invitee_no_shows":
                return httpx.Response(201, json={"resource": {"uri": f"{API}/invitee_no_shows/N"}})
        if request.method == "DELETE":
            self.hooks = [h for h in self.hooks if not h["uri"].endswith(request.url.path)]
            return httpx.Response(204)
        if place.endswith("/cancellation"):
            return httpx.Response(201, json={"resource": {"canceled_by": "Rep"}})
        return httpx.Response(404, json={"title": "Resource Not Found", "message": "gone"})

    def _user(self) -> dict[str, Any]:
        return {
            "uri": USER,
            "name": "Zoé Martin",
            "slug": "zoe",
            "email": "Zoe@sender.example",
            "scheduling_url": "https://calendly.com/zoe",
            "timezone": "Europe/Paris",
            "current_organization": ORGANIZATION,
        }

    def _listed(self, request: httpx.Request) -> httpx.Response:
        rows = self.lists[request.url.path]
        status = request.url.params.get("status")
        if status:
            rows = [row for row in rows if row.get("status") == status]
        first = int(request.url.params.get("page_token") or 0)
        following = first + self.page
        more = following < len(rows)
        return httpx.Response(
            200,
            json={
                "collection": rows[first:following],
                "pagination": {
                    "count": len(rows[first:following]),
                    "next_page": f"https://elsewhere.example/x?page_token={following}"
                    if more
                    else None,
                    "next_page_token": str(following) if more else None,
                },
            },
        )

    def _subscribed(self, body: dict[str, Any]) -> httpx.Response:
        if any(hook["callback_url"] == body["url"] for hook in self.hooks):
            told = {"title": "Already Exists", "message": "Hook with this url already exists"}
            return httpx.Response(409, json=told)
        uri = f"{API}/webhook_subscriptions/W{len(self.requests)}"
        hook = {
            "uri": uri,
            "callback_url": body["url"],
            "state": "active",
            "key": body["signing_key"],
        }
        self.hooks.append(hook)
        self.lists["/webhook_subscriptions"] = self.hooks
        return httpx.Response(201, json={"resource": hook})


@pytest.fixture
def vendor() -> CalendlyDouble:
    return CalendlyDouble()


@pytest.fixture
def calendly(vendor: CalendlyDouble) -> Iterator[Calendly]:
    client = Calendly(
        token="test-token",
        transport=httpx.MockTransport(vendor),
        sleep=lambda seconds: None,
        clock=lambda: NOW,
    )
    yield client
    client.close()


@pytest.fixture
def intro() -> EventType:
    return EventType(
        uri=TYPE,
        name="Intro",
        slug="intro",
        scheduling_url="https://calendly.com/zoe/intro?hide_gdpr_banner=1",
        duration_minutes=30,
        active=True,
    )


@pytest.fixture
def calendly_with() -> Callable[..., Calendly]:
    def make(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> Calendly:
        options = {"sleep": lambda seconds: None, "clock": lambda: NOW, **options}
        return Calendly(token="test-token", transport=httpx.MockTransport(handler), **options)

    return make


@pytest.fixture(scope="session")
def quiet_crewai(tmp_path_factory: pytest.TempPathFactory) -> None:
    """CrewAI phones home and looks for updates unless told otherwise before its import."""
    os.environ.setdefault("CREWAI_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("CREWAI_TRACING_ENABLED", "false")
    os.environ.setdefault("CREWAI_DISABLE_VERSION_CHECK", "true")
    os.environ.setdefault("CREWAI_STORAGE_DIR", str(tmp_path_factory.mktemp("crewai")))

"""A sandbox on a real socket, and a listener that stands for the product's webhooks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import uvicorn

from sandbox.app import create_app
from sandbox.clock import iso, parse_instant
from sandbox.config import SandboxConfig


class Running:
    """A sandbox being served, and clients that know its keys."""

    def __init__(self, config: SandboxConfig) -> None:
        self.app = create_app(config)
        self._server = uvicorn.Server(
            uvicorn.Config(self.app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(base_url=self.base, timeout=30, trust_env=False)
        self.rocketreach = self._client(
            "/rocketreach/api/v2", {"Api-Key": "sandbox-rocketreach-key"}
        )
        self.sendgrid = self._client("/sendgrid", {"Authorization": "Bearer SG.sandbox-key"})
        self.calendly = self._client(
            "/calendly", {"Authorization": "Bearer sandbox-calendly-token"}
        )

    def _client(self, path: str, headers: dict[str, str]) -> httpx.Client:
        return httpx.Client(base_url=self.base + path, headers=headers, timeout=30, trust_env=False)

    def now(self) -> datetime:
        return parse_instant(self.http.get("/_sandbox/clock").json()["now"])

    def step(self, **delta: float) -> None:
        to = self.now() + timedelta(**delta)
        answer = self.http.post("/_sandbox/clock", json={"now": iso(to)})
        assert answer.status_code == 200, answer.text

    def records(self) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get("/_sandbox/records").json()
        return found

    def people(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get("/_sandbox/people").json()["people"]
        return found

    def close(self) -> None:
        for client in (self.http, self.rocketreach, self.sendgrid, self.calendly):
            client.close()
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Start a sandbox with settings of one's own; a small world unless told otherwise."""
    running: list[Running] = []

    def begin(**settings: Any) -> Running:
        running.append(Running(SandboxConfig(**{"people": 240, **settings})))
        return running[-1]

    yield begin
    for box in running:
        box.close()


@pytest.fixture
def box(start: Callable[..., Running]) -> Running:
    return start()


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    """One sandbox for a whole file: for tests that change nothing in it."""
    running = Running(SandboxConfig(people=240))
    yield running
    running.close()


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """Keeps what is posted to it and answers with ``status``."""

    url: str = ""
    status: int = 200
    received: list[Received] = field(default_factory=list)
    got: list[str] = field(default_factory=list)
    """Paths that were fetched by GET."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard.received.append(Received(self.path, dict(self.headers), body))
            self.send_response(heard.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            heard.got.append(self.path)
            self.send_response(heard.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    heard.url = f"http://127.0.0.1:{server.server_port}"
    yield heard
    server.shutdown()
    server.server_close()


def mail_to(address: str, link: str | None = None, **changes: Any) -> dict[str, Any]:
    """A request that SendGrid accepts, with a booking link where one is given."""
    text = f"Bonjour,\n\nParlons-en : {link}\n" if link else "Bonjour,\n\nParlons-en.\n"
    html = (
        f'<p>Bonjour</p><p><a href="{link}">Choisir un créneau</a></p>'
        if link
        else "<p>Bonjour</p>"
    )
    body: dict[str, Any] = {
        "personalizations": [{"to": [{"email": address}]}],
        "from": {"email": "camille@rendezvous.example", "name": "Camille"},
        "reply_to": {"email": "r@reply.rendezvous.example"},
        "subject": "Une idée",
        "content": [
            {"type": "text/plain", "value": text},
            {"type": "text/html", "value": html},
        ],
        "custom_args": {"message_id": "m-1", "attempt_id": "a-1"},
    }
    body.update(changes)
    return body

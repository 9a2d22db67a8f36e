"""A SendGrid of a few lines on a real socket: it answers bytes, goes silent, or hangs up."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from services.mailer import OutgoingMail
from tools.sendgrid.client import SendGrid

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class WireVendor:
    """Plays ``answer`` (bytes) to every request; ``None`` is a cut, ``...`` is silence."""

    answer: Any = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    hang_up_at_once: bool = False

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def will_answer(self, status: str, body: bytes = b"", **headers: str) -> None:
        """The HTTP answer to every request; underscores in header names are hyphens."""
        told = {"Content-Length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items())]
        self.answer = "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def close(self) -> None:
        self._over.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            if self.hang_up_at_once:
                return
            stream = connection.makefile("rb")
            while line := stream.readline():
                method, path, _ = line.decode().split()
                headers: dict[str, str] = {}
                while (header := stream.readline()) not in (b"\r\n", b""):
                    name, _, value = header.decode().partition(":")
                    headers[name.strip().lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", "0")))
                self.received.append(Received(method, path, headers, body))
                if self.answer is ...:
                    self._over.wait(5)
                    return
                if self.answer is None:
                    return
                connection.sendall(self.answer)


@pytest.fixture
def wire() -> Iterator[WireVendor]:
    vendor = WireVendor()
    yield vendor
    vendor.close()


@pytest.fixture
def sendgrid_at() -> Iterator[Callable[..., SendGrid]]:
    """Makes clients that never really wait, at the fixed instant ``NOW``."""
    made: list[SendGrid] = []

    def make(base_url: str, **options: Any) -> SendGrid:
        options = {"timeout": 2.0, "sleep": lambda seconds: None, "clock": lambda: NOW, **options}
        client = SendGrid(api_key="SG.test-key", base_url=base_url, **options)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def mail() -> OutgoingMail:
    return OutgoingMail(
        to_email="anne.dupont@alto.example",
        to_name="Dupont; Anne, PhD",
        from_email="rep@sender.example",
        from_name="Zoé Martin",
        reply_to="replies@sender.example",
        subject="Vos délais d'audit",
        text="Bonjour Anne,\nhttps://calendly.example/d/abc",
        html="<p>Bonjour Anne,</p>",
        headers={
            "List-Unsubscribe": "<https://sender.example/u/tok>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        categories=("campaign-1", "first"),
        track_opens=False,
        track_clicks=True,
    )


@pytest.fixture(scope="session")
def quiet_crewai(tmp_path_factory: pytest.TempPathFactory) -> None:
    """CrewAI phones home and looks for updates unless told otherwise before its import."""
    os.environ.setdefault("CREWAI_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("CREWAI_TRACING_ENABLED", "false")
    os.environ.setdefault("CREWAI_DISABLE_VERSION_CHECK", "true")
    os.environ.setdefault("CREWAI_STORAGE_DIR", str(tmp_path_factory.mktemp("crewai")))

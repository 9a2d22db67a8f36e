"""The console as in life: ``uvicorn app:app`` in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bootstrap import Rendezvous, bootstrap
from domain.roles import Role
from settings import ROOT, load_settings

PASSWORD = "a rather long password"


@dataclass
class Served:
    url: str
    house: Rendezvous
    """Another process's view of the same home."""
    log: Path

    def user(self, email: str, role: Role = Role.ADMINISTRATOR, *, language: str = "en") -> str:
        """A user who can log in with :data:`PASSWORD`; the address."""
        _, link = self.house.users.add(email, role=role, who="test", name="Ana", language=language)
        self.house.users.accept(link, PASSWORD)
        return email

    def client(self, **headers: str) -> httpx.Client:
        """A browser without a session, which says where its forms come from."""
        return httpx.Client(
            base_url=self.url, headers={"Origin": self.url, **headers}, trust_env=False, timeout=20
        )

    def logged_in(self, email: str) -> httpx.Client:
        client = self.client()
        answer = client.post("/login", data={"email": email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client


@contextmanager
def serving_console(home: Path, **environment: str) -> Iterator[Served]:
    """Start it on a free port of this machine; stopped at the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = home.parent / f"{home.name}-console.log"
    settings = {
        "RENDEZVOUS_HOME": str(home),
        "RENDEZVOUS_CONSOLE_URL": url,
        "SENDGRID_BASE_URL": "http://127.0.0.1:9/sendgrid",
        **environment,
    }
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_open(url, process, log)
            yield Served(url, bootstrap(load_settings(home=home, console_url=url)), log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_open(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            httpx.get(f"{url}/healthz", trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))

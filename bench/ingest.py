"""Events taken in over HTTP against a bare route that appends the body to SQLite."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.measure import CHECKOUT, Comparison, Cost, in_turn

_KEY = ec.derive_private_key(4711, ec.SECP256R1())
_STAMP = "1795600000"
_PATH = "/webhooks/sendgrid/events"


def ingest(folder: Path, *, events: int, batch: int, repeat: int) -> Comparison:
    """``events`` in signed posts of ``batch``: verified, parsed, stored each by its key."""
    public = _KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = base64.b64encode(public).decode()
    rounds = iter(range(10_000))

    def ours() -> Cost:
        path = folder / f"ours{next(rounds)}.db"
        with _server("ours", path, key) as (address, child):
            return _post_all(address, child, _posts(events, batch))

    def theirs() -> Cost:
        path = folder / f"theirs{next(rounds)}.db"
        with _server("theirs", path, key) as (address, child):
            return _post_all(address, child, _posts(events, batch))

    mine, other = in_turn(repeat, ours, theirs)
    return Comparison(
        "ingest" if batch == 1 else "batches", "events", events, mine, other,
        f"signed posts of {batch}: signature checked, each event stored once by its key",
        "the same posts to a bare Starlette route: INSERT of the body into SQLite, WAL",
    )  # fmt: skip


def _posts(events: int, batch: int) -> list[tuple[bytes, dict[str, str]]]:
    made = []
    for start in range(0, events, batch):
        told = [
            {
                "event": "open", "email": f"alix{number}@firm.example", "timestamp": 1795600000,
                "sg_event_id": f"event-{number}", "sg_message_id": f"m{number}.recvd-1-2.0",
                "message_id": f"token{number}", "attempt_id": f"attempt{number}",
                "useragent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0",
                "ip": "192.0.2.7", "sg_machine_open": False,
                "category": ["rendezvous", "template-first_mail_en"],
            }
            for number in range(start, min(start + batch, events))
        ]  # fmt: skip
        body = json.dumps(told).encode() + b"\r\n"
        signed = _KEY.sign(_STAMP.encode() + body, ec.ECDSA(hashes.SHA256()))
        headers = {
            "Content-Type": "application/json",
            "X-Twilio-Email-Event-Webhook-Timestamp": _STAMP,
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signed).decode(),
        }
        made.append((body, headers))
    return made


def _post_all(address: str, child: int, posts: list[tuple[bytes, dict[str, str]]]) -> Cost:
    """Elapsed seconds of all posts, one after the other, and the server's processor seconds."""
    with httpx.Client(trust_env=False) as client:
        client.get(f"{address}/healthz")
        used = _processor_seconds(child)
        started = time.perf_counter()
        for body, headers in posts:
            answer = client.post(address + _PATH, content=body, headers=headers)
            if answer.status_code != 200:
                raise RuntimeError(f"a post was answered {answer.status_code}")
        return Cost(time.perf_counter() - started, _processor_seconds(child) - used)


def _processor_seconds(pid: int) -> float:
    import psutil

    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


@contextmanager
def _server(kind: str, path: Path, key: str) -> Iterator[tuple[str, int]]:
    arguments = [sys.executable, "-m", "bench.ingest", kind, str(path), key]
    with subprocess.Popen(  # noqa: S603 - our own module
        arguments, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx.get(f"{address}/healthz", trust_env=False)
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield address, child.pid
        child.terminate()


def _bare_app(path: Path) -> object:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB)")

    async def keep(request: Request) -> PlainTextResponse:
        connection.execute("INSERT INTO bodies (body) VALUES (?)", (await request.body(),))
        return PlainTextResponse("ok")

    async def health(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route(_PATH, keep, methods=["POST"]), Route("/healthz", health)])


def _our_app(path: Path, key: str) -> object:
    from starlette.applications import Starlette

    from services.clock import SystemClock
    from services.webhooks_setup import EVENTS_KEY
    from storage.database import Database
    from webhooks.routes import PublicRoutes

    clock = SystemClock()
    store = Database(path, clock)
    store.migrate()
    with store.begin() as work:
        work.upsert("secrets", name=EVENTS_KEY, value=key, created_at="2026-11-01T00:00:00.000Z")
    return Starlette(routes=list(PublicRoutes(store, clock).routes()))


def serve(kind: str, path: Path, key: str) -> None:
    import socket

    import uvicorn

    app = _our_app(path, key) if kind == "ours" else _bare_app(path)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, log_level="warning", access_log=False)  # type: ignore[arg-type]
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]), sys.argv[3])

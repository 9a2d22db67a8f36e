"""The public routes on a free port of this machine, in a thread: as in life, over HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from errors import Misconfigured
from services.clock import Clock
from services.unit_of_work import Store
from webhooks.routes import PublicRoutes

START_TIMEOUT_S = 20.0


def public_app(store: Store, clock: Clock) -> Starlette:
    return Starlette(routes=list(PublicRoutes(store, clock).routes()))


@contextmanager
def serving(app: Starlette, port: int = 0) -> Iterator[str]:
    """Serve ``app`` for the block; its base URL. Port 0 takes a free one."""
    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        _wait_until_started(server)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        listener.close()


def _wait_until_started(server: uvicorn.Server) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while not server.started:
        if time.monotonic() > end:
            raise Misconfigured("The public routes did not start.")
        time.sleep(0.01)

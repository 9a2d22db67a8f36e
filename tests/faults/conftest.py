"""Sandboxes on real sockets, and homes with approved messages to send."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from prepared_home import Home, opened, with_approved

from sandbox.app import create_app
from sandbox.config import SandboxConfig
from timetable.vendors_played import Sandbox

MESSAGES = 4


@contextmanager
def serving(config: SandboxConfig) -> Iterator[Sandbox]:
    """A sandbox on a free port of this machine, ended with the block."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(config), host="127.0.0.1", port=0, log_level="critical")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    base_url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        with httpx.Client(base_url=base_url, trust_env=False, timeout=60.0) as http:
            yield Sandbox(base_url, http)
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def start_sandbox() -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox with settings of one's own."""
    blocks = []

    def start(**settings: object) -> Sandbox:
        blocks.append(serving(SandboxConfig(**{"people": 240, **settings})))  # type: ignore[arg-type]
        return blocks[-1].__enter__()

    yield start
    for block in blocks:
        block.__exit__(None, None, None)


@pytest.fixture
def sandbox(start_sandbox: Callable[..., Sandbox]) -> Sandbox:
    return start_sandbox()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with some approved messages, to be copied: making one takes seconds."""
    folder = tmp_path_factory.mktemp("prepared") / "home"
    with serving(SandboxConfig(people=240)) as sandbox:
        house, _ = with_approved(folder, sandbox, MESSAGES)
        house.app.store.close()
    return folder


@pytest.fixture
def house(prepared: Path, sandbox: Sandbox, tmp_path: Path) -> Home:
    """A home of one's own with at least ``MESSAGES`` approved messages, nothing sent."""
    folder = tmp_path / "home"
    shutil.copytree(prepared, folder)
    return opened(folder, sandbox, campaign_id=1)

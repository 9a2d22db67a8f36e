"""A RocketReach that answers what it is told, and keeps what it was asked."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tools.rocketreach.client import RocketReach

NOW = datetime(2026, 11, 22, 9, 17, tzinfo=UTC)
BASE = "https://rocketreach.example/api/v2"


class ScriptedRocketReach:
    """``answers`` maps ``METHOD /path`` to an answer, or to a function of the request."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []

    def client(self, **options: Any) -> RocketReach:
        options.setdefault("family", "classic")
        return RocketReach(
            api_key="key-1234",
            base_url=BASE,
            transport=httpx.MockTransport(self._answer),
            sleep=self.slept.append,
            clock=lambda: NOW,
            **options,
        )

    def asked(self, path: str) -> list[httpx.Request]:
        return [r for r in self.requests if r.url.path.endswith(path)]

    def body(self, index: int = -1) -> Any:
        return json.loads(self.requests[index].content)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.path.removeprefix("/api/v2")
        answer = self.answers.get(f"{request.method} {path}")
        if isinstance(answer, Callable):
            answer = answer(request)
        if isinstance(answer, list) and answer and isinstance(answer[0], httpx.Response):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )
        if answer is None:
            return httpx.Response(404, json={"detail": "Not found."})
        return httpx.Response(200, json=answer)


@pytest.fixture
def vendor() -> ScriptedRocketReach:
    return ScriptedRocketReach()


@pytest.fixture(scope="session")
def quiet_crewai(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What keeps CrewAI offline must stand in the environment before its first import."""
    home = tmp_path_factory.mktemp("crewai")
    os.environ.update(
        CREWAI_DISABLE_TELEMETRY="true",
        CREWAI_TRACING_ENABLED="false",
        CREWAI_DISABLE_VERSION_CHECK="true",
        CREWAI_STORAGE_DIR=str(home),
    )

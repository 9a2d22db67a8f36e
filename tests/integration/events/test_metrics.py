"""``/metrics``: figures for this machine's Prometheus, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from services.clock import SteppedClock
from services.refused_calls import RefusedCalls
from services.runs import Lease, Runs
from storage.database import Database
from webhooks.routes import PublicRoutes

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: SteppedClock) -> Iterator[Database]:
    database = Database(tmp_path / "rendezvous.db", clock)
    database.migrate()
    yield database
    database.close()


def client(store: Database, clock: SteppedClock, host: str) -> TestClient:
    app = Starlette(routes=list(PublicRoutes(store, clock).routes()))
    return TestClient(app, client=(host, 40_000))


def test_prometheus_on_this_machine_reads_the_figures(store: Database, clock: SteppedClock) -> None:
    Runs(store, clock).ask("export", None, "rep")
    Lease(store, clock, worker="w", pid=1, host="here").beat()
    for _ in range(3):
        RefusedCalls(store, clock).count("/webhooks/calendly", 401)
    clock.move_to(NOW + timedelta(seconds=7))
    answer = client(store, clock, "127.0.0.1").get("/metrics")
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["rendezvous_runs", "asked"] == 1
    assert found["rendezvous_worker_beat_age_seconds",] == 7
    assert found["rendezvous_events_pending",] == 0
    assert found["rendezvous_refused_calls_total", "/webhooks/calendly", "401"] == 3


def test_health_tells_whether_the_worker_beats(store: Database, clock: SteppedClock) -> None:
    outside = client(store, clock, "203.0.113.9")

    def worker() -> str:
        answer = outside.get("/healthz")
        assert answer.status_code == 200, "this process answers, whatever the worker does"
        return str(answer.json()["worker"])

    assert worker() == "none"
    Lease(store, clock, worker="w", pid=1, host="here").beat()
    clock.move_to(NOW + timedelta(seconds=20))
    assert worker() == "beats"
    clock.move_to(NOW + timedelta(seconds=31))
    assert worker() == "silent"


def test_nobody_else_does(store: Database, clock: SteppedClock) -> None:
    assert client(store, clock, "203.0.113.9").get("/metrics").status_code == 404
    proxied = client(store, clock, "127.0.0.1")
    assert proxied.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404

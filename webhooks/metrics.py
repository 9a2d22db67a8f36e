"""``/metrics``: figures for Prometheus, without anybody's name or address.

For this machine alone: a call that came through a proxy, or from elsewhere, gets a 404.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request

from domain.instants import from_text
from services.clock import Clock
from services.unit_of_work import Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def may_read(request: Request) -> bool:
    """Whether it was asked on this machine, with no proxy in between."""
    headers = request.headers
    if "x-forwarded-for" in headers or "forwarded" in headers or request.client is None:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def metrics_text(store: Store, clock: Clock) -> bytes:
    """The figures as Prometheus reads them, from one view of the database."""
    registry = CollectorRegistry()
    registry.register(_Figures(store, clock))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        counted = {
            name: GaugeMetricFamily(f"rendezvous_{name}", said, labels=[label])
            for name, said, label in (
                ("messages", "Messages at each stage.", "stage"),
                ("prospects", "Prospects at each stage.", "stage"),
                ("campaigns", "Campaigns at each stage.", "stage"),
                ("runs", "Runs kept, by state.", "state"),
            )
        }
        pending = GaugeMetricFamily("rendezvous_events_pending", "Events not applied yet.")
        refused = CounterMetricFamily(
            "rendezvous_refused_calls",
            "Calls of public routes that were refused.",
            labels=["route", "status"],
        )
        age = GaugeMetricFamily(
            "rendezvous_worker_beat_age_seconds",
            "Seconds since the worker's last beat; absent where nobody works.",
        )
        with self._store.read() as reading:
            for row in reading.query("metrics"):
                if row["name"] == "events_pending":
                    pending.add_metric([], row["n"])
                else:
                    counted[row["name"]].add_metric([row["label"]], row["n"])
            for row in reading.query("refused_calls"):
                refused.add_metric([row["route"], str(row["status"])], row["count"])
            lease = reading.one("lease")
        if lease:
            beat = self._clock.now() - from_text(lease["beat_at"])
            age.add_metric([], beat.total_seconds())
        return [*counted.values(), pending, refused, age]

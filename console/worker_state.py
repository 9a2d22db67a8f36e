"""The worker and the model, in a few words for the foot of the menu."""

from __future__ import annotations

from datetime import timedelta

from console.dates import ago
from console.i18n import _
from console.visit import Visit
from domain.instants import from_text

SILENT_AFTER = timedelta(seconds=60)
"""A worker beats every few seconds; one silent for so long is away or stuck."""


def is_worker_alive(visit: Visit) -> bool:
    lease = visit.house.runs.lease()
    if lease is None:
        return False
    return visit.house.clock.now() - from_text(lease["beat_at"]) < SILENT_AFTER


def worker_in_words(visit: Visit) -> str:
    lease = visit.house.runs.lease()
    if lease is None:
        return _("No worker. Start it: rendezvous up")
    when = ago(visit, lease["beat_at"])
    if is_worker_alive(visit):
        return _("Worker alive ({when})").format(when=when)
    return _("Worker last seen {when}. Start it: rendezvous up").format(when=when)


def model_in_words(visit: Visit) -> str:
    settings = visit.house.settings
    if settings.llm == "offline":
        return _("No model: rules and templates")
    return settings.llm_model or settings.llm

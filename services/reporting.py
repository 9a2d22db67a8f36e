"""Figures of a campaign, each a named query."""

from __future__ import annotations

from typing import Any

from services.unit_of_work import Store

_PARTS = ("prospects", "messages", "engagement", "meetings")


def figures(store: Store, campaign_id: int | None = None) -> dict[str, dict[str, Any]]:
    """The four groups of figures that the simulation and the dashboard show.

    Opens, clicks, replies, bounces and unsubscribes count messages, not events.
    """
    with store.read() as reading:
        rows = {name: reading.one(f"report_{name}", campaign_id=campaign_id) for name in _PARTS}
    return {name: dict(row or {}) for name, row in rows.items()}


def accuracy(store: Store, campaign_id: int | None = None) -> dict[str, Any]:
    """How often the score said what a person decided; the latest verdict of each prospect.

    ``judged``, then ``contact_confirmed``, ``contact_refused`` (the score said contact, the
    person refused), ``reject_confirmed``, ``reject_refused``, and ``accuracy``: the share
    in which both agree, from 0 to 1; ``None`` while nobody has judged.
    """
    with store.read() as reading:
        row = dict(reading.one("verdict_accuracy", campaign_id=campaign_id) or {})
    agreed = row["contact_confirmed"] + row["reject_confirmed"]
    return {**row, "accuracy": agreed / row["judged"] if row["judged"] else None}

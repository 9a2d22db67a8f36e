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

"""A worker that does nothing but prospect: a nursery's program, killed by the fault tests.

An order: ``home``, ``base_url``, ``campaign_id`` and ``family``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from nursery import serve, tell_ready
from prepared_home import PROVENANCE, Home, Unwatched, opened

from domain.campaign import Criteria
from domain.search import SearchPlan
from services.crew_protocols import Search
from services.prospecting import Prospecting
from timetable.vendors_played import Sandbox

PLAN = SearchPlan(seniorities=["manager", "director", "vp", "c_level"], places=["France"])


class ScriptedPlanner:
    """A ``SearchPlanner`` without an agent: always the same plan."""

    def prospect(self, criteria: Criteria, gather: Callable[[SearchPlan], str]) -> Search:
        return Search(PLAN, gather(PLAN), PROVENANCE)


def prospecting(house: Home) -> Prospecting:
    app = house.app
    return Prospecting(
        app.store,
        app.rocketreach,
        app.websites,
        ScriptedPlanner(),
        app.clock,
        lambda seconds: None,
    )


def live(order: dict[str, Any]) -> None:
    """One run of prospecting, taking up what the last one left."""
    base_url = order["base_url"]
    with httpx.Client(base_url=base_url, trust_env=False, timeout=30.0) as http:
        house = opened(
            Path(order["home"]),
            Sandbox(base_url, http),
            order["campaign_id"],
            rocketreach_family=order["family"],
        )
        service = prospecting(house)
        tell_ready()
        service.run(house.campaign_id, Unwatched())


if __name__ == "__main__":
    serve(live)

"""Carrying out one piece of work, asked by the timetable or by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bootstrap import Rendezvous
from crew_bootstrap import Crews
from errors import RendezvousError
from services.runs import Progress

NEEDS_CREWS = frozenset({"prospecting", "qualification", "outreach"})


def carry_out(
    app: Rendezvous, crews: Crews, kind: str, campaign_id: int, *, asked_by: str
) -> Mapping[str, Any]:
    """Run ``kind`` for a campaign under a row of ``runs``; its result."""

    def job(progress: Progress) -> Mapping[str, Any]:
        if kind in NEEDS_CREWS:
            crews.refresh()
        if kind == "prospecting":
            return crews.prospecting.run(campaign_id, progress)
        if kind == "qualification":
            return crews.qualification.run(campaign_id, progress)
        if kind == "outreach":
            return crews.drafting.run(campaign_id, progress)
        if kind == "sending":
            # News first: nobody is written to whose objection is stored already.
            app.tracking.apply_pending()
            return app.sending.run(campaign_id, progress)
        if kind == "tracking":
            return track(app)
        raise ValueError(f"{kind!r} is no kind of run")

    return app.runs.carry_out(kind, campaign_id, asked_by=asked_by, job=job)


def track(app: Rendezvous) -> Mapping[str, Any]:
    """Ask the vendors where no webhook can reach us, apply the news, settle the uncertain."""
    polled: dict[str, Any] = {}
    silent: RendezvousError | None = None
    if not app.settings.public_url:
        try:
            polled = dict(app.polling.run())
        except RendezvousError as error:
            # A vendor that does not answer must not keep back what is stored already.
            silent = error
    if app.mailbox_reading is not None:
        try:
            polled["mailbox"] = app.mailbox_reading.run()
        except RendezvousError as error:
            silent = silent or error
    applied = dict(app.tracking.apply_pending())
    reconciled = app.reconciling.run()
    if silent is not None:
        raise silent
    return {"polled": polled, "applied": applied, "reconciled": reconciled}

"""A run asked of the worker, and waited for: what ``run`` does while a worker works."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from commands.output import progress
from domain.instants import from_text
from domain.stages import CampaignStage
from errors import Conflict, RendezvousError
from services.runs import NEEDS_RUNNING_CAMPAIGN

if TYPE_CHECKING:
    from bootstrap import Rendezvous

LOOK_EVERY_S = 0.25
SILENT_AFTER = timedelta(seconds=30)
"""A worker beats every two seconds: one that has been silent for so long has died."""


def worker_beats(app: Rendezvous) -> bool:
    """Whether a worker is there to take up what is asked."""
    lease = app.runs.lease()
    return lease is not None and abs(app.clock.now() - from_text(lease["beat_at"])) < SILENT_AFTER


def carried_out_by_the_worker(
    app: Rendezvous, kind: str, campaign_id: int, *, asked_by: str
) -> Mapping[str, Any]:
    """Ask for the run, wait until it ends, show how far it is; its result.

    Whoever breaks off leaves the run going. Raises what the run failed with, and ``Conflict``
    where it waits for a person or for another worker.
    """
    run_id = app.runs.ask(kind, campaign_id, asked_by)
    click.echo(f"Run {run_id} is the worker's; to stop it: rendezvous runs stop {run_id}", err=True)
    shown = 0
    with progress(kind) as advance:
        while (run := app.runs.get(run_id))["state"] in ("asked", "running"):
            advance(run["done"] - shown)
            shown = run["done"]
            if run["state"] == "asked":
                _require_that_it_can_begin(app, kind, campaign_id, run_id)
            time.sleep(LOOK_EVERY_S)
    if run["state"] == "failed":
        raise _told(run["error"], run_id)
    if run["state"] == "stopped":
        return {"stopped": run["error"], "done": run["done"]}
    return dict(json.loads(run["result"] or "{}"))


def _require_that_it_can_begin(app: Rendezvous, kind: str, campaign_id: int, run_id: int) -> None:
    with app.store.read() as reading:
        stage = reading.get("campaigns", campaign_id)["stage"]
    if kind in NEEDS_RUNNING_CAMPAIGN and stage != CampaignStage.RUNNING:
        raise Conflict(
            f"The run waits: the campaign is {stage}.",
            record=f"run {run_id}",
            fix=f"It begins when the campaign runs; to drop it: rendezvous runs stop {run_id}.",
        )
    if not worker_beats(app):
        raise Conflict(
            "The run waits: the worker has gone.",
            record=f"run {run_id}",
            fix="The next worker takes it up: rendezvous up, or rendezvous worker.",
        )


def _told(error: str | None, run_id: int) -> RendezvousError:
    """What the worker noted, as the error that it was."""
    try:
        noted = json.loads(error or "")
    except ValueError:
        noted = None
    if not isinstance(noted, dict):
        return RendezvousError(
            f"The run failed: {error}.", record=f"run {run_id}", fix="The worker's log says more."
        )
    told = RendezvousError(noted["message"], record=noted["record"], fix=noted["fix"])
    told.code = noted["code"]
    return told

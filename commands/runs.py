"""``runs``: what the worker does, did and is asked to do."""

from __future__ import annotations

from pathlib import Path

import click

from commands.output import answer, emit, picked, table
from commands.shared import RECORD_ID, home_option, json_option, open_app, person, who_option

_KEYS = ("id", "kind", "campaign_id", "campaign", "state", "asked_by", "done", "total", "note",
         "error", "times_resumed", "created_at", "started_at", "heartbeat", "ended_at")  # fmt: skip


@click.group()
def runs() -> None:
    """Runs of the crews, of sending and of tracking."""


@runs.command("list")
@click.option("--campaign", "campaign_id", type=RECORD_ID, help="Only this campaign.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="So many."
)
@home_option
@json_option
def runs_list(campaign_id: int | None, limit: int, home: Path | None, as_json: bool) -> None:
    """The latest runs, newest first, with how far each is."""
    rows = picked(open_app(home).runs.recent(limit, campaign_id=campaign_id), _KEYS)
    if as_json:
        emit({"runs": rows})
        return
    table(
        rows,
        {"id": "id", "kind": "kind", "campaign": "campaign", "state": "state",
         "done": "done", "total": "of", "asked_by": "asked by", "started_at": "started",
         "note": "note", "error": "error"},
        "Nothing has run yet.",
        spare=("started_at", "note", "error"),
    )  # fmt: skip


@runs.command()
@click.argument("run_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def stop(run_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Stop a run: at once if it waits, else within seconds. What is done is kept."""
    service = open_app(home).runs
    service.stop(run_id, person(who))
    state = service.get(run_id)["state"]
    told = "stopped" if state == "stopped" else "it stops at its next step"
    answer(as_json, {"run_id": run_id, "state": state}, f"run {run_id}: {told}")

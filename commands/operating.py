"""``run``, ``messages``, ``meetings``, ``suppress``, ``export``, ``doctor``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.output import MESSAGE_KEYS, answer, emit, picked, plain, table
from commands.qualifying import FORMATS
from commands.shared import (
    RECORD_ID,
    home_option,
    json_option,
    open_app,
    person,
    who_option,
)

if TYPE_CHECKING:
    from bootstrap import Rendezvous


@click.command()
@click.argument("kind", type=click.Choice(["prospecting", "qualification", "outreach", "tracking"]))
@click.option(
    "--campaign", "campaign_id", type=RECORD_ID, required=True, help="The campaign to work on."
)
@home_option
@who_option
@json_option
def run(kind: str, campaign_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Kick off one crew for a campaign now. Outreach drafts, and sends what is due.

    A worker that is at work carries it out; without one it is done here.
    """
    app = open_app(home)
    steps = (kind, "sending") if kind == "outreach" else (kind,)
    results = _carried_out(app, steps, campaign_id, person(who))
    result = dict(results[kind])
    if kind == "outreach":
        result["sending"] = dict(results["sending"])
    if as_json:
        emit({"kind": kind, "campaign_id": campaign_id, "result": result})
        return
    for name, value in result.items():
        if value not in (None, {}, []):
            click.echo(f"{name}: {value}")


def _carried_out(
    app: Rendezvous, steps: tuple[str, ...], campaign_id: int, who: str
) -> dict[str, Mapping[str, Any]]:
    """Each step's result: by the worker if one works, else here, alone."""
    from commands.asking import carried_out_by_the_worker, worker_beats
    from storage.lock import WorkersLock, working_alone

    lock = WorkersLock(app.settings.worker_lock)
    if worker_beats(app) and not lock.try_to_hold():
        return {
            step: carried_out_by_the_worker(app, step, campaign_id, asked_by=who) for step in steps
        }
    lock.let_go()

    from crew_bootstrap import Crews
    from timetable.work import carry_out

    crews = Crews(app)
    with working_alone(app.settings.worker_lock):
        if not {"sending", "tracking"}.isdisjoint(steps):
            app.reconciling.after_start()  # the others send nothing and ask no mailer
        return {step: carry_out(app, crews, step, campaign_id, asked_by=who) for step in steps}


@click.group()
def messages() -> None:
    """Messages and what became of them."""


@messages.command("list")
@click.option("--stage", help="Only those at this stage, such as uncertain.")
@click.option("--campaign", "campaign_id", type=RECORD_ID, help="Only this campaign.")
@home_option
@json_option
def messages_list(
    stage: str | None, campaign_id: int | None, home: Path | None, as_json: bool
) -> None:
    """All messages, or those at one stage."""
    from domain.stages import MessageStage
    from errors import InvalidInput

    if stage is not None and stage not in list(MessageStage):
        raise InvalidInput(
            f"There is no stage {stage!r}.", fix="One of: " + ", ".join(MessageStage)
        )
    rows = picked(open_app(home).review.all(campaign_id, stage=stage), MESSAGE_KEYS)
    if as_json:
        emit({"messages": rows})
        return
    table(
        rows,
        {"id": "id", "stage": "stage", "to_email": "to", "subject": "subject",
         "sent_at": "sent", "failure": "failure", "alarm": "alarm"},
        "No message.",
        spare=("sent_at",),
    )  # fmt: skip


@messages.command()
@click.argument("message_id", type=RECORD_ID)
@click.option("--sent", "fate", flag_value="sent", help="It went out.")
@click.option("--again", "fate", flag_value="again", help="It did not; send it again.")
@home_option
@who_option
@json_option
def resolve(
    message_id: int, fate: str | None, home: Path | None, who: str | None, as_json: bool
) -> None:
    """Settle a message whose fate is unknown: it went out, or send it again."""
    if fate is None:
        raise click.UsageError("say --sent or --again")
    reconciling = open_app(home).reconciling
    stage = reconciling.resolve(message_id, went_out=fate == "sent", who=person(who))
    answer(as_json, {"message_id": message_id, "stage": stage}, f"message {message_id}: {stage}")


@click.group()
def meetings() -> None:
    """Meetings that prospects booked."""


@meetings.command("list")
@click.option("--stage", help="Only those at this stage, such as booked.")
@home_option
@json_option
def meetings_list(stage: str | None, home: Path | None, as_json: bool) -> None:
    """All meetings, soonest first."""
    rows = picked(
        open_app(home).meetings.all(stage),
        ("id", "stage", "campaign_id", "prospect_id", "starts_at", "ends_at", "invitee_name",
         "invitee_email", "first_name", "last_name", "title", "company"),
    )  # fmt: skip
    if as_json:
        emit({"meetings": rows})
        return
    table(
        rows,
        {"id": "id", "stage": "stage", "starts_at": "starts", "invitee_name": "with",
         "company": "company"},
        "No meeting yet.",
    )  # fmt: skip


def _meeting_command(name: str, doc: str) -> click.Command:
    @click.command(name.replace("_", "-"), help=doc)
    @click.argument("meeting_id", type=RECORD_ID)
    @home_option
    @who_option
    @json_option
    def command(meeting_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
        service = open_app(home).meetings
        getattr(service, name)(meeting_id, who=person(who))
        stage = {"confirm": "confirmed"}.get(name, name)
        answer(
            as_json, {"meeting_id": meeting_id, "stage": stage}, f"meeting {meeting_id}: {stage}"
        )

    return command


meetings.add_command(_meeting_command("confirm", "Confirm a meeting that was booked."))
meetings.add_command(_meeting_command("held", "It took place."))
meetings.add_command(_meeting_command("no_show", "Nobody came."))


@click.group()
def suppress() -> None:
    """Who must not be written to."""


@suppress.command()
@click.argument("what")
@click.option("--reason", default="manual", show_default=True, help="Why, for the record.")
@home_option
@who_option
@json_option
def add(what: str, reason: str, home: Path | None, who: str | None, as_json: bool) -> None:
    """Add an address, or a whole domain; what waits for them is cancelled."""
    kind, value = open_app(home).suppressing.add(what, reason=reason, who=person(who))
    answer(as_json, {"kind": kind, "value": value}, f"{value} will not be written to.")


@suppress.command()
@click.argument("what")
@click.option(
    "--reason", default="removed by a person", show_default=True, help="Why, for the record."
)
@click.option("--at-their-request", is_flag=True, help="They asked to be written to again.")
@home_option
@who_option
@json_option
def remove(
    what: str,
    reason: str,
    at_their_request: bool,
    home: Path | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Take an address or a domain off the list."""
    kind, value = open_app(home).suppressing.remove(
        what, reason=reason, who=person(who), at_their_request=at_their_request
    )
    answer(as_json, {"kind": kind, "value": value}, f"{value} is off the list.")


@suppress.command("list")
@home_option
@json_option
def suppress_list(home: Path | None, as_json: bool) -> None:
    """The suppression list."""
    rows = picked(
        open_app(home).suppressing.all(),
        ("kind", "value", "reason", "shown", "added_by", "added_at"),
    )
    if as_json:
        emit({"suppressions": rows})
        return
    table(
        rows,
        {"kind": "kind", "value": "value", "reason": "reason", "added_by": "by", "added_at": "at"},
        "The list is empty.",
    )


@click.command()
@click.argument(
    "frame",
    type=click.Choice(["prospects", "assessments", "messages", "events", "meetings", "funnel"]),
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "parquet", "xlsx", "json"]),
    help="The file's format (default: by its suffix).",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write.",
)
@click.option("--campaign", "campaign_id", type=RECORD_ID, help="Only this campaign.")
@home_option
@json_option
def export(
    frame: str,
    format_: str | None,
    out: Path,
    campaign_id: int | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """Write a documented data frame to a file. See docs/dataframes.md."""
    from storage.frames import FRAMES
    from tools.tables.writer import write_frame

    format_ = format_ or FORMATS.get(out.suffix.lower())
    if format_ is None:
        raise click.UsageError(f"{out.name} does not tell its format: say --format")
    data = FRAMES[frame](open_app(home).store, campaign_id)
    write_frame(data, out, format_)  # type: ignore[arg-type]
    answer(
        as_json,
        {"frame": frame, "rows": len(data), "out": str(out), "format": format_},
        f"{len(data)} rows written to {out}",
    )


@click.command()
@home_option
@json_option
def doctor(home: Path | None, as_json: bool) -> None:
    """Check database, journal, configuration and keys."""
    from bootstrap import bootstrap
    from commands.diagnosis import diagnose
    from settings import load_settings

    findings = diagnose(bootstrap(load_settings(home=home)))
    if as_json:
        emit({"findings": findings})
    else:
        for finding in findings:
            mark = {"ok": "ok  ", "note": "note", "fault": "FAULT"}[finding["state"]]
            click.echo(f"{mark}  {finding['what']}: {plain(finding['said'])}")
    if any(finding["state"] == "fault" for finding in findings):
        raise SystemExit(1)

"""``replies``: conversations that need a person, and what a person decides about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from commands.output import answer, emit, picked, plain, table
from commands.shared import RECORD_ID, home_option, json_option, open_app, person, who_option

_WHO = ("prospect_id", "campaign_id", "campaign", "stage", "first_name", "last_name", "title",
        "company")  # fmt: skip
_WAITING = (*_WHO, "kind", "since", "snoozed_until", "text")
_UNANSWERED = (*_WHO, "last_at", "mails")
_HEAD = (*_WHO, "email", "held", "snoozed_until", "stopped_at", "asked_at", "failure")


@click.group()
def replies() -> None:
    """Conversations that wait for a person. Nothing here sends."""


@replies.command("list")
@click.option("--campaign", "campaign_id", type=RECORD_ID, help="Only this campaign.")
@click.option("--snoozed", is_flag=True, help="Also those that were put off.")
@click.option(
    "--unanswered",
    "days",
    type=click.IntRange(1, 3650),
    metavar="DAYS",
    help="Instead: who has not answered within so many days.",
)
@home_option
@json_option
def replies_list(
    campaign_id: int | None, snoozed: bool, days: int | None, home: Path | None, as_json: bool
) -> None:
    """Who answered and waits, the longest waiting first."""
    service = open_app(home).conversations
    if days is None:
        rows = picked(service.waiting(campaign_id, snoozed=snoozed), _WAITING)
        columns = {"prospect_id": "prospect", "kind": "kind", "since": "since",
                   "last_name": "name", "company": "company", "text": "says",
                   "snoozed_until": "until"}  # fmt: skip
        nothing = "Nobody waits for an answer."
    else:
        rows = picked(service.unanswered(days, campaign_id), _UNANSWERED)
        columns = {"prospect_id": "prospect", "last_name": "name", "company": "company",
                   "stage": "stage", "last_at": "last mail", "mails": "mails"}  # fmt: skip
        nothing = f"Nobody has been silent for {days} days."
    if as_json:
        emit({"unanswered" if days is not None else "conversations": rows})
        return
    short = [{**row, "text": " ".join(str(row.get("text", "")).split())} for row in rows]
    table(short, columns, nothing, spare=("snoozed_until",) if days is None else ())


@replies.command()
@click.argument("prospect_id", type=RECORD_ID)
@home_option
@json_option
def show(prospect_id: int, home: Path | None, as_json: bool) -> None:
    """The mails both ways, as plain text, oldest first."""
    thread = open_app(home).conversations.show(prospect_id)
    head = {name: thread.prospect[name] for name in _HEAD}
    head["held"] = bool(head["held"])
    mails = picked(thread.mails, ("at", "way", "kind", "subject", "text"))
    if as_json:
        emit({"prospect": head, "mails": mails})
        return
    name = " ".join(filter(None, (head["first_name"], head["last_name"])))
    click.echo(plain(f"{name}, {head['title'] or '?'}, {head['company'] or '?'}: {head['stage']}"))
    if head["held"]:
        click.echo("The company is held back until a person releases it: rendezvous holds list")
    if head["failure"]:
        click.echo(plain(f"No follow-up was drafted: {head['failure']}"))
    for mail in mails:
        arrow = "we wrote" if mail["way"] == "out" else f"they wrote ({mail['kind']})"
        click.echo(plain(f"\n{mail['at']}  {arrow}: {mail['subject']}"))
        for line in str(mail["text"]).splitlines():
            click.echo(plain(f"  {line}"))


@replies.command()
@click.argument("prospect_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def stop(prospect_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """You deal with it yourself: what waits for them is cancelled."""
    cancelled = open_app(home).conversations.stop(prospect_id, who=person(who))
    answer(
        as_json,
        {"prospect_id": prospect_id, "cancelled": cancelled},
        f"prospect {prospect_id}: in your hands; {cancelled} messages cancelled",
    )


@replies.command()
@click.argument("prospect_id", type=RECORD_ID)
@click.option("--days", type=click.IntRange(1, 366), help="So many days from now.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Until this day (UTC), such as 2026-12-01."
)
@home_option
@who_option
@json_option
def snooze(
    prospect_id: int,
    days: int | None,
    until: datetime | None,
    home: Path | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Out of the lists until then; a new answer brings it back at once."""
    from domain.instants import to_text

    app = open_app(home)
    if until is not None and days is None:
        moment = until.replace(tzinfo=UTC)
    elif days is not None and until is None:
        moment = app.clock.now() + timedelta(days=days)
    else:
        raise click.UsageError("say either --days or --until")
    app.conversations.snooze(prospect_id, moment, who=person(who))
    answer(
        as_json,
        {"prospect_id": prospect_id, "snoozed_until": to_text(moment)},
        f"prospect {prospect_id}: put off until {to_text(moment)}",
    )


@replies.command("follow-up")
@click.argument("prospect_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def follow_up(prospect_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Ask for a draft. The worker writes it; you approve it like any other."""
    run_id = open_app(home).conversations.follow_up(prospect_id, who=person(who))
    told: dict[str, Any] = {"prospect_id": prospect_id, "run_id": run_id}
    answer(
        as_json,
        told,
        f"prospect {prospect_id}: a draft is asked for (run {run_id}); see it with:"
        " rendezvous review list",
    )

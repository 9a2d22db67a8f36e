"""``review`` and ``assessments``: a person's word on drafts and on verdicts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from commands.output import MESSAGE_KEYS, answer, emit, picked, plain, table
from commands.shared import (
    RECORD_ID,
    home_option,
    json_option,
    open_app,
    person,
    who_option,
)
from errors import RendezvousError

campaign_option = click.option(
    "--campaign", "campaign_id", type=RECORD_ID, help="Only this campaign."
)


@click.group()
def review() -> None:
    """Read, approve, edit or reject drafts."""


@review.command("list")
@campaign_option
@home_option
@json_option
def list_(campaign_id: int | None, home: Path | None, as_json: bool) -> None:
    """Drafts that wait for a person, the most valuable first."""
    rows = picked(open_app(home).review.waiting(campaign_id), MESSAGE_KEYS)
    if as_json:
        emit({"drafts": rows})
        return
    table(
        [{**row, "name": _name(row)} for row in rows],
        {"id": "id", "name": "to", "title": "title", "company": "company", "score": "score",
         "subject": "subject"},
        "Nothing to review.",
        spare=("title",),
    )  # fmt: skip


@review.command()
@click.argument("message_id", type=RECORD_ID)
@home_option
@json_option
def show(message_id: int, home: Path | None, as_json: bool) -> None:
    """A draft beside the facts that it rests on."""
    view = open_app(home).review.show(message_id)
    message = view.message
    document = {
        "message": {
            name: message[name]
            for name in ("id", "stage", "kind", "to_email", "subject", "body", "booking_url",
                         "payload_sha256", "origin", "model", "prompt_version", "fallback_reason",
                         "failure")
        },
        "claims": view.claims,
        "problems": [{"code": p.code, "message": p.message} for p in view.problems],
        "facts": view.facts,
        "own_words": list(view.own_words),
        "may_be_approved": view.may_be_approved,
    }  # fmt: skip
    if as_json:
        emit(document)
        return
    click.secho(f"To {message['to_email']}  ({message['stage']})", bold=True)
    click.echo(f"Subject: {message['subject']}\n\n{message['body']}\n")
    if view.stand_in:
        click.echo(f"  {plain(view.stand_in)}")
    for claim in view.claims:
        mark = "ok" if claim["field"] else "NO"
        source = f" ({claim['source']})" if claim["source"] else ""
        click.echo(f"  {mark}  {claim['text']!r} rests on {claim['field'] or 'nothing'}{source}")
    for words in view.own_words:
        click.secho(f"  the model's own words: {plain(words)}", fg="yellow")
    for problem in view.problems:
        click.secho(f"  problem: {problem.message}", fg="red")


@review.command()
@click.argument("message_ids", type=RECORD_ID, nargs=-1, required=True)
@home_option
@who_option
@json_option
def approve(
    message_ids: tuple[int, ...], home: Path | None, who: str | None, as_json: bool
) -> None:
    """Approve the exact text of one draft or several."""
    service, name = open_app(home).review, person(who)
    approved, errors = _each(message_ids, lambda key: service.approve(key, who=name))
    _tell_each(
        as_json,
        {
            "approved": [{"message_id": k, "payload_sha256": sha} for k, sha in approved],
            "errors": [{"message_id": k, "reason": _why(error)} for k, error in errors],
        },
        [f"message {key}: approved" for key, _ in approved],
        [f"message {key}: {_why(error)}" for key, error in errors],
    )


@review.command()
@click.argument("message_id", type=RECORD_ID)
@click.option("--subject", help="The new subject.")
@click.option("--body", "body_file", type=click.File(), help="The new body: a file, or -.")
@home_option
@who_option
@json_option
def edit(
    message_id: int,
    subject: str | None,
    body_file: Any,
    home: Path | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Change a draft's words; an approval given before is void."""
    app = open_app(home)
    body = body_file.read() if body_file else None
    if subject is None and body is None:
        message = app.review.show(message_id).message
        if not sys.stdin.isatty():
            raise click.UsageError("give --subject or --body, or edit at a terminal")
        edited = click.edit(f"{message['subject']}\n\n{message['body']}\n")
        if edited is None:
            click.echo("Nothing was changed.", err=True)
            return
        subject, _, body = edited.partition("\n")
    view = app.review.edit(message_id, who=person(who), subject=subject, body=body)
    problems = [problem.message for problem in view.problems]
    if as_json:
        emit({"message_id": message_id, "may_be_approved": not problems, "problems": problems})
        return
    click.echo("Changed." if not problems else "Changed; it cannot be approved yet:")
    for problem in problems:
        click.echo(f"  {problem}")


@review.command()
@click.argument("message_id", type=RECORD_ID)
@click.option("--reason", default="rejected", show_default=True, help="Why, for the record.")
@home_option
@who_option
@json_option
def reject(message_id: int, reason: str, home: Path | None, who: str | None, as_json: bool) -> None:
    """Refuse a draft; its prospect may get another one."""
    open_app(home).review.reject(message_id, who=person(who), why=reason)
    answer(as_json, {"message_id": message_id, "stage": "rejected"}, "Rejected.")


@review.command()
@click.argument("message_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def undo(message_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Take an approval back, as long as the message is not being sent."""
    open_app(home).review.undo(message_id, who=person(who))
    answer(as_json, {"message_id": message_id, "stage": "draft"}, "It is a draft again.")


@click.group()
def assessments() -> None:
    """Verdicts on prospects, and a person's word on them."""


@assessments.command("list")
@campaign_option
@click.option("--waiting", is_flag=True, help="Only those that wait for a person.")
@home_option
@json_option
def assessments_list(
    campaign_id: int | None, waiting: bool, home: Path | None, as_json: bool
) -> None:
    """The latest assessment of each prospect, best first."""
    verdicts = open_app(home).verdicts
    rows = verdicts.waiting(campaign_id) if waiting else verdicts.all(campaign_id)
    listed = [{**dict(row), "name": _name(row)} for row in rows]
    if as_json:
        keys = ("prospect_id", "campaign_id", "name", "title", "company", "stage", "score",
                "budget", "authority", "need", "timeline", "gate", "verdict", "verdict_reason",
                "human_verdict", "human_by", "origin", "model", "prompt_version")  # fmt: skip
        emit({"assessments": [{key: row[key] for key in keys} for row in listed]})
        return
    table(
        listed,
        {"prospect_id": "prospect", "name": "name", "title": "title", "company": "company",
         "score": "score", "verdict": "verdict", "stage": "stage", "verdict_reason": "why"},
        "No assessment yet.",
        spare=("verdict_reason", "title"),
    )  # fmt: skip


@assessments.command()
@click.argument("prospect_ids", type=RECORD_ID, nargs=-1, required=True)
@home_option
@who_option
@json_option
def agree(prospect_ids: tuple[int, ...], home: Path | None, who: str | None, as_json: bool) -> None:
    """Agree with the score of one prospect or several."""
    verdicts, name = open_app(home).verdicts, person(who)
    agreed, errors = _each(prospect_ids, lambda key: verdicts.agree(key, who=name))
    _tell_each(
        as_json,
        {
            "prospects": [{"prospect_id": key, "stage": stage} for key, stage in agreed],
            "errors": [{"prospect_id": k, "reason": _why(error)} for k, error in errors],
        },
        [f"prospect {key}: {stage}" for key, stage in agreed],
        [f"prospect {key}: {_why(error)}" for key, error in errors],
    )


@assessments.command()
@click.argument("prospect_id", type=RECORD_ID)
@click.option(
    "--reason", default="disagreed with the score", show_default=True, help="Why, for the record."
)
@home_option
@who_option
@json_option
def disagree(
    prospect_id: int, reason: str, home: Path | None, who: str | None, as_json: bool
) -> None:
    """Turn a verdict round."""
    stage = open_app(home).verdicts.disagree(prospect_id, who=person(who), why=reason)
    answer(
        as_json,
        {"prospects": [{"prospect_id": prospect_id, "stage": stage}]},
        f"prospect {prospect_id}: {stage}",
    )


def _each(
    keys: tuple[int, ...], act: Callable[[int], str]
) -> tuple[list[tuple[int, str]], list[tuple[int, RendezvousError]]]:
    """Act on each record: what came of it, and what went wrong with which.

    Raises the first error if it went wrong with all.
    """
    done, errors = [], []
    for key in keys:
        try:
            done.append((key, act(key)))
        except RendezvousError as error:
            errors.append((key, error))
    if not done:
        raise errors[0][1]
    return done, errors


def _why(error: RendezvousError) -> str:
    return " ".join(part for part in (error.message, error.fix) if part)


def _tell_each(as_json: bool, document: dict[str, Any], done: list[str], errors: list[str]) -> None:
    if as_json:
        emit(document)
        return
    for line in done:
        click.echo(line)
    for line in errors:
        click.echo(plain(line), err=True)


def _name(row: Any) -> str:
    return " ".join(part for part in (row["first_name"], row["last_name"]) if part)

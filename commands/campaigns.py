"""``campaign``: create, approve the template, launch, steer."""

from __future__ import annotations

from pathlib import Path

import click

from commands.models import language_warning
from commands.output import answer, emit, picked, table
from commands.shared import (
    RECORD_ID,
    home_option,
    json_option,
    open_app,
    person,
    who_option,
)


@click.group()
def campaign() -> None:
    """Create, launch and steer campaigns."""


@campaign.command()
@click.argument("file", type=click.Path(path_type=Path))
@home_option
@who_option
@json_option
def create(file: Path, home: Path | None, who: str | None, as_json: bool) -> None:
    """Create a campaign from a YAML file. See docs/examples/campaign.yaml."""
    from configuration import load_campaign_file

    app = open_app(home)
    key = app.campaigns.create(load_campaign_file(file), who=person(who))
    answer(
        as_json,
        {"campaign_id": key, "stage": "draft"},
        f"Campaign {key} is a draft. Next: rendezvous campaign approve-template {key}",
    )


@campaign.command("list")
@home_option
@json_option
def list_(home: Path | None, as_json: bool) -> None:
    """All campaigns."""
    rows = picked(
        open_app(home).campaigns.all(),
        ("id", "name", "stage", "threshold", "time_zone", "pause_reason", "launched_at",
         "created_at", "prospects", "sent"),
    )  # fmt: skip
    if as_json:
        emit({"campaigns": rows})
        return
    table(
        rows,
        {"id": "id", "name": "name", "stage": "stage", "threshold": "threshold",
         "prospects": "prospects", "sent": "sent", "pause_reason": "paused because"},
        "No campaign yet: rendezvous campaign create docs/examples/campaign.yaml",
    )  # fmt: skip


@campaign.command()
@click.argument("campaign_id", type=RECORD_ID)
@home_option
@json_option
def show(campaign_id: int, home: Path | None, as_json: bool) -> None:
    """One campaign: its settings and its figures."""
    from services.reporting import figures

    app = open_app(home)
    found = app.campaigns.get(campaign_id)
    document = {
        "campaign": {
            "id": found.id,
            "name": found.name,
            "stage": found.stage,
            "threshold": found.threshold,
            "template_approved": found.template_sha256 is not None,
            "pause_reason": found.pause_reason,
            "launched_at": found.launched_at,
            "spec": found.spec.model_dump(mode="json"),
        },
        "figures": figures(app.store, campaign_id),
    }
    if as_json:
        emit(document)
        return
    click.secho(f"{found.id}  {found.name}  ({found.stage})", bold=True)
    if found.pause_reason:
        click.echo(f"paused: {found.pause_reason}")
    click.echo(f"threshold {found.threshold}, template {found.spec.template}")
    for group, values in document["figures"].items():  # type: ignore[union-attr]
        click.echo(f"{group}: " + ", ".join(f"{name} {value}" for name, value in values.items()))


@campaign.command("approve-template")
@click.argument("campaign_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def approve_template(campaign_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Approve the campaign's e-mail template as it stands now."""
    app = open_app(home)
    spec = app.campaigns.get(campaign_id).spec
    template = app.configuration.template(spec.template)
    if not as_json:
        click.echo(f"{template.subject}\n\n{template.body}", err=True)
    sha256 = app.campaigns.approve_template(campaign_id, who=person(who))
    answer(
        as_json,
        {"campaign_id": campaign_id, "template_sha256": sha256, "stage": "ready"},
        f"Approved. Next: rendezvous campaign launch {campaign_id}",
    )


@campaign.command()
@click.argument("campaign_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def launch(campaign_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Start a campaign that is ready."""
    app = open_app(home)
    app.campaigns.launch(campaign_id, who=person(who))
    language = app.campaigns.get(campaign_id).spec.language
    if warning := language_warning(app.settings, language):
        click.echo(f"note: {warning}", err=True)
    answer(
        as_json,
        {"campaign_id": campaign_id, "stage": "running"},
        f"It is running. Next: rendezvous import FILE --campaign {campaign_id}, or rendezvous run "
        f"prospecting --campaign {campaign_id}",
    )


@campaign.command()
@click.argument("campaign_id", type=RECORD_ID)
@click.option("--name", required=True, help="The copy's name.")
@home_option
@who_option
@json_option
def duplicate(
    campaign_id: int, name: str, home: Path | None, who: str | None, as_json: bool
) -> None:
    """Copy a campaign's settings into a new draft."""
    key = open_app(home).campaigns.duplicate(campaign_id, name=name, who=person(who))
    answer(as_json, {"campaign_id": key, "stage": "draft"}, f"Campaign {key} is a draft.")


@campaign.command()
@click.argument("campaign_id", type=RECORD_ID)
@click.argument("points", type=click.IntRange(0, 100))
@home_option
@who_option
@json_option
def threshold(
    campaign_id: int, points: int, home: Path | None, who: str | None, as_json: bool
) -> None:
    """Move the threshold; verdicts follow at once from the stored points."""
    counts = open_app(home).campaigns.set_threshold(campaign_id, points, who=person(who))
    answer(
        as_json,
        {
            "campaign_id": campaign_id,
            "threshold": points,
            **{name: counts[name] for name in ("qualified", "needs_review", "disqualified")},
        },
        f"Threshold {points}: {counts['qualified']} qualified, {counts['needs_review']} to "
        f"review, {counts['disqualified']} disqualified.",
    )


@campaign.command()
@click.argument("campaign_id", type=RECORD_ID)
@click.option(
    "--reason", default="paused by a person", show_default=True, help="Why, for the record."
)
@home_option
@who_option
@json_option
def pause(campaign_id: int, reason: str, home: Path | None, who: str | None, as_json: bool) -> None:
    """Pause a running campaign; nothing is sent meanwhile."""
    open_app(home).campaigns.pause(campaign_id, who=person(who), why=reason)
    answer(as_json, {"campaign_id": campaign_id, "stage": "paused"}, "It is paused.")


@campaign.command()
@click.argument("campaign_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def resume(campaign_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Go on after a pause."""
    open_app(home).campaigns.resume(campaign_id, who=person(who))
    answer(as_json, {"campaign_id": campaign_id, "stage": "running"}, "It is running again.")


@campaign.command()
@click.argument("campaign_id", type=RECORD_ID)
@home_option
@who_option
@json_option
def stop(campaign_id: int, home: Path | None, who: str | None, as_json: bool) -> None:
    """Stop a campaign for good; what is not yet sending is cancelled."""
    open_app(home).campaigns.stop(campaign_id, who=person(who))
    answer(as_json, {"campaign_id": campaign_id, "stage": "stopped"}, "It is stopped.")

"""``import`` and ``draft``: a rep's own list in a campaign."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from commands.models import language_warning
from commands.output import JsonList, emit, plain, progress
from commands.qualifying import show_bad_rows
from commands.shared import (
    LIST_FILE,
    RECORD_ID,
    home_option,
    json_option,
    list_file,
    open_app,
    person,
    who_option,
)

PREVIEW_BOOKING_URL = "https://calendly.com/preview/booking-link"
"""Stands where each real draft has its prospect's own single-use link."""


@click.command("import")
@click.argument("file", type=LIST_FILE)
@click.option(
    "--campaign", "campaign_id", type=RECORD_ID, required=True, help="The campaign they join."
)
@click.option(
    "--source",
    default="import",
    help="Where the list comes from, such as 'Salon SaaS 2026'; the mails' footer says so.",
)
@home_option
@who_option
@json_option
def import_(
    file: Path,
    campaign_id: int,
    source: str,
    home: Path | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Add the people of a CSV file to a campaign. Nobody is added twice; FILE may be - (stdin)."""
    from tools.tables.reader import read_table

    app = open_app(home)
    campaign = app.campaigns.get(campaign_id)
    people = read_table(list_file(file), source=source.strip()[:120] or "import")
    name = "standard input" if str(file) == "-" else file.name
    results = JsonList()
    counts: Counter[str] = Counter()
    refused: list[dict[str, Any]] = []
    with progress("importing") as advance:
        for imported in app.importing.run(campaign_id, people, who=person(who), name=name):
            counts[imported.outcome] += 1
            if as_json:
                results.add(asdict(imported))
            elif imported.outcome == "refused":
                refused.append(asdict(imported))
            advance(1)
    if as_json:
        emit({"results": results})
        return
    show_bad_rows(refused)
    click.echo(
        f"{counts['added']} added, {counts['merged']} were there already, "
        f"{counts['refused']} refused."
    )
    if counts["added"] and campaign.is_running:
        click.echo(f"Next: rendezvous run qualification --campaign {campaign_id}")
    elif counts["added"]:
        click.echo(f"The campaign is {campaign.stage}: they wait until it runs.")


@click.command()
@click.argument("file", type=LIST_FILE)
@click.option(
    "--campaign",
    "campaign_id",
    type=RECORD_ID,
    required=True,
    help="The campaign whose template and offer are used.",
)
@home_option
@json_option
def draft(file: Path, campaign_id: int, home: Path | None, as_json: bool) -> None:
    """Draft a mail for each row of a CSV file. Nothing is stored and no vendor is asked."""
    from crew_bootstrap import Crews
    from errors import Permanent
    from services.draft_requests import claims_json, draft_request
    from tools.tables.reader import BadRow, read_table

    app = open_app(home)
    campaign = app.campaigns.get(campaign_id)
    template = app.configuration.template(campaign.spec.template)
    people = read_table(list_file(file))
    crew = Crews(app, vendor_tools=False, person_waits=True).outreach_crew
    if warning := language_warning(app.settings, campaign.spec.language):
        click.echo(f"note: {warning}", err=True)
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    with progress("drafting") as advance:
        for row in people:
            advance(1)
            if isinstance(row, BadRow):
                errors.append({"line": row.line, "reason": row.reason})
                continue
            request = draft_request(campaign.spec, template, row.facts, PREVIEW_BOOKING_URL, None)
            try:
                email = crew.write(request)
            except Permanent as error:
                errors.append({"line": row.line, "reason": str(error)})
                continue
            results.append(
                {
                    "line": row.line,
                    "email": row.facts.email,
                    "name": row.facts.name,
                    "subject": email.subject,
                    "body": email.text,
                    "claims": json.loads(claims_json(email.subject, email.text, request)),
                    "origin": email.provenance.origin,
                    "model": email.provenance.model,
                    "prompt_version": email.provenance.prompt_version,
                    "fallback_reason": email.provenance.fallback_reason,
                }
            )
    if as_json:
        emit({"results": results, "errors": errors})
        return
    for result in results:
        click.secho(f"line {result['line']}  {plain(result['name'] or result['email'])}", bold=True)
        click.echo(f"Subject: {result['subject']}\n\n{result['body']}\n")
        if result["fallback_reason"]:
            click.echo(f"Written by the template because {plain(result['fallback_reason'])}\n")
    show_bad_rows(errors)
    click.echo(f"{len(results)} drafted for reading; nothing is stored or sent.")

"""``import``, ``qualify`` and ``draft``: a rep's own CSV."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.shared import (
    emit,
    home_option,
    json_option,
    open_app,
    person,
    progress,
    table,
    told,
    who_option,
)

if TYPE_CHECKING:
    from domain.bant import Assessment, Decision
    from tools.tables.reader import BadRow, Row

CsvFile = click.Path(path_type=Path)


@click.command("import")
@click.argument("file", type=CsvFile)
@click.option("--campaign", "campaign_id", type=int, required=True)
@home_option
@who_option
@json_option
@told
def import_(
    file: Path, campaign_id: int, home: Path | None, who: str | None, as_json: bool
) -> None:
    """Add the people of a CSV file to a campaign; nobody is added twice."""
    from tools.tables.reader import read_table

    app = open_app(home)
    rows = read_table(file)
    results: list[dict[str, Any]] = []
    with progress("importing") as advance:
        for imported in app.importing.run(campaign_id, rows, who=person(who), name=file.name):
            results.append(asdict(imported))
            advance(1)
    if as_json:
        emit({"results": results})
        return
    counts = {
        outcome: sum(r["outcome"] == outcome for r in results)
        for outcome in ("added", "merged", "refused")
    }
    for result in results:
        if result["outcome"] == "refused":
            click.echo(f"line {result['line']}: {result['reason']}", err=True)
    click.echo(
        f"{counts['added']} added, {counts['merged']} were there already, "
        f"{counts['refused']} refused."
    )


@click.command()
@click.argument("file", type=CsvFile)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV too.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which recency is judged (default: today).",
)
@click.option("--agents", is_flag=True, help="Send each row through the qualification crew.")
@home_option
@json_option
@told
def qualify(
    file: Path,
    out: Path | None,
    as_of: datetime | None,
    agents: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """Score the people of a CSV file on BANT. Nothing is stored."""
    from configuration import Configuration
    from domain.bant import assess, decide
    from settings import load_settings
    from tools.tables.reader import BadRow, read_table

    settings = load_settings(home=home)
    rules = Configuration(settings.config_dir).bant_rules()
    day = as_of.date() if as_of else datetime.now(UTC).date()
    judge = _crew_judge(settings, rules, day) if agents else None
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    with progress("qualifying") as advance:
        for row in read_table(file):
            if isinstance(row, BadRow):
                errors.append(_refused(row))
            else:
                assessment = judge(row) if judge else assess(row.facts, rules, as_of=day)
                decision = decide(assessment, threshold=rules.threshold, rules=rules)
                results.append(_result(row, assessment, decision))
            advance(1)
    if out is not None:
        _write_results(results, out)
    if as_json:
        emit({"results": results, "errors": errors})
        return
    _show_results(results, errors, rules.threshold)


def _crew_judge(settings: Any, rules: Any, day: date) -> Any:
    from bootstrap import bootstrap
    from crew_bootstrap import Crews
    from services.crew_protocols import AssessmentRequest

    crew = Crews(bootstrap(settings)).qualification_crew
    return lambda row: crew.assess(AssessmentRequest(row.facts, rules, day)).assessment


def _refused(row: BadRow) -> dict[str, Any]:
    return {"line": row.line, "reason": row.reason}


def _result(row: Row, assessment: Assessment, decision: Decision) -> dict[str, Any]:
    document = assessment.as_dict()
    return {
        "line": row.line,
        "email": row.facts.email,
        "name": row.facts.name,
        "score": assessment.score,
        "verdict": str(decision.verdict),
        "reason": decision.reason,
        "gate": assessment.gate,
        **{name: document[name] for name in ("budget", "authority", "need", "timeline")},
    }


def _show_results(
    results: list[dict[str, Any]], errors: list[dict[str, Any]], threshold: int
) -> None:
    shown = sorted(results, key=lambda result: -result["score"])[:50]
    rows = [
        {
            **result,
            **{
                name: f"{result[name]['points']}/{result[name]['max']}"
                if result[name]["status"] == "known"
                else "unknown"
                for name in ("budget", "authority", "need", "timeline")
            },
        }
        for result in shown
    ]
    columns = {
        "line": "line",
        "name": "name",
        "score": "score",
        "verdict": "verdict",
        "budget": "budget",
        "authority": "authority",
        "need": "need",
        "timeline": "timeline",
        "reason": "why",
    }
    table(rows, columns, "No row could be read.")
    if len(results) > len(shown):
        click.echo(f"… and {len(results) - len(shown)} more (--json or --out has them all)")
    counts = {
        verdict: sum(result["verdict"] == verdict for result in results)
        for verdict in ("contact", "review", "reject")
    }
    click.echo(
        f"\n{len(results)} rows, threshold {threshold}: {counts['contact']} to contact, "
        f"{counts['review']} to review, {counts['reject']} rejected."
    )
    for error in errors[:20]:
        click.echo(f"line {error['line']}: {error['reason']}", err=True)
    if len(errors) > 20:
        click.echo(f"… and {len(errors) - 20} more bad rows", err=True)


def _write_results(results: list[dict[str, Any]], out: Path) -> None:
    import pandas as pd

    from tools.tables.writer import write_frame

    criteria = ("budget", "authority", "need", "timeline")
    rows = [
        {
            **{k: v for k, v in result.items() if k not in criteria},
            **{f"{name}_points": result[name]["points"] for name in criteria},
            **{f"{name}_status": result[name]["status"] for name in criteria},
            **{f"{name}_reason": result[name]["reason"] for name in criteria},
            **{
                f"{name}_evidence": "; ".join(
                    f"{e['field']}: {e['quote']}" for e in result[name]["evidence"]
                )
                for name in criteria
            },
        }
        for result in results
    ]
    known = {".csv": "csv", ".parquet": "parquet", ".xlsx": "xlsx", ".json": "json"}
    write_frame(pd.DataFrame(rows), out, known.get(out.suffix.lower(), "csv"))  # type: ignore[arg-type]


@click.command()
@click.argument("file", type=CsvFile)
@click.option("--campaign", "campaign_id", type=int, required=True)
@home_option
@json_option
@told
def draft(file: Path, campaign_id: int, home: Path | None, as_json: bool) -> None:
    """Draft a mail for each row of a CSV file. Nothing is stored and no vendor is asked."""
    from crew_bootstrap import Crews
    from services.drafting import draft_request
    from tools.tables.reader import BadRow, read_table

    app = open_app(home)
    campaign = app.campaigns.get(campaign_id)
    template = app.configuration.template(campaign.spec.template)
    table_of_rows = read_table(file)
    crew = Crews(app).outreach_crew
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    with progress("drafting") as advance:
        for row in table_of_rows:
            if isinstance(row, BadRow):
                errors.append(_refused(row))
            else:
                request = draft_request(
                    campaign.spec, template, row.facts, PREVIEW_BOOKING_URL, None
                )
                email = crew.write(request)
                results.append(
                    {
                        "line": row.line,
                        "email": row.facts.email,
                        "name": row.facts.name,
                        "subject": email.subject,
                        "body": email.text,
                        "origin": email.provenance.origin,
                        "model": email.provenance.model,
                        "prompt_version": email.provenance.prompt_version,
                    }
                )
            advance(1)
    if as_json:
        emit({"results": results, "errors": errors})
        return
    for result in results:
        click.secho(f"line {result['line']}  {result['name'] or result['email']}", bold=True)
        click.echo(f"Subject: {result['subject']}\n\n{result['body']}\n")
    for error in errors:
        click.echo(f"line {error['line']}: {error['reason']}", err=True)


PREVIEW_BOOKING_URL = "https://calendly.com/preview/booking-link"
"""Stands where each real draft has its prospect's own single-use link."""

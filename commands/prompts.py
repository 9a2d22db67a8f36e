"""``prompts``: what the growth lead edits - checked, tried, accepted, and brought back."""

from __future__ import annotations

from dataclasses import asdict
from difflib import unified_diff
from pathlib import Path
from typing import Any

import click

from commands.output import answer, emit, picked, plain, progress, table
from commands.shared import RECORD_ID, home_option, json_option, open_app, person, who_option

_CRITERIA = ("budget", "authority", "need", "timeline")
_HISTORY = (
    "number", "sha256", "kind", "recorded_by", "recorded_at", "note", "prompt_version",
    "rules_version", "files", "assessments", "contact", "review", "reject", "drafts",
    "from_model", "sent", "replied", "meetings",
)  # fmt: skip


@click.group()
def prompts() -> None:
    """The YAML that the growth lead edits, and its versions."""


@prompts.command()
@home_option
@json_option
def check(home: Path | None, as_json: bool) -> None:
    """Check every configuration file: file, line, and what to write instead."""
    from configuration import check_everything
    from settings import load_settings

    problems: list[dict[str, Any]] = check_everything(load_settings(home=home).config_dir)
    if as_json:
        emit({"problems": problems})
    else:
        for problem in problems:
            click.echo(
                f"{problem['file']}:{problem['line']}: {problem['message']}"
                + (f" ({problem['fix']})" if problem["fix"] else "")
            )
        click.echo(f"{len(problems)} problems." if problems else "All files are in order.")
    if problems:
        raise SystemExit(1)


@prompts.command()
@home_option
@json_option
def diff(home: Path | None, as_json: bool) -> None:
    """Try the working files against the accepted version. Nothing is stored.

    Both judge and write to the prospects of config/frozen_set.yaml.
    """
    from crew_bootstrap import Crews

    crews = Crews(open_app(home), vendor_tools=False)
    with progress("comparing") as advance:
        result = crews.prompts_diff(advance=lambda done, total: advance(1))
    if as_json:
        emit(result)
    else:
        _show_diff(result)


@prompts.command()
@click.option("--note", help="What the edit is for; kept in the history.")
@who_option
@home_option
@json_option
def accept(note: str | None, who: str | None, home: Path | None, as_json: bool) -> None:
    """Accept the working files as they are: later edits are compared with them."""
    version = open_app(home).prompt_versions.accept(who=person(who), note=note)
    answer(
        as_json,
        _as_document(version),
        f"Version {version.number} is accepted ({version.sha256[:12]}).",
    )


@prompts.command()
@home_option
@json_option
def history(home: Path | None, as_json: bool) -> None:
    """All versions, the newest first, with what was made with their prompts."""
    rows = open_app(home).prompt_versions.history()
    if as_json:
        emit({"versions": picked(rows, _HISTORY)})
        return
    table(
        [{**row, "files": ", ".join(row["files"])} for row in rows],
        {"number": "version", "kind": "what happened", "recorded_at": "when",
         "recorded_by": "by", "prompt_version": "prompts", "rules_version": "rules",
         "assessments": "assessed", "drafts": "drafts", "sent": "sent", "replied": "replies",
         "meetings": "meetings", "files": "changed files", "note": "note"},
        "There are no versions yet: the first run records one, or rendezvous prompts accept.",
        spare=("note", "files", "meetings", "replied", "rules_version"),
    )  # fmt: skip


@prompts.command()
@click.argument("version", type=RECORD_ID)
@who_option
@home_option
@json_option
def rollback(version: int, who: str | None, home: Path | None, as_json: bool) -> None:
    """Put VERSION (a number of the history) back into the folder and in force."""
    made = open_app(home).prompt_versions.rollback(version, who=person(who))
    answer(
        as_json,
        _as_document(made),
        f"The files are again as in version {version}; this is version {made.number}. "
        "The next run uses them.",
    )


def _as_document(version: Any) -> dict[str, Any]:
    kept = ("number", "sha256", "kind", "by", "at", "note")
    document = {name: getattr(version, name) for name in kept}
    return {**document, **asdict(version.stamps), "files": sorted(version.texts)}


def _show_diff(result: dict[str, Any]) -> None:
    accepted = result["accepted"]
    click.echo(
        f"Compared with version {accepted['number']}, accepted {accepted['at']} by "
        f"{plain(accepted['by'])}; answered by: {result['model']}."
    )
    if not result["files"]:
        click.echo("No file differs from it.")
        return
    for file in result["files"]:
        click.secho(f"\n{file['file']} {file['change']}", bold=True)
        for line in file["lines"][2:]:
            _show_line(line)
    if result["verdicts"]:
        click.secho("\nVerdicts and scores that change", bold=True)
    for each in result["verdicts"]:
        before, after = each["before"], each["after"]
        moved = [
            f"{name} {before[name]} → {after[name]}"
            for name in _CRITERIA
            if before[name] != after[name]
        ]
        click.echo(
            f"  {plain(each['prospect'])}: {before['verdict']} ({before['score']}) → "
            f"{after['verdict']} ({after['score']})"
            + (f"; {', '.join(moved)}" if moved else f"; {after['reason']}")
        )
    for each in result["drafts"]:
        click.secho(f"\nDraft to {plain(each['prospect'])} ({each['template']})", bold=True)
        mails = (_mail_lines(each["before"]), _mail_lines(each["after"]))
        for line in list(unified_diff(*mails, lineterm="", n=1))[2:]:
            if not line.startswith("@@"):
                _show_line(line)
    turned = sum(e["before"]["verdict"] != e["after"]["verdict"] for e in result["verdicts"])
    click.echo(
        f"\nOf {result['judged']} prospects judged twice, {len(result['verdicts'])} get other "
        f"points and {turned} another verdict; of {result['written']} drafts written twice, "
        f"{len(result['drafts'])} differ. Nothing is stored."
    )


def _show_line(line: str) -> None:
    colour = {"+": "green", "-": "red"}.get(line[:1])
    click.secho(f"  {plain(line)}", fg=colour)


def _mail_lines(side: dict[str, Any] | None) -> list[str]:
    if side is None:
        return ["(there is no such template)"]
    if "error" in side:
        return [f"(no draft can be made: {side['error']})"]
    found = [f"(cannot be approved: {problem})" for problem in side["problems"]]
    return [side["subject"], *side["body"].splitlines(), *found]

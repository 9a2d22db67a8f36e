"""``holds``: companies that are not written to until a person decides."""

from __future__ import annotations

from pathlib import Path

import click

from commands.output import answer, emit, picked, table
from commands.shared import home_option, json_option, open_app, person, who_option


@click.group()
def holds() -> None:
    """Companies held back since somebody there answered."""


@holds.command("list")
@home_option
@json_option
def holds_list(home: Path | None, as_json: bool) -> None:
    """Companies held back, with how many of their messages wait."""
    rows = picked(
        open_app(home).holds.all(),
        ("company_key", "company", "reason", "since", "prospect_id", "waiting"),
    )
    if as_json:
        emit({"holds": rows})
        return
    table(
        rows,
        {"company_key": "key", "company": "company", "reason": "because", "since": "since",
         "waiting": "waiting"},
        "No company is held back.",
    )  # fmt: skip


@holds.command()
@click.argument("company_key")
@home_option
@who_option
@json_option
def release(company_key: str, home: Path | None, who: str | None, as_json: bool) -> None:
    """Let a company be written to again; a later answer from there holds it again."""
    open_app(home).holds.release_hold(company_key, person(who))
    answer(as_json, {"company_key": company_key, "held": False}, f"{company_key} is released.")

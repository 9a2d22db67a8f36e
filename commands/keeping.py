"""``backup``, ``restore``, ``erase``, ``purge``."""

from __future__ import annotations

from pathlib import Path

import click

from commands.output import answer
from commands.shared import home_option, json_option, open_app, person, who_option

_FILE = click.Path(dir_okay=True, path_type=Path)
_SCRUB_LATER = (
    " Its bytes could not be overwritten yet, since something else is using the file:"
    " run 'rendezvous purge' later."
)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Replace the file if it is there.")
@home_option
@json_option
def backup(file: Path, replace: bool, home: Path | None, as_json: bool) -> None:
    """Copy the database to FILE while everything goes on."""
    size = open_app(home).keeping.backup(file, replace=replace)
    answer(as_json, {"file": str(file), "bytes": size}, f"{file}: {size} bytes.")


@click.command()
@click.argument("file", type=_FILE)
@home_option
@who_option
@json_option
def restore(file: Path, home: Path | None, who: str | None, as_json: bool) -> None:
    """Put the copy in FILE in the place of the database; nobody may be at work."""
    from storage.lock import working_alone

    app = open_app(home)
    with working_alone(app.settings.worker_lock):
        done = app.keeping.restore(file, who=person(who))
    answer(
        as_json,
        {"file": str(file), **done},
        f"{file} is put back. {done['uncertain']} messages may have been sent since and wait for"
        f" proof; {done['erased_again']} people were erased again. What stood here before is in"
        f" {done['kept']}.",
    )


@click.command()
@click.argument("email")
@home_option
@who_option
@json_option
def erase(email: str, home: Path | None, who: str | None, as_json: bool) -> None:
    """Take the person at EMAIL out of everything, for good."""
    done = open_app(home).keeping.erase(email, who=person(who))
    told = (
        f"Erased: {done['people']} people, {done['prospects']} prospects, {done['messages']}"
        f" messages, {done['events']} events. They are refused if they come back."
        if done["people"]
        else "Nobody is stored under this address. It is refused from now on."
    )
    answer(as_json, dict(done), told + ("" if done["scrubbed"] else _SCRUB_LATER))


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@home_option
@who_option
@json_option
def purge(dry_run: bool, home: Path | None, who: str | None, as_json: bool) -> None:
    """Remove whoever was last in touch longer ago than the retention period."""
    keeping = open_app(home).keeping
    done = (
        {**keeping.due().as_dict(), "exports": 0, "scrubbed": False}
        if dry_run
        else keeping.purge(who=person(who))
    )
    verb = "To be removed" if dry_run else "Removed"
    told = (
        f"{verb}: {done['people']} people last in touch before {str(done['before'])[:10]},"
        f" {done['raw_events'] + done['late_events']} raw events, {done['lookups']} lookups,"
        f" {done['search_pages']} pages of search."
    )
    later = "" if dry_run or done["scrubbed"] else _SCRUB_LATER
    answer(as_json, {"dry_run": dry_run, **done}, told + later)

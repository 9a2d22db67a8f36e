"""``user``: who may log in to the console."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output import answer, emit, picked, table
from commands.shared import home_option, json_option, open_app, person, who_option
from domain.roles import Role
from services.users import LANGUAGES

if TYPE_CHECKING:
    from bootstrap import Rendezvous


@click.group()
def user() -> None:
    """Who may log in to the console, and as what."""


@user.command()
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in Role]),
    default=str(Role.REP),
    show_default=True,
    help="What they may do.",
)
@click.option("--name", default="", help="How the console greets them.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="What the console speaks to them.",
)
@home_option
@who_option
@json_option
def add(
    email: str,
    role: str,
    name: str,
    language: str,
    home: Path | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Add a user; prints the one-time link by which they choose their password."""
    app = open_app(home)
    user_id, token = app.users.add(
        email, role=Role(role), who=person(who), name=name, language=language
    )
    _tell_link(app, user_id, email, token, as_json)


@user.command()
@click.argument("email")
@home_option
@who_option
@json_option
def reset(email: str, home: Path | None, who: str | None, as_json: bool) -> None:
    """Log a user out everywhere and print a one-time link to a new password."""
    app = open_app(home)
    user_id, token = app.users.reset(email, who=person(who))
    _tell_link(app, user_id, email, token, as_json)


@user.command("list")
@home_option
@json_option
def user_list(home: Path | None, as_json: bool) -> None:
    """Users, their roles, and when they were last seen."""
    keys = ("id", "email", "name", "role", "language", "has_password", "is_active", "seen_at")
    rows = [
        {**row, "has_password": bool(row["has_password"]), "is_active": bool(row["is_active"])}
        for row in picked(open_app(home).users.all(), keys)
    ]
    if as_json:
        emit({"users": rows})
        return
    table(
        rows,
        {"id": "id", "email": "e-mail", "name": "name", "role": "role", "seen_at": "last seen"},
        "Nobody can log in yet. Make the first: rendezvous user add EMAIL --role administrator.",
    )


def _tell_link(app: Rendezvous, user_id: int, email: str, token: str, as_json: bool) -> None:
    link = f"{app.settings.console_url.rstrip('/')}/welcome/{token}"
    answer(
        as_json,
        {"user_id": user_id, "link": link},
        f"{email} chooses a password here, once, within a day:\n  {link}",
    )

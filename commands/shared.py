"""What subcommands share: their options, and the product opened at its home."""

from __future__ import annotations

import getpass
import logging
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from errors import InvalidInput
from storage.failures import database_failure

if TYPE_CHECKING:
    from bootstrap import Rendezvous

Command = Callable[..., Any]


class _RecordId(click.IntRange):
    name = "number"


RECORD_ID = _RecordId(1, 2**63 - 1)
"""The number of a record, as SQLite can hold it."""
LIST_FILE = click.Path(path_type=Path, allow_dash=True)
"""A list of people; ``-`` is standard input."""


def json_option(command: Command) -> Command:
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document on standard output."
    )(command)


def home_option(command: Command) -> Command:
    return click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where the data lives (default: RENDEZVOUS_HOME, else var/ in the checkout).",
    )(command)


def who_option(command: Command) -> Command:
    return click.option("--as", "who", default=None, help="In whose name (default: the log-in).")(
        command
    )


def person(who: str | None) -> str:
    """The name under which a person's decision is recorded."""
    named = who or os.environ.get("RENDEZVOUS_USER")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        raise InvalidInput(
            "It is not known in whose name this is done.",
            fix="Say --as NAME, or set RENDEZVOUS_USER.",
        ) from None


def open_app(home: Path | None) -> Rendezvous:
    """The product at its home, its database made or brought up to date."""
    from bootstrap import bootstrap
    from settings import load_settings

    app = bootstrap(load_settings(home=home))
    try:
        app.store.connect()
    except sqlite3.Error as error:
        raise database_failure(error, app.settings.database) from error
    return app


def list_file(file: Path) -> Path | BinaryIO:
    """The file, or standard input for ``-``."""
    if str(file) != "-":
        return file
    if sys.stdin.isatty():
        click.echo("Reading the list from standard input; Ctrl-D ends it.", err=True)
    return sys.stdin.buffer


def set_up_logs(verbose: bool) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)

"""What every subcommand shares: options, output, and how a failure is told."""

from __future__ import annotations

import functools
import getpass
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from errors import Misconfigured, RendezvousError

if TYPE_CHECKING:
    from bootstrap import Rendezvous

Command = Callable[..., Any]


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
    return who or os.environ.get("RENDEZVOUS_USER") or getpass.getuser()


def open_app(home: Path | None) -> Rendezvous:
    from bootstrap import bootstrap
    from settings import load_settings

    return bootstrap(load_settings(home=home))


def emit(document: Any) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def told(command: Command) -> Command:
    """Tell failures in words, or as JSON with ``--json``, and exit with 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        as_json = bool(kwargs.get("as_json"))
        try:
            return command(*args, **kwargs)
        except RendezvousError as error:
            _tell(error, as_json)
        except BrokenPipeError:
            # The reader (``head``, say) has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            _tell(
                Misconfigured(
                    f"{error.strerror or error}",
                    record=str(error.filename) if error.filename else None,
                    fix="Check that the place exists, is writable and has room.",
                ),
                as_json,
            )

    return run


def _tell(error: RendezvousError, as_json: bool) -> None:
    if as_json:
        emit({"error": error.as_dict()})
    else:
        click.secho(f"error: {error.message}", fg="red", err=True)
        if error.record and error.record not in error.message:
            click.echo(f"  in: {error.record}", err=True)
        if error.fix:
            click.echo(f"  do: {error.fix}", err=True)
    sys.exit(1)


def table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], empty: str) -> None:
    """A plain table on standard output: ``columns`` maps keys to headings."""
    if not rows:
        click.echo(empty)
        return
    cells = [[_cell(row.get(key)) for key in columns] for row in rows]
    heads = list(columns.values())
    widths = [
        min(max(len(head), *(len(line[index]) for line in cells)), 48)
        for index, head in enumerate(heads)
    ]
    click.secho(_line(heads, widths), bold=True)
    for line in cells:
        click.echo(_line(line, widths))


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() else " " for c in text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        (cell if len(cell) <= width else cell[: width - 1] + "…").ljust(width)
        for cell, width in zip(cells, widths, strict=True)
    ).rstrip()


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, silent where that is no terminal."""
    from tqdm import tqdm

    with tqdm(desc=label, total=total, file=sys.stderr, leave=False, disable=None) as bar:

        def advance(count: int = 1) -> None:
            bar.update(count)

        yield advance


def set_up_logs(verbose: bool) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)

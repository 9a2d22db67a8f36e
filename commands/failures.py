"""How a failure is told: in words, or as JSON with ``--json``; and the exit codes."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from commands.output import plain
from errors import Misconfigured, RendezvousError, Temporary

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


class Fault(RendezvousError):
    """Rendezvous itself is wrong: what happened is in no way the user's doing."""

    code = "fault"


class _ReaderGone(Exception):
    """Whoever read our standard output (``head``, say) has seen enough."""


class CommandLine(click.Group):
    """The top group: every failure below it ends as one message and one exit code.

    Only ``RENDEZVOUS_DEBUG=1`` lets a traceback through.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise _ReaderGone from None
        return answer

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        arguments = list(sys.argv[1:] if args is None else args)
        as_json = "--json" in arguments
        code = FAILED
        try:
            answer = super().main(arguments, prog_name, complete_var, False, **extra)
            sys.stdout.flush()
            code = answer if isinstance(answer, int) else 0
        except (_ReaderGone, BrokenPipeError):
            # The interpreter flushes once more when it ends: let that go nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except click.ClickException as error:
            code = _wrong_usage(error, as_json)
        except click.Abort:
            code = INTERRUPTED
            _tell(_Interrupted("Interrupted."), as_json)
        except Exception as error:
            if os.environ.get("RENDEZVOUS_DEBUG") == "1":
                traceback.print_exc()
            _tell(named(error), as_json)
        sys.exit(code)


class _Interrupted(RendezvousError):
    code = "interrupted"


def named(error: Exception) -> RendezvousError:
    """Any exception as one of ours: what the system refused, or a fault of the program."""
    if isinstance(error, RendezvousError):
        return error
    if isinstance(error, sqlite3.DatabaseError):
        return database_failure(error, None)
    if isinstance(error, OSError):
        return _refused_by_system(error)
    if isinstance(error, MemoryError):
        return Misconfigured("The memory of this machine is used up.", fix="Work in smaller files.")
    return Fault(
        f"This is a fault in Rendezvous, not in what you did: {_in_short(error)}",
        record=_place(error),
        fix="Run it again with RENDEZVOUS_DEBUG=1 and report what it prints.",
    )


def database_failure(error: sqlite3.Error, path: Path | None) -> RendezvousError:
    """What SQLite complains of, in words that say what to do."""
    said, record = str(error), str(path) if path else None
    if "full" in said or "disk I/O" in said:
        return Temporary(
            f"The database cannot be written: {said}.",
            record=record,
            fix="Make room on the disk and try again.",
        )
    if "locked" in said or "busy" in said:
        return Temporary(
            f"The database is in use: {said}.", record=record, fix="Try again in a moment."
        )
    if "unable to open" in said or "readonly" in said:
        return Misconfigured(
            f"The database cannot be opened: {said}.",
            record=record,
            fix="Check that its folder exists and that you may write there.",
        )
    return Misconfigured(
        f"The database is damaged or is none: {said}.",
        record=record,
        fix="Put the latest backup in its place, or name another --home.",
    )


def _refused_by_system(error: OSError) -> RendezvousError:
    record = str(error.filename) if error.filename else None
    what = error.strerror or str(error) or type(error).__name__
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Temporary(f"{what}.", record=record, fix="Make room on the disk and try again.")
    return Misconfigured(
        f"{what}.", record=record, fix="Check that the place exists and that you may write there."
    )


def _in_short(error: Exception) -> str:
    said = str(error).strip().splitlines()
    return type(error).__name__ + (f": {said[0][:300]}" if said else "")


def _place(error: Exception) -> str | None:
    """File and line where it was raised, without the folders of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else None


def _wrong_usage(error: click.ClickException, as_json: bool) -> int:
    if as_json:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "rendezvous"
        _write_json(
            {
                "code": "wrong_usage",
                "message": error.format_message(),
                "record": command,
                "fix": f"See: {command} --help",
            }
        )
    else:
        error.show()
    return WRONG_USAGE


def _tell(error: RendezvousError, as_json: bool) -> None:
    if as_json:
        _write_json(error.as_dict())
        return
    click.secho(f"error: {plain(error.message)}", fg="red", err=True)
    if error.record and error.record not in error.message:
        click.echo(f"  in: {plain(error.record)}", err=True)
    if error.fix:
        click.echo(f"  do: {plain(error.fix)}", err=True)


def _write_json(error: dict[str, str | None]) -> None:
    try:
        sys.stdout.write(json.dumps({"error": error}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except OSError:
        # Standard output is what failed; then standard error is told.
        click.echo(f"error: {error['message']}", err=True)

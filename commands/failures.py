"""How a failure is told: in words, or as JSON with ``--json``; and the exit codes."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from commands.output import plain
from errors import RendezvousError
from storage.failures import named

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


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

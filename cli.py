"""The ``rendezvous`` command."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click

from commands.campaigns import campaign
from commands.evaluating import eval_
from commands.failures import CommandLine
from commands.holding import holds
from commands.keeping import backup, erase, purge, restore
from commands.lists import draft, import_
from commands.models import model
from commands.operating import doctor, export, meetings, messages, run, suppress
from commands.prompts import prompts
from commands.qualifying import qualify
from commands.replying import replies
from commands.reviewing import assessments, review
from commands.running import up, worker
from commands.runs import runs
from commands.shared import set_up_logs
from commands.simulating import simulate
from commands.users import user
from commands.webhooks import webhooks


@click.group(
    cls=CommandLine,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-v", "--verbose", is_flag=True, help="Log what happens to standard error.")
@click.version_option(package_name="rendezvous")
def rendezvous(verbose: bool) -> None:
    """Find the right people, say why each one fits, write to them, book the meeting."""
    set_up_logs(verbose)


for command in (
    up,
    worker,
    simulate,
    campaign,
    import_,
    qualify,
    draft,
    run,
    runs,
    review,
    assessments,
    messages,
    meetings,
    replies,
    suppress,
    holds,
    export,
    eval_,
    prompts,
    model,
    webhooks,
    user,
    backup,
    restore,
    erase,
    purge,
    doctor,
):
    rendezvous.add_command(command)


def main() -> None:
    # Names and mails are in many languages, whatever the terminal's own encoding.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # As Ctrl-C does, so that whatever was started is ended and no file is left half-written.
    signal.signal(signal.SIGTERM, _terminated)
    rendezvous(prog_name="rendezvous")


def _terminated(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()

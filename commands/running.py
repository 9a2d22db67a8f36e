"""``worker`` and ``up``: what goes on by itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import click

from commands.shared import home_option


@click.command()
@home_option
def worker(home: Path | None) -> None:
    """Work on the timetable until stopped. A second worker waits until the first has ended."""
    from bootstrap import Rendezvous, bootstrap
    from logs import write_logs
    from settings import load_settings
    from storage.database import private_folder
    from timetable.worker import Worker

    settings = load_settings(home=home)
    write_logs(settings)
    # crewai keeps a key in the home folder of whoever runs it: the worker has one of its own.
    own = settings.home.resolve() / "worker-home"
    private_folder(own)
    os.environ["HOME"] = str(own)

    def wire(sleep: Callable[[float], None]) -> Rendezvous:
        return bootstrap(settings, sleep=sleep)

    working = Worker(wire)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: working.stop())
    if not working.work():
        # A step that hangs must not keep the process: the next worker takes its run up.
        sys.stderr.flush()
        os._exit(0)

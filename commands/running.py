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


@click.command()
@click.option(
    "--sandbox", "asked_for_sandbox", is_flag=True, help="Play the vendors on this machine."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8501,
    show_default=True,
    help="Of the console and the public routes; 0 takes a free one.",
)
@click.option(
    "--sandbox-port",
    type=click.IntRange(0, 65535),
    default=8502,
    show_default=True,
    help="Of the sandbox; 0 takes a free one.",
)
@click.option(
    "--demo",
    is_flag=True,
    help="On the sandbox, with a campaign in full swing and a log-in (home: var/demo).",
)
@click.option("--no-console", is_flag=True, help="Leave the console and the public routes out.")
@click.option("--no-worker", is_flag=True, help="Leave the worker out.")
@home_option
def up(
    asked_for_sandbox: bool,
    port: int,
    sandbox_port: int,
    demo: bool,
    no_console: bool,
    no_worker: bool,
    home: Path | None,
) -> None:
    """Start everything and keep it alive; Ctrl-C ends it. Without keys, on the sandbox."""
    import asyncio

    from settings import load_settings
    from storage.database import private_folder
    from timetable.household import (
        children,
        has_vendor_keys,
        port_or_free,
        require_its_own_vendors,
    )
    from timetable.supervise import Supervisor

    settings = load_settings(home=home)
    if demo:
        # Its mails hold links to both ports, so it takes no free ones.
        if not port or not sandbox_port:
            raise click.UsageError("a demonstration needs fixed ports")
        asked_for_sandbox = True
        settings = load_settings(home=home or settings.home / "demo")
        _prepare_demonstration(settings.home, port, sandbox_port)
    with_sandbox = asked_for_sandbox or not has_vendor_keys(settings)
    require_its_own_vendors(settings, with_sandbox=with_sandbox)
    private_folder(settings.home)
    console_at = None if no_console else port_or_free(port, "--port")
    sandbox_at = port_or_free(sandbox_port, "--sandbox-port") if with_sandbox else None
    found = children(
        settings, console_port=console_at, sandbox_port=sandbox_at, with_worker=not no_worker
    )
    if not found:
        raise click.UsageError("nothing is left to start")
    if console_at is not None:
        click.echo(f"Console and public routes: http://127.0.0.1:{console_at}")
    if sandbox_at is not None:
        click.echo(f"The sandbox plays the vendors; its inbox: http://127.0.0.1:{sandbox_at}")

    async def run() -> None:
        await Supervisor(found, click.echo).run()

    asyncio.run(run())


def _prepare_demonstration(home: Path, port: int, sandbox_port: int) -> None:
    from tqdm import tqdm

    from services.clock import SystemClock
    from timetable.demonstration import DAYS, prepare
    from timetable.household import port_or_free

    port_or_free(port, "--port")
    port_or_free(sandbox_port, "--sandbox-port")
    with tqdm(total=DAYS, desc="living the days before today", unit="day", leave=False) as bar:
        login = prepare(
            home,
            console_port=port,
            sandbox_port=sandbox_port,
            now=SystemClock().now(),
            on_day=bar.update,
        )
    click.echo(f"Log in as {login.email} with the password {login.password}")

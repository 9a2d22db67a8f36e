"""The live worker on a stepped clock: a nursery's program, killed by the soak.

An order: ``home``, ``clock`` (the file) and ``settings``. Everything else is the worker as
``rendezvous worker`` starts it; its loop turns faster, so that a month does not take one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from nursery import serve
from soak_clock import SharedClock

from bootstrap import Rendezvous, bootstrap
from crews.quiet import hush
from logs import write_logs
from settings import load_settings
from timetable.vendors_played import sandbox_settings
from timetable.worker import Pace, Worker
from timetable.workshop import OneModel, Workshop

PACE = Pace(tick_s=0.02, beat_every_s=0.5, look_every_s=0.0, jump=timedelta(seconds=1))
LONGEST_WAIT_S = 0.05
"""A lookup's answer is a matter of polls on the sandbox, not of waiting."""


def live(order: dict[str, Any]) -> None:
    settings = load_settings(home=Path(order["home"]), llm="offline", **order["settings"])
    write_logs(settings)
    clock = SharedClock(Path(order["clock"]))

    def wire(sleep: Callable[[float], None]) -> Rendezvous:
        return bootstrap(
            settings, clock=clock, sleep=lambda seconds: sleep(min(seconds, LONGEST_WAIT_S))
        )

    Worker(wire, pace=PACE, on_idle=clock.tell_idle).work()


def warm_up() -> None:
    """Load what a worker loads when it first needs it; nothing is opened or asked."""
    home = Path(os.environ["RENDEZVOUS_HOME"])
    hush(home / "crewai")
    app = bootstrap(load_settings(home=home, llm="offline", **sandbox_settings("http://localhost")))
    Workshop(lambda: app, OneModel()).crews()
    _ = (app.sending, app.tracking, app.reconciling, app.polling)


if __name__ == "__main__":
    warm_up()
    serve(live)
    os._exit(0)  # taking so much apart again takes seconds

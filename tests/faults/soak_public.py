"""The public routes of a stepped month, in a process of their own that nobody kills.

``python soak_public.py HOME CLOCK``; it says its address, and ends with its standard input.
"""

from __future__ import annotations

import sys
from pathlib import Path

from soak_clock import SharedClock

from bootstrap import bootstrap
from settings import load_settings
from timetable.public_server import public_app, serving


def main(home: Path, clock_file: Path) -> None:
    clock = SharedClock(clock_file)
    app = bootstrap(load_settings(home=home, llm="offline"), clock=clock)
    with serving(public_app(app.store, clock)) as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

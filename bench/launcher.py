"""``python -m bench.launcher NOTE COMMAND…``: run a command and note what it cost.

It stands between the bench and the command because a child's peak memory begins at that
of the process it is forked from: this one is small.
"""

import json
import os
import sys
import time


def launch(note: str, command: list[str]) -> int:
    """Write ``[seconds, cpu_seconds, peak_kib]`` of the command to ``note``; its exit code."""
    started = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    with open(note, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not small
        json.dump([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], file)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1], sys.argv[2:]))

"""Keeps crewai quiet and offline: its environment, set once, before it is imported.

Without all four variables a first kickoff waits for an unreachable network,
the process hangs for half a minute at its end, a terminal is asked to share
traces, and files land beside the program.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

from errors import Misconfigured

_SWITCHES = {
    "CREWAI_DISABLE_TELEMETRY": "true",
    "CREWAI_TRACING_ENABLED": "false",
    "CREWAI_DISABLE_VERSION_CHECK": "true",
}
_STORAGE = "CREWAI_STORAGE_DIR"


def hush(storage_dir: Path) -> None:
    """Set crewai's environment; ``storage_dir`` (made if missing) is where it may write.

    Call it once, before anything imports crewai; calling it again with the same
    folder changes nothing. Raises :class:`errors.Misconfigured` when crewai was
    imported first, because its switches are read at import.
    """
    if "crewai" in sys.modules and not is_hushed():
        raise Misconfigured(
            "crewai was imported before it was made quiet",
            fix="call crews.quiet.hush(storage_dir) before importing anything of crewai",
        )
    storage_dir.mkdir(parents=True, exist_ok=True)
    os.environ.update(_SWITCHES)
    os.environ[_STORAGE] = str(storage_dir.resolve())
    # langchain-community is in maintenance and says so at every import; the
    # decision to use its loaders is written down, so that saying it again helps nobody.
    warnings.filterwarnings("ignore", message=r".*langchain[-_]community.*")
    # crewai warns of its own deprecated fields whenever it reads them, at each kickoff.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"crewai(\.|$)")
    for name in ("crewai", "opentelemetry"):
        logging.getLogger(name).setLevel(logging.ERROR)


def is_hushed() -> bool:
    """Whether all four variables say what :func:`hush` sets."""
    return bool(os.environ.get(_STORAGE)) and all(
        os.environ.get(name, "").lower() == value for name, value in _SWITCHES.items()
    )


def require_hush() -> None:
    """Raises :class:`errors.Misconfigured` unless :func:`hush` was called."""
    if not is_hushed():
        raise Misconfigured(
            "crewai is not to be imported before it is made quiet",
            fix="call crews.quiet.hush(storage_dir) first",
        )

"""Any exception as one of the product's own errors: what happened, and what to do about it."""

from __future__ import annotations

import errno
import sqlite3
import traceback
from pathlib import Path

from errors import Misconfigured, RendezvousError, Temporary


class Fault(RendezvousError):
    """Rendezvous itself is wrong: what happened is in no way the user's doing."""

    code = "fault"


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

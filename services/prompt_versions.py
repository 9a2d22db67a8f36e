"""What the growth lead edits, version by version: accepted, taken up, refused, rolled back.

The folder is live: a run takes it up as it stands, if it is sound. Every version that
was ever in force is kept word for word, so that a broken edit costs nobody a run and
an accepted version can be brought back.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.instants import to_text
from errors import ConfigurationInvalid, Conflict
from services.clock import Clock
from services.unit_of_work import Reading, Row, Store, UnitOfWork

Texts = Mapping[str, str]
"""File under ``config/`` (``tasks.yaml``, ``templates/first_mail_en.yaml``) -> its text."""

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. ``line`` counts from 1."""

    file: str
    line: int
    message: str
    fix: str | None

    def __str__(self) -> str:
        mend = f" ({self.fix})" if self.fix else ""
        return f"{self.file}, line {self.line}: {self.message}{mend}"


@dataclass(frozen=True, slots=True)
class Stamps:
    """What assessments and drafts made with a version carry."""

    prompt_version: str
    """Of ``agents.yaml`` and ``tasks.yaml``."""
    rules_version: str
    """Of ``bant.yaml``."""


class ConfigFiles(Protocol):
    """The folder of configuration files, and sound copies of its versions."""

    def read(self) -> Texts:
        """The versioned files as they are now, sound or not; one that is not there is left out."""
        ...

    def faults(self, texts: Texts) -> list[Fault]:
        """What is wrong with files of these texts; empty when a run can use them."""
        ...

    def stamps(self, texts: Texts) -> Stamps:
        """Of sound texts."""
        ...

    def write(self, texts: Texts) -> None:
        """Make the folder hold these texts, and no other versioned file."""
        ...

    def lay_out(self, sha256: str, texts: Texts) -> Path:
        """A folder of its own that holds these texts and is not changed any more."""
        ...


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    """Counts what happened; a version that came back has several numbers."""
    sha256: str
    kind: str
    texts: Texts
    by: str
    at: str
    note: str | None
    stamps: Stamps | None
    """``None`` for a version that was refused or set aside."""


@dataclass(frozen=True, slots=True)
class FileChange:
    file: str
    change: str
    """``changed``, ``added`` or ``removed``."""
    lines: tuple[str, ...]
    """A unified diff, from the accepted text to the working one."""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What a run uses."""

    version: Version
    folder: Path
    faults: tuple[Fault, ...]
    """Why the working files are not used, and an earlier version is; empty: they are."""

    @property
    def warning(self) -> str | None:
        if not self.faults:
            return None
        return (
            f"The configuration files are broken and version {self.version.number} is used: "
            + "; ".join(map(str, self.faults))
        )


class PromptVersions:
    def __init__(self, store: Store, files: ConfigFiles, clock: Clock) -> None:
        self._store = store
        self._files = files
        self._clock = clock

    # -- reading -----------------------------------------------------------------

    def working(self) -> Texts:
        """The files as they are in the folder now."""
        return self._files.read()

    def check(self, edited: Texts | None = None) -> list[Fault]:
        """What is wrong with the working files, or would be with ``edited`` among them."""
        return self._files.faults({**self._files.read(), **(edited or {})})

    def history(self) -> list[Row]:
        """All versions, the newest first, each with what was made with its prompts.

        ``number``, ``sha256``, ``kind``, ``recorded_by``, ``recorded_at``, ``note``,
        ``prompt_version``, ``rules_version``, ``files`` (those that differ from the version
        before), and the figures of :func:`services.reporting.by_prompt_version`.
        """
        with self._store.read() as reading:
            rows = list(reading.query("prompt_history"))
            figures = {
                row["prompt_version"]: row
                for row in reading.query("report_by_prompt_version", campaign_id=None)
            }
        told: list[Row] = []
        before: Texts = {}
        for row in rows:
            texts = json.loads(row["files"])["files"]
            changed = [change.file for change in changes(before, texts)]
            made = dict(figures.get(row["prompt_version"], _NOTHING_MADE))
            made.pop("prompt_version", None)
            told.append({**row, **made, "files": changed})
            if row["kind"] not in ("refused", "set_aside"):
                before = texts
        return told[::-1]

    def get(self, number: int) -> Version:
        """Raises :class:`errors.NotFound`."""
        with self._store.read() as reading:
            row = reading.get("prompt_versions", number)
            return _version(reading, row)

    def accepted(self) -> Version | None:
        """The last version that a person put in force, or the first one there was."""
        with self._store.read() as reading:
            row = reading.one("prompt_version_accepted")
            return _version(reading, row) if row else None

    def last_good(self) -> Version | None:
        """The version that was used last."""
        with self._store.read() as reading:
            row = reading.one("prompt_version_good")
            return _version(reading, row) if row else None

    def changes(self, edited: Texts | None = None) -> list[FileChange]:
        """What the working files, with ``edited`` among them, change in the accepted version."""
        accepted = self.accepted()
        working = {**self._files.read(), **(edited or {})}
        return changes(accepted.texts if accepted else {}, working)

    def folders(self, edited: Texts | None = None) -> tuple[Version, Path, Path]:
        """The accepted version, a folder that holds it, and one that holds the working files.

        Raises :class:`errors.ConfigurationInvalid` for faulty working files, and
        :class:`errors.Conflict` while nothing was accepted.
        """
        accepted = self.accepted()
        if accepted is None:
            raise Conflict(
                "There is no accepted version to compare with yet.",
                fix="Accept the files as they are: rendezvous prompts accept.",
            )
        texts = {**self._files.read(), **(edited or {})}
        _require_sound(self._files.faults(texts))
        return (
            accepted,
            self._files.lay_out(accepted.sha256, accepted.texts),
            self._files.lay_out(digest(texts), texts),
        )

    # -- deciding ----------------------------------------------------------------

    def accept(
        self,
        *,
        who: str,
        note: str | None = None,
        edited: Texts | None = None,
        seen_sha256: str | None = None,
    ) -> Version:
        """Accept the working files, after writing those in ``edited`` into the folder.

        ``seen_sha256``: the digest of the working files that ``who`` read; other ones are
        a :class:`errors.Conflict`. Raises :class:`errors.ConfigurationInvalid` with every
        fault, and then nothing is written.
        """
        working = self._files.read()
        if seen_sha256 is not None and seen_sha256 != digest(working):
            raise Conflict(
                "The files were changed after you read them.", fix="Read them again first."
            )
        texts = {**working, **(edited or {})}
        _require_sound(self._files.faults(texts))
        if texts != working:
            self._files.write(texts)
        return self._record("accepted", texts, who=who, note=note)

    def rollback(self, number: int, *, who: str, note: str | None = None) -> Version:
        """Put version ``number`` back into the folder and in force.

        Working files that were never recorded are kept as a version ``set_aside``, so that
        nothing is lost. Raises :class:`errors.NotFound`, and
        :class:`errors.ConfigurationInvalid` for a version that was broken.
        """
        version = self.get(number)
        _require_sound(self._files.faults(version.texts))
        working = self._files.read()
        with self._store.read() as reading:
            is_known = reading.one("prompt_version_of", sha256=digest(working)) is not None
        if not is_known and working:
            self._record("set_aside", working, who=who, note=f"before going back to {number}")
        self._files.write(version.texts)
        return self._record(
            "rolled_back", version.texts, who=who, note=note or f"back to version {number}"
        )

    def take_up(self) -> TakenUp:
        """What a run that begins now uses: the working files, or the last good version.

        Files that changed are checked; sound ones are recorded and used, broken ones
        recorded once as refused. Raises :class:`errors.ConfigurationInvalid` when they
        are broken and no version was ever good.
        """
        texts = self._files.read()
        sha256 = digest(texts)
        good = self.last_good()
        if good is not None and good.sha256 == sha256:
            return self._used(good)
        faults = self._files.faults(texts)
        if not faults:
            return self._used(self._record("taken_up", texts, who=WORKER))
        if good is None:
            _require_sound(faults)
            raise AssertionError("faults are not sound")
        with self._store.read() as reading:
            newest = reading.one("prompt_version_newest")
        if newest is None or (newest["kind"], newest["sha256"]) != ("refused", sha256):
            said = "; ".join(map(str, faults))
            self._record("refused", texts, who=WORKER, note=said[:2_000])
        return self._used(good, tuple(faults))

    # -- inside ------------------------------------------------------------------

    def _used(self, version: Version, faults: tuple[Fault, ...] = ()) -> TakenUp:
        folder = self._files.lay_out(version.sha256, version.texts)
        return TakenUp(version, folder, faults)

    def _record(self, kind: str, texts: Texts, *, who: str, note: str | None = None) -> Version:
        is_good = kind not in ("refused", "set_aside")
        stamps = self._files.stamps(texts) if is_good else None
        sha256 = digest(texts)
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            newest = work.one("prompt_version_good")
            if kind == "taken_up":
                if newest is not None and newest["sha256"] == sha256:
                    return _version(work, newest)  # another process was quicker
                kind = "taken_up" if newest is not None else "first"
            return self._insert(work, kind, texts, sha256, stamps, who=who, at=now, note=note)

    def _insert(
        self,
        work: UnitOfWork,
        kind: str,
        texts: Texts,
        sha256: str,
        stamps: Stamps | None,
        *,
        who: str,
        at: str,
        note: str | None,
    ) -> Version:
        # A file that is not UTF-8 holds lone surrogates here: only escaped are they JSON.
        work.insert_new(
            "config_versions",
            sha256=sha256,
            files=json.dumps({"files": dict(texts)}),
            accepted_by=who,
            accepted_at=at,
        )
        number = work.insert(
            "prompt_versions",
            sha256=sha256,
            kind=kind,
            prompt_version=stamps.prompt_version if stamps else None,
            rules_version=stamps.rules_version if stamps else None,
            recorded_by=who,
            recorded_at=at,
            note=note,
        )
        work.audit(
            who=who, why=f"prompts {kind}", entity="prompt_versions", key=number,
            detail={"sha256": sha256, "note": note},
        )  # fmt: skip
        return _version(work, work.get("prompt_versions", number))


_NOTHING_MADE: Row = {
    "assessments": 0, "contact": 0, "review": 0, "reject": 0, "drafts": 0, "from_model": 0,
    "sent": 0, "replied": 0, "meetings": 0,
}  # fmt: skip


def digest(texts: Texts) -> str:
    """SHA-256 of the files, name by name; every character counts."""
    return hashlib.sha256(json.dumps(dict(texts), sort_keys=True).encode()).hexdigest()


def changes(before: Texts, after: Texts) -> list[FileChange]:
    found = []
    for file in sorted({*before, *after}):
        old, new = before.get(file), after.get(file)
        if old == new:
            continue
        kind = "added" if old is None else "removed" if new is None else "changed"
        lines = difflib.unified_diff(
            (old or "").splitlines(), (new or "").splitlines(), "accepted", "working", lineterm=""
        )
        found.append(FileChange(file, kind, tuple(lines)))
    return found


def _version(reading: Reading, row: Row) -> Version:
    files = json.loads(reading.get("config_versions", row["sha256"])["files"])["files"]
    stamps = Stamps(row["prompt_version"], row["rules_version"]) if row["rules_version"] else None
    return Version(
        number=row["id"],
        sha256=row["sha256"],
        kind=row["kind"],
        texts=files,
        by=row["recorded_by"],
        at=row["recorded_at"],
        note=row["note"],
        stamps=stamps,
    )


def _require_sound(faults: list[Fault]) -> None:
    if faults:
        raise ConfigurationInvalid(
            "; ".join(map(str, faults)),
            record=f"config/{faults[0].file}, line {faults[0].line}",
            fix=faults[0].fix if len(faults) == 1 else f"Mend these {len(faults)} places.",
        )

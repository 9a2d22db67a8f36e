"""What a lane works with, made anew when the configuration was changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap import Rendezvous
from configuration import check_everything
from crew_bootstrap import Crews
from errors import ConfigurationInvalid

if TYPE_CHECKING:
    from agents.llm import AnyLLM

log = logging.getLogger(__name__)

Fingerprint = tuple[tuple[str, int, int], ...]


class OneModel:
    """The language model, shared by all lanes: a loaded one fills much of a machine's memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: AnyLLM | None = None

    def give_to(self, crews: Crews) -> None:
        """Let ``crews`` speak through the one model, which the first of them makes."""
        with self._lock:
            if self._model is None:
                self._model = crews.llm
            else:
                crews.llm = self._model


class Workshop:
    """The product's parts, and the crews built of the configuration in force.

    The folder is looked at before each run. A change is taken up whole if all of it is in
    order; else the last good configuration goes on working, and the log says what is wrong.
    """

    def __init__(self, wire: Callable[[], Rendezvous], model: OneModel) -> None:
        self._wire = wire
        self._model = model
        self.app = wire()
        self._crews: Crews | None = None
        self._seen: Fingerprint = ()

    def crews(self) -> Crews:
        """The crews. Raises ``ConfigurationInvalid`` if there was no good configuration yet."""
        folder = self.app.settings.config_dir
        seen = _fingerprint(folder)
        if self._crews is not None and seen == self._seen:
            return self._crews
        problems = check_everything(folder)
        self._seen = seen
        if not problems:
            self._take_up()
        elif self._crews is None:
            first = problems[0]
            self._seen = ()
            raise ConfigurationInvalid(
                f"{first['file']}:{first['line']}: {first['message']}",
                record=str(first["file"]),
                fix=str(first["fix"] or "Correct it; 'rendezvous prompts check' lists all faults."),
            )
        else:
            log.warning(
                "the changed configuration has %d faults, the last good one stays in force: "
                "%s line %s", len(problems), Path(str(problems[0]["file"])).name,
                problems[0]["line"],
            )  # fmt: skip
        assert self._crews is not None
        return self._crews

    def _take_up(self) -> None:
        """Everything that is read from the folder is read now, not when it is first used."""
        app = self._wire()
        app.store = self.app.store  # connections belong to threads; they are kept
        crews = Crews(app)
        self._model.give_to(crews)
        _ = (crews.prospecting, crews.qualification, crews.drafting)
        self.app, self._crews = app, crews


def _fingerprint(folder: Path) -> Fingerprint:
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    return tuple(
        (str(path.relative_to(folder)), stat.st_mtime_ns, stat.st_size)
        for path in files
        for stat in (path.stat(),)
    )

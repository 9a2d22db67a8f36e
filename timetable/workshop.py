"""What a lane works with; its crews follow the configuration."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from bootstrap import Rendezvous
from crew_bootstrap import Crews

if TYPE_CHECKING:
    from agents.llm import AnyLLM


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
    """The product's parts, and the crews, whose configuration is looked at before each run.

    A change is taken up whole if all of it is in order; else the last good version goes on
    working, and log and history say what is wrong (:meth:`crew_bootstrap.Crews.refresh`).
    """

    def __init__(self, wire: Callable[[], Rendezvous], model: OneModel) -> None:
        self._model = model
        self.app = wire()
        self._crews: Crews | None = None

    def crews(self) -> Crews:
        """The crews. Raises ``ConfigurationInvalid`` if there was no good configuration yet."""
        if self._crews is None:
            crews = Crews(self.app)
            crews.refresh()
            self._model.give_to(crews)
            self._crews = crews
        else:
            self._crews.refresh()
        return self._crews

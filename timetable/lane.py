"""One lane of the worker: a thread that carries out runs, one after another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from bootstrap import Rendezvous
from errors import InvalidInput, RendezvousError
from services.runs import Ended, Progress, Runs
from services.unit_of_work import Row
from timetable.kinds import KINDS, LaneName, Parts
from timetable.workshop import OneModel, Workshop

log = logging.getLogger(__name__)

Chore = Callable[[Workshop], object]

LISTEN_EVERY_S = 0.5
"""How often a run that waits for a vendor asks whether to go on."""


class Lane:
    """Give it a run while it is idle. ``stopping`` ends the run under way at its next step."""

    def __init__(
        self,
        name: LaneName,
        wire: Callable[[Callable[[float], None]], Rendezvous],
        model: OneModel,
        stopping: threading.Event,
        on_end: Callable[[Row, Ended], None],
    ) -> None:
        self.name = name
        self._wire = wire
        self._model = model
        self._stopping = stopping
        self._on_end = on_end
        self._orders: SimpleQueue[Row | Chore | None] = SimpleQueue()
        self._busy = False
        self.run_id: int | None = None
        """The run under way."""
        self._progress: Progress | None = None
        self._thread = threading.Thread(target=self._live, name=f"lane-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def is_idle(self) -> bool:
        return not self._busy

    def give(self, run: Row) -> None:
        """Carry out a run that was taken for this lane."""
        self._busy = True
        self.run_id = run["id"]
        self._orders.put(run)

    def give_chore(self, chore: Chore) -> None:
        """Do something that is worth no row, such as applying an event that came in."""
        self._busy = True
        self._orders.put(chore)

    def end(self) -> None:
        self._orders.put(None)

    def join(self, seconds: float) -> bool:
        """Wait for the lane's end; whether it came."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    # -- on the lane's own thread ------------------------------------------------------

    def _live(self) -> None:
        workshop: Workshop | None = None
        while (order := self._orders.get()) is not None:
            try:
                if workshop is None:
                    workshop = Workshop(lambda: self._wire(self._sleep), self._model)
                if callable(order):
                    order(workshop)
                else:
                    self._carry_out(workshop, order)
            except RendezvousError as error:
                # The run's row could not be written, say: the worker finds it and puts it back.
                log.error("lane %s: %s", self.name, error)
            except Exception:
                log.exception("lane %s: a fault", self.name)
            finally:
                self._progress = None
                self.run_id = None
                self._busy = False
        if workshop is not None:
            workshop.app.store.close()

    def _carry_out(self, workshop: Workshop, run: Row) -> None:
        runs = Runs(workshop.app.store, workshop.app.clock)
        kind = KINDS.get(run["kind"])

        def job(progress: Progress) -> dict[str, object]:
            self._progress = progress
            progress.listen()
            if kind is None:
                raise InvalidInput(
                    f"This worker knows no kind of run called {run['kind']!r}.",
                    record=f"run {run['id']}",
                    fix="Update the worker to the version that asked for it, and ask again.",
                )
            return dict(kind.work(Parts(workshop.app, workshop.crews), run, progress))

        ended = runs.live(run, job, halted=self._halted)
        log.info(
            "run %s %s of campaign %s: %s", run["id"], run["kind"], run["campaign_id"], ended.state
        )
        if isinstance(ended.error, RendezvousError):
            log.warning("run %s: %s", run["id"], ended.error)
        elif ended.error is not None:
            log.error("run %s: a fault", run["id"], exc_info=ended.error)
        self._on_end(run, ended)

    def _halted(self) -> str | None:
        return "the worker was stopped" if self._stopping.is_set() else None

    def _sleep(self, seconds: float) -> None:
        """Wait as long as asked, yet hear a stop, a pause or the worker's end meanwhile."""
        end = time.monotonic() + seconds
        own = threading.current_thread() is self._thread
        while (left := end - time.monotonic()) > 0:
            self._stopping.wait(min(left, LISTEN_EVERY_S))
            if own and self._progress is not None:
                # Raises Stopped; on a crew's own threads it would be taken for a tool's failure.
                self._progress.listen()
            elif self._stopping.is_set():
                return

"""The parent's side: one child that loads once, answers many, and can be killed."""

from __future__ import annotations

import contextlib
import json
import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, field
from typing import Any

from agents.llama.model_file import (
    as_error,
    child_command,
    child_environment,
    require_library,
    require_model,
)
from agents.llama.settings import LlamaSettings
from errors import RendezvousError, Temporary

log = logging.getLogger(__name__)

_GRACE_SECONDS = 5.0
"""For a child to say that it has let a question go; one that says nothing hangs."""
_WATCH_SECONDS = 0.5
_DEATHS_IN_A_ROW = 3
_REST_SECONDS = 60.0
"""After so many deaths without an answer, the model is left alone for so long."""
_SPARE_BYTES = 2 << 30


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    text: str
    cut: bool
    """Whether it stopped at its budget of tokens."""
    prompt_tokens: int
    evaluated_tokens: int
    generated_tokens: int
    seconds: float


@dataclass(slots=True)
class Totals:
    """What the model has done for this process so far."""

    answers: int = 0
    prompt_tokens: int = 0
    evaluated_tokens: int = 0
    generated_tokens: int = 0
    seconds: float = 0.0

    def add(self, answer: ModelAnswer) -> None:
        self.answers += 1
        self.prompt_tokens += answer.prompt_tokens
        self.evaluated_tokens += answer.evaluated_tokens
        self.generated_tokens += answer.generated_tokens
        self.seconds += answer.seconds


@dataclass(slots=True, eq=False)
class _Asked:
    started: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    answer: Future[ModelAnswer] = field(default_factory=Future)


class _Child:
    """One life of the child process."""

    def __init__(self, settings: LlamaSettings, watch_seconds: float) -> None:
        order = {
            "op": "serve",
            "model": str(settings.model_path),
            "context_tokens": settings.context_tokens,
            "parallel": settings.parallel,
            "threads": settings.threads,
            "presence_dir": str(settings.presence_dir) if settings.presence_dir else None,
        }
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            child_command(json.dumps(order)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=child_environment(),
        )
        self.facts: Future[dict[str, Any]] = Future()
        self.answers = 0
        self.asked: dict[int, _Asked] = {}
        self._settings = settings
        self._watch_seconds = watch_seconds
        self._lock = threading.Lock()
        self._reason: str | None = None
        for duty in (self._listen, self._watch):
            threading.Thread(target=duty, daemon=True, name=f"llama-{duty.__name__}").start()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None and self._reason is None

    def say(self, order: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        if not self._lock.acquire(timeout=_GRACE_SECONDS):
            # Somebody has been writing for so long: nobody reads.
            self.kill("the model hung, and was killed")
            return
        try:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
        except (OSError, ValueError):
            pass  # a child that is gone is heard of by its silence: see _listen
        finally:
            self._lock.release()

    def kill(self, reason: str) -> None:
        """End it at once; who still waits is told ``reason``."""
        self._reason = self._reason or reason
        with contextlib.suppress(OSError):
            self.process.kill()

    def close(self) -> None:
        """Let it end by itself, as it does when its input ends."""
        self._reason = self._reason or "the model was closed"
        with self._lock, contextlib.suppress(OSError, ValueError):
            assert self.process.stdin is not None
            self.process.stdin.close()
        try:
            self.process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill("the model was closed")
            self.process.wait()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                self._hear(json.loads(line))
            except (ValueError, KeyError):
                log.warning("the model's process said something that is no answer")
        code = self.process.wait()
        error = Temporary(
            self._reason or f"the model's process ended: {_ending(code)}",
            record=self._settings.model_name,
            fix=None if self._reason else "it is started again by the next question",
        )
        if not self.facts.done():
            self.facts.set_exception(error)
        for each in list(self.asked.values()):
            if not each.answer.done():
                each.answer.set_exception(error)
            each.started.set()
            each.let_go.set()

    def _hear(self, told: dict[str, Any]) -> None:
        event = told["event"]
        if event == "ready":
            self.facts.set_result(told["facts"])
            return
        if event == "unusable":
            error = as_error(told["error"])
            self._reason = self._reason or error.message
            if not self.facts.done():
                self.facts.set_exception(error)
            return
        each = self.asked.get(told["id"])
        if each is None:
            return
        if event == "started":
            each.started.set()
        elif event == "cancelled":
            each.let_go.set()
        elif event == "failed" and not each.answer.done():
            each.answer.set_exception(as_error(told["error"]))
            each.started.set()
        elif event == "answered" and not each.answer.done():
            self.answers += 1
            each.answer.set_result(
                ModelAnswer(
                    told["text"],
                    told["finish"] == "length",
                    told["prompt_tokens"],
                    told["evaluated_tokens"],
                    told["generated_tokens"],
                    told["seconds"],
                )
            )

    def _watch(self) -> None:
        """Kill a child that has outgrown its memory."""
        import psutil

        try:
            limit = self._memory_limit()
            process = psutil.Process(self.process.pid)
            while self.process.poll() is None:
                used = process.memory_info().rss
                if used > limit:
                    self.kill(
                        f"the model's process outgrew its memory ({used >> 20} MiB, "
                        f"{limit >> 20} allowed)"
                    )
                    return
                time.sleep(self._watch_seconds)
        except (psutil.Error, RendezvousError):
            return  # it has ended, or was never ready

    def _memory_limit(self) -> int:
        if self._settings.memory_mib is not None:
            return self._settings.memory_mib << 20
        facts = self.facts.result()
        return int(facts["weights_bytes"]) + int(facts["memory_bytes"]) + _SPARE_BYTES


class ModelProcess:
    """Asks the model from any thread. Starts the child when it is first needed."""

    def __init__(
        self,
        settings: LlamaSettings,
        *,
        grace_seconds: float = _GRACE_SECONDS,
        watch_seconds: float = _WATCH_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises :class:`errors.Misconfigured` for a file that is not there or is no GGUF."""
        require_library()
        require_model(settings.model_path)
        self.settings = settings
        self._grace_seconds = grace_seconds
        self._watch_seconds = watch_seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._next_id = 0
        self._deaths = 0
        self._rest_until = 0.0
        self.starts = 0
        """How often a child was started."""
        self.totals = Totals()

    @property
    def pid(self) -> int | None:
        """The living child's, for those who watch it."""
        child = self._child
        return child.process.pid if child is not None and child.is_alive else None

    def facts(self) -> dict[str, Any]:
        """What the loaded model says of itself; waits until it is loaded.

        Raises :class:`errors.Misconfigured` for a file that cannot be loaded, and
        :class:`errors.Temporary` when it took too long or the child died.
        """
        return self._ready(self._living(), self.settings.load_seconds)

    def ask(
        self,
        messages: Sequence[Mapping[str, Any]],
        schema: Mapping[str, Any] | None,
        *,
        temperature: float = 0.2,
        seed: int = 7,
        max_tokens: int | None = None,
    ) -> ModelAnswer:
        """One whole answer within the settings' time.

        While a person waits, that is everything from the asking on. In the background it is
        the answering alone; the wait for others before it has no limit of its own, since
        each of them has one. Raises :class:`errors.Temporary` when there is none in time or
        the child died, :class:`errors.InvalidInput` for a prompt that is too long.
        """
        limit = self.settings.timeout_seconds
        asked_at = self._monotonic()
        child = self._living()
        patience = limit if self.settings.person_waits else self.settings.load_seconds
        self._ready(child, patience)
        each = _Asked()
        with self._lock:
            self._next_id += 1
            number = self._next_id
        child.asked[number] = each
        try:
            child.say(
                {
                    "op": "ask",
                    "id": number,
                    "messages": [dict(message) for message in messages],
                    "schema": schema,
                    "temperature": temperature,
                    "seed": seed,
                    "max_tokens": max_tokens,
                }
            )
            if not child.is_alive and not each.answer.done():
                # It died between the question and the list of those who wait.
                raise self._died()
            if self.settings.person_waits:
                limit = max(0.0, limit - (self._monotonic() - asked_at))
            else:
                each.started.wait()
            try:
                answer = each.answer.result(timeout=limit)
            except NotInTime:
                raise self._too_slow(child, number, each) from None
        finally:
            child.asked.pop(number, None)
        with self._lock:
            self.totals.add(answer)
        return answer

    def close(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.close()

    def _living(self) -> _Child:
        with self._lock:
            child = self._child
            if child is not None and child.is_alive:
                return child
            if child is not None:
                self._bury(child)
            if self._monotonic() < self._rest_until:
                raise Temporary(
                    f"the model's process died {_DEATHS_IN_A_ROW} times without an answer",
                    record=self.settings.model_name,
                    fix="see whether rendezvous model status loads it; it is tried again in "
                    f"{_REST_SECONDS:g} s",
                )
            self.starts += 1
            self._child = _Child(self.settings, self._watch_seconds)
            return self._child

    def _bury(self, child: _Child) -> None:
        self._deaths = 0 if child.answers else self._deaths + 1
        if self._deaths >= _DEATHS_IN_A_ROW:
            self._deaths = 0
            self._rest_until = self._monotonic() + _REST_SECONDS
            self._child = None

    def _ready(self, child: _Child, seconds: float) -> dict[str, Any]:
        try:
            return child.facts.result(timeout=seconds)
        except NotInTime:
            raise Temporary(
                f"the model was not loaded within {seconds:g} s",
                record=self.settings.model_name,
                fix="it goes on loading; ask again",
            ) from None

    def _too_slow(self, child: _Child, number: int, each: _Asked) -> RendezvousError:
        """Let the question go; a child that does not even hear that hangs, and is killed."""
        child.say({"op": "cancel", "id": number})
        said = f"the model gave no whole answer within {self.settings.timeout_seconds:g} s"
        fix = "allow it more time or choose a smaller model"
        if not each.let_go.wait(self._grace_seconds):
            child.kill("the model hung, and was killed")
            return Temporary(f"{said}, and was killed", record=self.settings.model_name, fix=fix)
        return Temporary(said, record=self.settings.model_name, fix=fix)

    def _died(self) -> RendezvousError:
        return Temporary("the model's process ended", record=self.settings.model_name)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"

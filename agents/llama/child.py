"""``python -m agents.llama.child``: the model's own process. JSON lines in, JSON lines out.

In: ``{"op": "ask", "id", "messages", "schema", "temperature", "seed", "max_tokens"}`` and
``{"op": "cancel", "id"}``. Out: ``{"event": "ready" | "unusable" | "started" | "answered" |
"failed", ...}``. It ends when its input does, and with it whoever asked.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TextIO

from agents.llama.presence import Presence
from errors import RendezvousError

_TOLD_EVERY = 1.0
"""Seconds between two tellings of what this process has done."""


def main() -> int:
    order = json.loads(sys.argv[1])
    # What the library prints must not get among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    try:
        if order["op"] == "inspect":
            _say(answers, "ready", facts=_inspected(Path(order["model"])))
        else:
            _Service(answers, order).run()
    except RendezvousError as error:
        _say(answers, "unusable", error=error.as_dict())
        return 1
    return 0


def _inspected(path: Path) -> dict[str, Any]:
    from agents.llama.chat_format import is_llama_2
    from agents.llama.library import Model

    model = Model(path, vocab_only=True)
    name = f"{model.metadata.get('general.name', '')} {path.name}"
    return {
        **model.facts(),
        "has_template": model.template is not None,
        "is_llama_2": is_llama_2(name, model.template),
    }


class _Service:
    def __init__(self, answers: TextIO, order: dict[str, Any]) -> None:
        from agents.llama.engine import Engine
        from agents.llama.library import Model

        self._answers = answers
        self._orders: SimpleQueue[dict[str, Any]] = SimpleQueue()
        started = time.monotonic()
        self._engine = Engine(
            Model(Path(order["model"])),
            context_tokens=order["context_tokens"],
            parallel=order["parallel"],
            threads=order["threads"],
        )
        self._facts = {
            **self._engine.model.facts(),
            "model": order["model"],
            "is_llama_2": self._engine.is_llama_2,
            "context_tokens": self._engine.context_tokens,
            "memory_bytes": self._engine.memory_bytes,
            "longest": self._engine.longest,
            "parallel": self._engine.parallel,
            "load_seconds": round(time.monotonic() - started, 3),
        }
        directory = order.get("presence_dir")
        self._presence = Presence(Path(directory)) if directory else None
        self._done = {"answers": 0, "evaluated_tokens": 0, "generated_tokens": 0, "seconds": 0.0}
        self._told = 0.0

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        _say(self._answers, "ready", facts=self._facts)
        self._tell(always=True)
        while True:
            self._take(self._orders.get())
            while not self._engine.is_idle:
                began = time.monotonic()
                for event in self._engine.step():
                    self._report(event)
                self._done["seconds"] += time.monotonic() - began
                while (order := self._waiting()) is not None:
                    self._take(order)
            self._tell(always=True)

    def _listen(self) -> None:
        for line in sys.stdin:
            self._orders.put(json.loads(line))
        if self._presence is not None:
            self._presence.leave()
        # At once, whatever is being evaluated: nobody is there to hear the answer.
        os._exit(0)

    def _waiting(self) -> dict[str, Any] | None:
        try:
            return self._orders.get_nowait()
        except Empty:
            return None

    def _take(self, order: dict[str, Any]) -> None:
        from agents.llama.engine import Question

        if order["op"] == "cancel":
            self._engine.cancel(order["id"])
            _say(self._answers, "cancelled", id=order["id"])
            return
        question = Question(
            order["id"],
            tuple(order["messages"]),
            order["schema"],
            order["temperature"],
            order["seed"],
            order.get("max_tokens"),
        )
        try:
            self._engine.ask(question)
        except RendezvousError as error:
            _say(self._answers, "failed", id=question.id, error=error.as_dict())

    def _report(self, event: Any) -> None:
        from agents.llama.engine import Answered, Failed

        if isinstance(event, Answered):
            self._done["answers"] += 1
            self._done["evaluated_tokens"] += event.evaluated_tokens
            self._done["generated_tokens"] += event.generated_tokens
            _say(self._answers, "answered", **asdict(event))
            self._tell()
        elif isinstance(event, Failed):
            _say(self._answers, "failed", id=event.id, error=event.error.as_dict())
        else:
            _say(self._answers, "started", id=event.id)

    def _tell(self, *, always: bool = False) -> None:
        now = time.monotonic()
        if self._presence is not None and (always or now - self._told > _TOLD_EVERY):
            self._told = now
            self._presence.tell({**self._facts, **self._done})


def _say(answers: TextIO, event: str, **told: Any) -> None:
    answers.write(json.dumps({"event": event, **told}) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())

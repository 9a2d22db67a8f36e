"""How fast a loaded model reads and writes on this machine."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from agents.llama.process import ModelAnswer, ModelProcess

_READ_WORDS = 250
_WRITTEN = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 200, "maxLength": 240}},
}
"""Some fifty tokens, whatever the model would rather say."""


def speeds(process: ModelProcess) -> dict[str, Any]:
    """Tokens a second: reading, writing one answer, and writing as many as fit in flight."""
    parallel = process.settings.parallel
    process.ask(_said(0, _READ_WORDS), None, max_tokens=1)  # the first batch warms the caches
    # Other words from the very beginning, so that nothing has been read before.
    read = process.ask(_said(1, _READ_WORDS), None, max_tokens=1)
    alone = process.ask(_said(2, 20), _WRITTEN)
    started = time.perf_counter()
    with ThreadPoolExecutor(parallel) as pool:
        together: list[ModelAnswer] = list(
            pool.map(lambda number: process.ask(_said(2, 20, number), _WRITTEN), range(parallel))
        )
    elapsed = time.perf_counter() - started
    return {
        "prompt_tokens_per_second": _rate(read.evaluated_tokens, read.seconds),
        "generation_tokens_per_second": _rate(alone.generated_tokens, alone.seconds),
        "parallel": parallel,
        "parallel_tokens_per_second": _rate(
            sum(answer.generated_tokens for answer in together), elapsed
        ),
    }


def _said(start: int, words: int, ending: int = 0) -> list[dict[str, str]]:
    counted = " ".join(f"number {start + n * 7}" for n in range(words // 2))
    return [{"role": "user", "content": f"{start}: {counted}, and {ending}."}]


def _rate(tokens: int, seconds: float) -> float:
    return round(tokens / max(seconds, 1e-9), 1)

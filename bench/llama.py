"""The model in the process against llama.cpp itself: the same file, the same tokens, one run.

The model has the shape of one of 1.1 billion weights and random values, made on the spot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.measure import Comparison, Cost, cost_of_call, in_turn
from bench.overheads import AS_OF, CONFIG, facts_of
from bench.people_list import people
from bench.random_gguf import ONE_BILLION, Shape, write_gguf

IN_FLIGHT = 4
_THREADS = 1
"""Threads that wait for each other measure how busy the machine is, and little else."""
_ANSWER = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 300, "maxLength": 320}},
}


def model_file(folder: Path, shape: Shape) -> Path:
    """A random model that knows the words of the prompts, so that a token is some letters."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CONFIG.glob("*.yaml"))]
    return write_gguf(folder / "random-1b.gguf", shape, words=" ".join(texts), string_end=2.0)


class _Recording:
    """A model process that notes what it was asked and what came of it."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.asked: list[tuple[list[dict[str, Any]], Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._process, name)

    def ask(self, messages: Any, schema: Any, **options: Any) -> Any:
        answer = self._process.ask(messages, schema, **options)
        self.asked.append((list(messages), answer))
        return answer


def llama(folder: Path, *, rows: int, repeat: int, shape: Shape = ONE_BILLION) -> Comparison:
    """Assessments through the crew against their very tokens straight through llama.cpp."""
    from crews.quiet import hush

    hush(folder / "crewai")
    from agents.llama.llm import LlamaLLM
    from agents.llama.process import ModelProcess
    from agents.llama.settings import LlamaSettings
    from configuration import Configuration
    from crews.qualification import QualificationCrew
    from services.crew_protocols import AssessmentRequest
    from tasks.prompt_files import load

    settings = LlamaSettings(
        model_path=model_file(folder, shape),
        parallel=IN_FLIGHT,
        timeout_seconds=3_600,
        threads=_THREADS,
    )
    rules = Configuration(CONFIG).bant_rules()
    # Random words break the guardrail: one answer an assessment is what is compared.
    prompts = load(CONFIG)
    once = prompts.tasks["assess_bant"].model_copy(update={"guardrail_max_retries": 0})
    prompts = replace(prompts, tasks={**prompts.tasks, "assess_bant": once})
    facts = [facts_of(cells) for cells in people(rows)]
    asked: list[tuple[list[dict[str, Any]], Any]] = []
    in_flight: list[float] = []

    def ours() -> Cost:
        process = ModelProcess(settings)
        recording = _Recording(process)
        crew = QualificationCrew(prompts, LlamaLLM.over(recording))  # type: ignore[arg-type]
        try:
            process.facts()
            cost = _cost_with_child(
                process.pid,
                lambda: [crew.assess(AssessmentRequest(each, rules, AS_OF)) for each in facts],
            )
            asked[:] = recording.asked
            in_flight.append(_gain(process))
        finally:
            process.close()
        return cost

    def theirs() -> Cost:
        return _straight(settings, asked)

    mine, other = in_turn(repeat, ours, theirs)
    unique = _unique_tokens(settings, asked)
    evaluated = sum(answer.evaluated_tokens + answer.generated_tokens for _, answer in asked)
    gain = sorted(in_flight)[len(in_flight) // 2]
    return Comparison(
        "llama", "assessments", rows, mine, other,
        "QualificationCrew.assess on the model in its process: "
        f"{evaluated} tokens evaluated, {evaluated / unique:.3f} of those that differ; "
        f"{IN_FLIGHT} answers in flight come {gain:.2f} times as fast as one after another",
        "the same tokens, each beginning read once, by bare calls of llama.cpp in one process",
    )  # fmt: skip


def _cost_with_child(pid: int, work: Callable[[], object]) -> Cost:
    """Elapsed seconds, and the processor seconds of this process and the model's."""
    import psutil

    child = psutil.Process(pid)
    before = child.cpu_times()
    cost = cost_of_call(work)
    after = child.cpu_times()
    used = after.user - before.user + after.system - before.system
    return Cost(cost.seconds, cost.cpu_seconds + used)


def _gain(process: Any) -> float:
    """Tokens a second of several answers in flight over those of as many one after another."""

    def ask(number: int) -> int:
        said = [{"role": "user", "content": f"Write about what follows. Number {number}"}]
        return int(process.ask(said, _ANSWER).generated_tokens)

    ask(0)
    started = time.perf_counter()
    tokens = sum(ask(number) for number in range(1, IN_FLIGHT + 1))
    one = tokens / (time.perf_counter() - started)
    started = time.perf_counter()
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        tokens = sum(pool.map(ask, range(11, IN_FLIGHT + 11)))
    return tokens / (time.perf_counter() - started) / one


def _tokens(settings: Any, asked: Sequence[tuple[list[dict[str, Any]], Any]]) -> list[list[int]]:
    """Each prompt's tokens."""
    from agents.llama.chat_format import meta_prompt
    from agents.llama.library import Model

    model = Model(settings.model_path, vocab_only=True)
    return [model.tokens(meta_prompt(messages)) for messages, _ in asked]


def _unique_tokens(settings: Any, asked: Sequence[tuple[list[dict[str, Any]], Any]]) -> int:
    """Tokens that must be evaluated when no beginning is read twice, answers included."""
    beginnings: set[tuple[int, ...]] = set()
    for prompt in _tokens(settings, asked):
        beginnings.update(tuple(prompt[: end + 1]) for end in range(len(prompt)))
    return len(beginnings) + sum(answer.generated_tokens for _, answer in asked)


def _straight(settings: Any, asked: Sequence[tuple[list[dict[str, Any]], Any]]) -> Cost:
    """What llama.cpp takes for as many tokens: prompts read, answers written one by one."""
    from agents.llama.library import Context, Model

    model = Model(settings.model_path)
    context = Context(model, tokens=settings.context_tokens, sequences=1, threads=settings.threads)
    prompts = _tokens(settings, asked)
    written = [answer.generated_tokens for _, answer in asked]
    cost = cost_of_call(lambda: _decode_all(context, prompts, written))
    context.close()
    model.close()
    return cost


def _decode_all(context: Any, prompts: Sequence[list[int]], written: Sequence[int]) -> None:
    from agents.llama.cells import common_prefix
    from agents.llama.library import BatchEntry

    last: list[int] = []
    for prompt, count in zip(prompts, written, strict=True):
        shared = min(common_prefix(prompt, last), len(prompt) - 1)
        context.cut(0, shared)
        for first in range(shared, len(prompt), context.batch_size):
            until = min(len(prompt), first + context.batch_size)
            context.decode(
                [BatchEntry(prompt[n], n, 0, n == len(prompt) - 1) for n in range(first, until)]
            )
        for number in range(count):
            chosen = int(context.logits(-1).argmax())
            context.decode([BatchEntry(chosen, len(prompt) + number, 0, True)])
        last = prompt

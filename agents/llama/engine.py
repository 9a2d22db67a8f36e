"""Answers in flight on one model: sequences that share their beginnings, decoded together."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agents.llama.answer_grammar import grammar
from agents.llama.answer_shape import bounded, token_budget
from agents.llama.cells import Cells, common_prefix
from agents.llama.chat_format import Message, Piece, is_llama_2, meta_prompt, template_prompt
from agents.llama.library import BatchEntry, Context, Model, Sampler
from errors import InvalidInput, RendezvousError

KEPT_SEQUENCES = 8
"""Finished sequences whose beginnings are kept for later ones, as long as there is room."""
_LEAST_ANSWER = 64
"""A prompt that leaves fewer tokens than this for its answer is refused."""


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    messages: tuple[Message, ...]
    schema: dict[str, Any] | None
    temperature: float = 0.2
    seed: int = 7
    max_tokens: int | None = None
    """Instead of the schema's own budget."""


@dataclass(frozen=True, slots=True)
class Answered:
    id: int
    text: str
    finish: str
    """``stop``, or ``length``: cut at its budget."""
    prompt_tokens: int
    evaluated_tokens: int
    """Prompt tokens that no earlier sequence had evaluated."""
    generated_tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    id: int
    error: RendezvousError


@dataclass(frozen=True, slots=True)
class Started:
    id: int


Event = Answered | Failed | Started


@dataclass(slots=True, eq=False)
class _Running:
    question: Question
    prompt_tokens: int
    budget: int
    sampler: Sampler
    started: float
    tokens: list[int]
    """Prompt and answer so far; all but the first ``done`` are still to be evaluated."""
    order: int
    sequence: int = -1
    done: int = 0
    evaluated: int = 0
    text: bytearray = field(default_factory=bytearray)

    @property
    def generated(self) -> int:
        return len(self.tokens) - self.prompt_tokens

    @property
    def is_reading(self) -> bool:
        return len(self.tokens) - self.done > 1


@dataclass(slots=True)
class _Kept:
    tokens: list[int]
    used: int
    served: bool = False
    """Whether another sequence began with it: such ones go last."""


class Engine:
    """``ask`` questions, then ``step`` until ``is_idle``; each step gives what came of it."""

    def __init__(
        self, model: Model, *, context_tokens: int, parallel: int, threads: int | None
    ) -> None:
        self.model = model
        self._shares = model.shares_prefixes()
        self.parallel = parallel if self._shares else 1
        kept = KEPT_SEQUENCES if self._shares else 0
        self._context = Context(
            model, tokens=context_tokens, sequences=self.parallel + kept, threads=threads
        )
        trained = int(model.facts()["trained_context"]) or self._context.tokens
        self.longest = min(self._context.tokens, trained)
        self._cells = Cells(self._context.tokens)
        self._free = list(range(self.parallel + kept))
        self._kept: dict[int, _Kept] = {}
        self._running: list[_Running] = []
        self._waiting: deque[_Running] = deque()
        self._ticks = 0
        name = f"{model.metadata.get('general.name', '')} {model.path.name}"
        self._template = model.template
        self.is_llama_2 = is_llama_2(name, self._template)
        self.prompt([{"role": "user", "content": "?"}])  # a template that fails, fails at once

    @property
    def context_tokens(self) -> int:
        return self._context.tokens

    @property
    def memory_bytes(self) -> int:
        """What the context's cells take, an upper bound: keys and values of 16 bits."""
        return self._context.tokens * self.model.cell_bytes()

    @property
    def is_idle(self) -> bool:
        return not self._running and not self._waiting

    def prompt(self, messages: list[Message]) -> list[Piece]:
        """The messages in the model's own form."""
        if self._template is None or self.is_llama_2:
            return meta_prompt(messages)
        return template_prompt(
            self._template, messages, bos=self.model.mark("bos"), eos=self.model.mark("eos")
        )

    def ask(self, question: Question) -> None:
        """Take it up. Raises :class:`errors.InvalidInput` for a prompt that is too long."""
        prompt = self.model.tokens(self.prompt(list(question.messages)))
        schema = bounded(question.schema) if question.schema is not None else None
        budget = question.max_tokens or (token_budget(schema) if schema else 512)
        room = self.longest - len(prompt)
        if room < min(_LEAST_ANSWER, budget):
            raise InvalidInput(
                f"the prompt has {len(prompt)} tokens, and the model reads {self.longest} with "
                "its answer",
                fix="shorten the prompts, or set a larger RENDEZVOUS_LLM_CONTEXT",
            )
        sampler = Sampler(
            self.model,
            grammar(schema) if schema else None,
            temperature=question.temperature,
            seed=question.seed,
        )
        self._ticks += 1
        self._waiting.append(
            _Running(
                question, len(prompt), min(budget, room), sampler, time.monotonic(), prompt,
                self._ticks,
            )
        )  # fmt: skip

    def cancel(self, question_id: int) -> None:
        """Forget a question, whatever has become of it."""
        for each in [*self._running, *self._waiting]:
            if each.question.id == question_id:
                self._leave(each, keep=False)

    def step(self) -> Iterator[Event]:
        """One batch: a token of each answer, and as much of one prompt as fits beside them."""
        yield from self._admit()
        entries, wanted = self._batch()
        if not entries:
            return
        self._context.decode(entries)
        for index, each in wanted:
            yield from self._choose(each, index)

    # -- what goes into a batch ----------------------------------------------------------

    def _admit(self) -> Iterator[Event]:
        """The next in line, once nobody is reading: so that it finds what others have read."""
        while (
            self._waiting
            and len(self._running) < self.parallel
            and not any(each.is_reading for each in self._running)
        ):
            new = self._waiting[0]
            donor, shared = self._donor(new.tokens)
            keep = {donor} if donor is not None else set()
            room = len(new.tokens) - shared + min(new.budget, _LEAST_ANSWER)
            if not self._make_room(room, spare=keep) and self._running:
                return
            sequence = self._take_sequence(spare=keep)
            if donor is not None and donor != sequence and self._cells.length(donor) >= shared:
                self._context.copy(donor, sequence, shared)
                self._cells.copy(donor, sequence, shared)
                new.done = shared
            self._waiting.popleft()
            new.sequence = sequence
            self._running.append(new)
            if not new.evaluated:
                new.started = time.monotonic()
                yield Started(new.question.id)
            if new.is_reading:
                return

    def _donor(self, tokens: list[int]) -> tuple[int | None, int]:
        """The sequence that begins most like ``tokens``; the last token is evaluated anew."""
        best, shared = None, 0
        if not self._shares:
            return best, shared
        held = [(s, kept.tokens) for s, kept in self._kept.items()]
        held += [(r.sequence, r.tokens[: r.done]) for r in self._running]
        for sequence, theirs in held:
            count = min(common_prefix(tokens, theirs), len(tokens) - 1)
            if count > shared:
                best, shared = sequence, count
        if best in self._kept:
            self._ticks += 1
            self._kept[best].used = self._ticks
            self._kept[best].served = True
        return best, shared

    def _batch(self) -> tuple[list[BatchEntry], list[tuple[int, _Running]]]:
        while self._running:
            needed = sum(len(each.tokens) - each.done for each in self._running)
            room = min(needed, self._context.batch_size)
            if self._make_room(room, spare=set()):
                break
            # The youngest steps back; what it wrote is read again when there is room.
            youngest = max(self._running, key=lambda each: each.order)
            if len(self._running) == 1:
                raise AssertionError("one sequence has more tokens than the context")
            self._release(youngest)
            self._running.remove(youngest)
            youngest.done = 0
            self._waiting.appendleft(youngest)
        entries: list[BatchEntry] = []
        wanted: list[tuple[int, _Running]] = []
        for each in sorted(self._running, key=lambda each: each.is_reading):
            first = each.done
            last = min(len(each.tokens), first + self._context.batch_size - len(entries))
            for position in range(first, last):
                is_last = position == len(each.tokens) - 1
                entries.append(BatchEntry(each.tokens[position], position, each.sequence, is_last))
                if is_last:
                    wanted.append((len(entries) - 1, each))
            self._cells.extend(each.sequence, last - first)
            each.evaluated += max(0, min(last, each.prompt_tokens) - first)
            each.done = last
        return entries, wanted

    # -- memory --------------------------------------------------------------------------

    def _make_room(self, count: int, *, spare: set[int]) -> bool:
        """Let kept sequences go, those that served nobody first, until ``count`` cells are free."""
        while self._cells.free < count:
            going = [s for s in self._kept if s not in spare]
            if not going:
                return False
            self._forget(min(going, key=self._worth))
        return True

    def _take_sequence(self, *, spare: set[int]) -> int:
        if not self._free:
            going = [s for s in self._kept if s not in spare] or list(self._kept)
            self._forget(min(going, key=self._worth))
        return self._free.pop()

    def _worth(self, sequence: int) -> tuple[bool, int]:
        kept = self._kept[sequence]
        return kept.served, kept.used

    def _forget(self, sequence: int) -> None:
        del self._kept[sequence]
        self._context.drop(sequence)
        self._cells.drop(sequence)
        self._free.append(sequence)

    def _release(self, each: _Running) -> None:
        self._context.drop(each.sequence)
        self._cells.drop(each.sequence)
        self._free.append(each.sequence)
        each.sequence = -1

    # -- answers -------------------------------------------------------------------------

    def _choose(self, each: _Running, index: int) -> Iterator[Event]:
        try:
            token = each.sampler.choose(self._context.logits(index))
        except RendezvousError as error:
            self._leave(each, keep=False)
            yield Failed(each.question.id, error)
            return
        if self.model.ends(token):
            yield self._finished(each, "stop")
            return
        each.text += self.model.text_of(token)
        each.tokens.append(token)
        if each.generated >= each.budget:
            yield self._finished(each, "length")

    def _finished(self, each: _Running, finish: str) -> Answered:
        self._leave(each, keep=True)
        return Answered(
            each.question.id,
            each.text.decode("utf-8", "replace"),
            finish,
            each.prompt_tokens,
            each.evaluated,
            each.generated,
            time.monotonic() - each.started,
        )

    def _leave(self, each: _Running, *, keep: bool) -> None:
        each.sampler.close()
        if each in self._waiting:
            self._waiting.remove(each)
            return
        self._running.remove(each)
        if keep and self._shares:
            self._ticks += 1
            self._kept[each.sequence] = _Kept(each.tokens[: each.done], self._ticks)
        else:
            self._release(each)

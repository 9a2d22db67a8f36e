"""From messages to the prompt a model was trained on: Meta's for Llama 2, else its template.

A prompt is a list of :class:`Piece`. What came from outside is always ``text``, which is
tokenized with no mark of the model's recognised, so that no data can open or close a turn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from errors import Misconfigured

Message = Mapping[str, Any]
Kind = Literal["bos", "eos", "marks", "text"]

_META_MARKS = re.compile(r"\[/?INST\]|<</?SYS>>|</?s>", re.IGNORECASE)
_LLAMA_2 = re.compile(r"llama[-_ ]?2(?![\d.])", re.IGNORECASE)
_HOLE = "\ue000{}\ue001"
"""Stands in the template's output where a content goes: private characters, in no template."""
_HOLES = re.compile("\ue000(\\d+)\ue001")
ANSWER_NOW = "Answer now, with the JSON object alone."


@dataclass(frozen=True, slots=True)
class Piece:
    """``bos`` and ``eos`` are the model's own tokens; ``marks`` may hold its special ones."""

    kind: Kind
    text: str = ""


def is_llama_2(name: str, template: str | None) -> bool:
    """By the names that such files carry, or by the marks of their template."""
    return bool(_LLAMA_2.search(name)) or "<<SYS>>" in (template or "")


def as_turns(messages: Sequence[Message]) -> list[dict[str, str]]:
    """System first if any, then user and assistant in turn, ending with the user.

    What a tool said becomes the user's words; neighbours of one role become one message.
    """
    system: list[str] = []
    turns: list[dict[str, str]] = []
    for message in messages:
        content = str(message.get("content") or "")
        role = str(message.get("role"))
        if role == "system" and not turns:
            system.append(content)
            continue
        role = "assistant" if role == "assistant" else "user"
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += "\n\n" + content
        elif turns or role == "user":
            turns.append({"role": role, "content": content})
    if not turns or turns[-1]["role"] != "user":
        turns.append({"role": "user", "content": ANSWER_NOW})
    if system:
        turns.insert(0, {"role": "system", "content": "\n\n".join(system)})
    return turns


def without_marks(text: str) -> str:
    """``text`` without Meta's control marks, however they are nested."""
    while (stripped := _META_MARKS.sub("", text)) != text:
        text = stripped
    return text


def meta_prompt(messages: Sequence[Message]) -> list[Piece]:
    """Meta's reference prompt for Llama 2 chat, byte for byte.

    The marks are plain text to this model's tokenizer; only BOS and EOS are tokens.
    """
    turns = [{**turn, "content": without_marks(turn["content"])} for turn in as_turns(messages)]
    if turns[0]["role"] == "system":
        system, first = turns[0]["content"], turns[1]["content"]
        turns = [
            {"role": "user", "content": f"<<SYS>>\n{system}\n<</SYS>>\n\n{first}"},
            *turns[2:],
        ]
    pieces: list[Piece] = []
    for asked, answered in zip(turns[:-1:2], turns[1::2], strict=True):
        said = f"[INST] {asked['content'].strip()} [/INST] {answered['content'].strip()} "
        pieces += [Piece("bos"), Piece("text", said), Piece("eos")]
    return [*pieces, Piece("bos"), Piece("text", f"[INST] {turns[-1]['content'].strip()} [/INST]")]


def template_prompt(
    template: str, messages: Sequence[Message], *, bos: str = "", eos: str = ""
) -> list[Piece]:
    """The prompt by the file's own chat template (Jinja, sandboxed).

    The template never sees the words, only holes in their place, so that neither can it
    treat them as marks nor can they steer it. Raises :class:`errors.Misconfigured` for a
    template that fails or that leaves a message out.
    """
    turns = as_turns(messages)
    try:
        rendered = _rendered(template, turns, bos, eos)
    except Misconfigured:
        if turns[0]["role"] != "system":
            raise
        # Some templates refuse a system message: it then leads the user's first words.
        turns[1]["content"] = f"{turns[0]['content']}\n\n{turns[1]['content']}"
        turns = turns[1:]
        rendered = _rendered(template, turns, bos, eos)
    pieces = []
    for position, part in enumerate(_HOLES.split(rendered)):
        if position % 2:
            pieces.append(Piece("text", turns[int(part)]["content"].strip()))
        elif part:
            pieces.append(Piece("marks", part))
    return pieces


def _rendered(template: str, turns: Sequence[Mapping[str, str]], bos: str, eos: str) -> str:
    from jinja2 import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def refuse(reason: str) -> None:
        raise TemplateError(reason)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.globals["raise_exception"] = refuse
    # A date would make the same prompt another each day; templates have one of their own.
    holes = [{"role": t["role"], "content": _HOLE.format(n)} for n, t in enumerate(turns)]
    try:
        rendered = environment.from_string(template).render(
            messages=holes, bos_token=bos, eos_token=eos, add_generation_prompt=True
        )
    except Exception as error:
        # A template is a program from outside: it may fail in any way.
        raise Misconfigured(
            f"the model file's chat template cannot be used: {str(error)[:200]}",
            fix="take a file of the same model with a working template",
        ) from None
    if [int(n) for n in _HOLES.findall(rendered)] != list(range(len(turns))):
        raise Misconfigured(
            "the model file's chat template leaves a message out or repeats one",
            fix="take a file of the same model with a working template",
        )
    return rendered

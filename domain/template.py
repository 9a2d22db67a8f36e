"""Mail templates: checked before use, filled in once, never executed twice.

The language is a small part of Jinja: text, ``{{ placeholders }}``, a few
filters, ``{% if %}`` and ``{% set %}``. Loops, calls, attributes and includes
are refused, so that a template can neither run long nor reach anything.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Literal, NoReturn

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import Field, StringConstraints

from domain.campaign import CampaignSpec, Language, Strict, Text
from domain.facts import ProspectFacts
from domain.french import french_de, french_que
from domain.mail_html import text_to_html
from domain.placeholders import known_placeholders, values
from errors import ConfigurationInvalid

__all__ = [
    "EmailTemplate",
    "RenderedEmail",
    "TemplateProblem",
    "check",
    "known_placeholders",
    "render",
    "text_to_html",
]

Part = Literal["subject", "body"]

_PARTS: tuple[Part, ...] = ("subject", "body")
_FILTERS = frozenset({"lower", "upper", "capitalize", "trim", "default", "de", "que"})
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Assign,
    nodes.Filter,
    nodes.Test,
    nodes.Tuple,
    nodes.List,
    nodes.Concat,
)


class EmailTemplate(Strict):
    """One template file. ``subject`` and ``body`` are Jinja source."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=60)]
    language: Language
    description: Text
    subject: Annotated[str, Field(min_length=1, max_length=300)]
    body: Annotated[str, Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """What is wrong, in which part, on which of its lines (from 1)."""

    part: Part
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.part}, line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    subject: str
    text: str
    used: Mapping[str, str]
    """Placeholder -> its value, of all that the template names and that is known."""


def check(template: EmailTemplate, known_fields: Collection[str]) -> list[TemplateProblem]:
    """Everything wrong with ``template``, by line; empty when it can be used.

    ``known_fields`` are the placeholders it may use, see :func:`known_placeholders`.
    """
    known = frozenset(known_fields)
    problems = [
        problem for part in _PARTS for problem in _problems_of(getattr(template, part), part, known)
    ]
    if "\n" in template.subject.strip():
        problems.append(TemplateProblem("subject", 2, "a subject is one line"))
    return problems


def render(
    template: EmailTemplate,
    *,
    facts: ProspectFacts,
    campaign: CampaignSpec,
    day: date | None,
    booking_url: str | None,
) -> RenderedEmail:
    """Fill ``template`` in for one prospect.

    Raises :class:`errors.ConfigurationInvalid`, naming placeholder and line,
    for a template that :func:`check` refuses and for one that prints a value
    that is unknown for this prospect without asking ``{% if %}`` first.
    """
    known = values(facts, campaign, day=day, booking_url=booking_url)
    for problem in check(template, known.keys()):
        raise ConfigurationInvalid(
            f"The template cannot be used: {problem}.",
            record=template.name,
            fix="Correct the template and save it again.",
        )
    context = {
        name: _Unknown(name=name) if value is None else value for name, value in known.items()
    }
    subject = " ".join(_filled(template, "subject", context).split())
    text = _tidied(_filled(template, "body", context))
    named = _names_in(template.subject) | _names_in(template.body)
    used = {
        name: str(value) for name, value in known.items() if value is not None and name in named
    }
    return RenderedEmail(subject, text, used)


class _Unknown(Undefined):
    """A placeholder whose value is not known: false in a condition, an error in print."""

    __slots__ = ()

    def __str__(self) -> str:
        raise UndefinedError(f"{self._undefined_name!r} is unknown for this prospect")


def _environment() -> ImmutableSandboxedEnvironment:
    return _shared_environment()


@lru_cache(maxsize=1)
def _shared_environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text; the HTML part is made from it and escaped there
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.globals.clear()
    environment.filters["de"] = french_de
    environment.filters["que"] = french_que
    return environment


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    return _environment().from_string(source)


@lru_cache(maxsize=256)
def _names_in(source: str) -> frozenset[str]:
    tree = _environment().parse(source)
    return frozenset(name.name for name in tree.find_all(nodes.Name) if name.ctx == "load")


@lru_cache(maxsize=256)
def _problems_of(source: str, part: Part, known: frozenset[str]) -> tuple[TemplateProblem, ...]:
    try:
        problems = _problems_in(_environment().parse(source), part, known)
        if not problems:
            _compiled(source)  # what is nested too deeply to be filled in may show only here
    except TemplateSyntaxError as error:
        return (TemplateProblem(part, error.lineno, f"{error.message}"),)
    except TemplateError as error:
        return (TemplateProblem(part, 1, str(error)),)
    except (RecursionError, SyntaxError):
        return (TemplateProblem(part, _longest_line(source), "it is nested too deeply"),)
    except ValueError:
        return (TemplateProblem(part, _longest_line(source), "a number is too long"),)
    return tuple(problems)


def _longest_line(source: str) -> int:
    """Where a reader will find what Python cannot place: the line that holds the most."""
    lengths = [len(line) for line in source.splitlines()] or [0]
    return lengths.index(max(lengths)) + 1


def _problems_in(tree: nodes.Template, part: Part, known: frozenset[str]) -> list[TemplateProblem]:
    assigned = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    problems: list[TemplateProblem] = []
    for node in tree.find_all(nodes.Node):
        message: str | None = None
        if not isinstance(node, _ALLOWED):
            message = f"{_spoken(node)} is not part of the template language"
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            message = f"there is no filter {node.name!r}; there are {', '.join(sorted(_FILTERS))}"
        elif isinstance(node, nodes.Test) and node.name not in ("defined", "none"):
            message = f"there is no test {node.name!r}; ask {{% if placeholder %}}"
        elif isinstance(node, nodes.Name) and node.ctx == "store" and node.name in known:
            message = f"{node.name!r} is a placeholder and cannot be set"
        elif (
            isinstance(node, nodes.Name)
            and node.ctx == "load"
            and node.name not in known
            and node.name not in assigned
        ):
            message = f"there is no placeholder {node.name!r}{_meant(node.name, known)}"
        elif isinstance(node, nodes.Concat | nodes.List | nodes.Tuple) and any(
            name.name in assigned for name in node.find_all(nodes.Name) if name.ctx == "load"
        ):
            # Each step could double the last: thirty lines would fill the memory.
            message = "what {% set %} made cannot be joined or listed; print it where it is wanted"
        if message is not None:
            problems.append(TemplateProblem(part, node.lineno, message))
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.line)


def _spoken(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        return "Reaching into a value (x.y or x[y])"
    names = {"For": "A loop", "Call": "A call", "Include": "An include", "Macro": "A macro"}
    return names.get(type(node).__name__, type(node).__name__)


def _meant(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _filled(template: EmailTemplate, part: Part, context: Mapping[str, Any]) -> str:
    try:
        return _compiled(getattr(template, part)).render(context)
    except UndefinedError as error:
        _refuse(template, part, error, f"{error}; ask {{% if … %}} before printing it")
    except (TemplateError, TypeError, ValueError) as error:
        _refuse(template, part, error, str(error))


def _refuse(template: EmailTemplate, part: Part, error: Exception, message: str) -> NoReturn:
    frames = traceback.extract_tb(error.__traceback__)
    line = next((f.lineno for f in reversed(frames) if f.filename == "<template>"), None) or 1
    raise ConfigurationInvalid(
        f"The template cannot be filled in: {TemplateProblem(part, line, message)}.",
        record=template.name,
        fix="Correct the template, or complete the prospect.",
    ) from error


def _tidied(text: str) -> str:
    """No space at line ends, one blank line at most between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)

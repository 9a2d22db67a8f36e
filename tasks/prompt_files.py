"""Loads ``config/agents.yaml`` and ``config/tasks.yaml``, and names every mistake at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from errors import ConfigurationInvalid
from tasks.prompts import (
    AGENT_NAMES,
    PLACEHOLDERS,
    TASK_NAMES,
    AgentText,
    Prompts,
    TaskText,
)
from tasks.rendering import placeholders
from tasks.yaml_source import Problem, Source, closest, read_source

AGENTS_FILE = "agents.yaml"
TASKS_FILE = "tasks.yaml"
_FILLED_BY_CREWAI = frozenset({"input", "tools", "tool_names"})


def check(config_dir: Path) -> list[Problem]:
    """Everything wrong with the two files, in their order; empty when they can be used."""
    return _read(config_dir)[1]


def load(config_dir: Path) -> Prompts:
    """The prompts; raises :class:`errors.ConfigurationInvalid` that lists every problem."""
    prompts, problems = _read(config_dir)
    if prompts is None or problems:
        first = problems[0]
        raise ConfigurationInvalid(
            "; ".join(f"{p.file}, line {p.line}: {p.message} ({p.fix})" for p in problems),
            record=f"{config_dir.name}/{first.file}, line {first.line}",
            fix=first.fix if len(problems) == 1 else f"mend these {len(problems)} places",
        )
    return prompts


def _read(folder: Path) -> tuple[Prompts | None, list[Problem]]:
    problems: list[Problem] = []
    texts: dict[str, dict[str, Any]] = {}
    for file, kind, names, model in (
        (AGENTS_FILE, "agent", AGENT_NAMES, AgentText),
        (TASKS_FILE, "task", TASK_NAMES, TaskText),
    ):
        source = read_source(folder, file)
        if isinstance(source, Problem):
            problems.append(source)
            continue
        problems += _unknown_entries(source, kind, names)
        texts[file] = {}
        for name in names:
            entry, wrong = _entry(source, kind, name, model)
            problems += wrong
            if entry is not None:
                texts[file][name] = entry
                problems += _braces(source, name, entry)
        if file == TASKS_FILE:
            problems += _assignments(source, texts[file])
    problems.sort()
    if problems:
        return None, problems
    return Prompts(agents=texts[AGENTS_FILE], tasks=texts[TASKS_FILE]), []  # type: ignore[arg-type]


def _unknown_entries(source: Source, kind: str, names: tuple[str, ...]) -> Iterator[Problem]:
    for key in source.plain():
        if key not in names:
            yield Problem(
                source.file,
                source.line_of([key]),
                f"there is no {kind} {str(key)!r}",
                _instead(str(key), names),
            )


def _entry(
    source: Source, kind: str, name: str, model: type[BaseModel]
) -> tuple[BaseModel | None, list[Problem]]:
    line = source.line_of([name])
    value = source.plain().get(name)
    if name not in source.data:
        return None, [
            Problem(source.file, 1, f"the {kind} {name!r} is missing", f"add an entry '{name}:'")
        ]
    if not isinstance(value, Mapping):
        keys = ", ".join(key for key, field in model.model_fields.items() if field.is_required())
        return None, [
            Problem(
                source.file, line, f"{name!r} has no keys of its own", f"write under it: {keys}"
            )
        ]
    try:
        return model.model_validate(dict(value)), []
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, [_fault(source, name, model, fault) for fault in faults]


def _fault(source: Source, name: str, model: type[BaseModel], fault: ErrorDetails) -> Problem:
    key = str(fault["loc"][0]) if fault["loc"] else name
    line = source.line_of([name, *fault["loc"]])
    known = tuple(model.model_fields)
    where = f"{name}.{key}"
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "extra_forbidden":
            return Problem(source.file, line, f"unknown key {where!r}", _instead(key, known))
        case "missing":
            return Problem(
                source.file, line, f"the key {where!r} is missing", f"add '{key}:' under '{name}:'"
            )
        case "string_type":
            said = _kind_of(fault["input"])
            return Problem(
                source.file,
                line,
                f"{where!r} must be text, not {said}",
                "write text, in quotes or on the lines after '|'",
            )
        case "string_too_short":
            return Problem(source.file, line, f"{where!r} is empty", "write its text")
        case "string_too_long":
            return Problem(
                source.file,
                line,
                f"{where!r} is longer than {limits['max_length']} characters",
                "shorten it",
            )
        case "greater_than_equal" | "less_than_equal" | "int_type" | "int_from_float":
            return Problem(
                source.file,
                line,
                f"{where!r} is {fault['input']!r}",
                f"write a whole number {_range(model, key)}",
            )
        case _:
            return Problem(source.file, line, f"{where!r}: {fault['msg']}", "correct it")


def _braces(source: Source, name: str, entry: BaseModel) -> Iterator[Problem]:
    """Placeholders: the right ones in a description, and none elsewhere."""
    for key, text in entry.model_dump().items():
        if not isinstance(text, str):
            continue
        if isinstance(entry, TaskText) and key == "description":
            yield from _description(source, name, text)
            continue
        for brace in sorted(set("{}") & set(text)):
            yield Problem(
                source.file,
                source.line_of_offset([name, key], text, text.index(brace)),
                f"{name}.{key!s} holds a brace, and nothing is filled in here",
                "remove the brace; placeholders belong in a task's description",
            )
            break


def _description(source: Source, name: str, text: str) -> Iterator[Problem]:
    known = next(p for task, p in PLACEHOLDERS.items() if task == name)
    path = [name, "description"]
    found: set[str] = set()
    for placeholder, offset in placeholders(text):
        if placeholder is None:
            yield Problem(
                source.file,
                source.line_of_offset(path, text, offset),
                f"a lone {text[offset]!r} in {name}.description",
                "write {{ or }} for a brace, or {name} for a placeholder",
            )
        elif placeholder not in known.known:
            yield Problem(
                source.file,
                source.line_of_offset(path, text, offset),
                f"unknown placeholder {{{placeholder}}} in {name}.description",
                _instead(placeholder, known.known, braces=True),
            )
        else:
            found.add(placeholder)
    for filled in sorted(_FILLED_BY_CREWAI):
        if f"{{{{{filled}}}}}" in text:
            yield Problem(
                source.file,
                source.line_of_offset(path, text, text.index(f"{{{{{filled}}}}}")),
                f"{{{{{filled}}}}} would be filled in by CrewAI",
                "leave out the braces",
            )
    for missing in sorted(known.required - found):
        yield Problem(
            source.file,
            source.line_of(path),
            f"{name}.description lacks the placeholder {{{missing}}}",
            f"put {{{missing}}} where its text belongs, best at the end",
        )


def _assignments(source: Source, tasks: Mapping[str, Any]) -> Iterator[Problem]:
    """Every task names an agent that exists, and every agent has a task."""
    named: set[str] = set()
    for name, task in tasks.items():
        named.add(task.agent)
        if task.agent not in AGENT_NAMES:
            yield Problem(
                source.file,
                source.line_of([name, "agent"]),
                f"{name}.agent names {task.agent!r}, and there is no such agent",
                _instead(task.agent, AGENT_NAMES),
            )
    if set(tasks) == set(TASK_NAMES) and named <= set(AGENT_NAMES):
        for agent in AGENT_NAMES:
            if agent not in named:
                yield Problem(
                    source.file,
                    1,
                    f"the agent {agent!r} has no task",
                    f"name it as the agent of one of: {', '.join(TASK_NAMES)}",
                )


def _instead(word: str, known: tuple[str, ...] | frozenset[str], *, braces: bool = False) -> str:
    shown = [f"{{{k}}}" if braces else k for k in (sorted(known) if braces else known)]
    near = closest(word, known)
    if near is not None:
        return f"write {f'{{{near}}}' if braces else repr(near)} instead"
    return f"remove it; known here: {', '.join(shown)}"


def _kind_of(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, dict):
        return "keys"
    return "a list" if isinstance(value, list) else "a number"


def _range(model: type[BaseModel], key: str) -> str:
    limits = model.model_json_schema()["properties"][key]
    return f"from {limits['minimum']} to {limits['maximum']}"

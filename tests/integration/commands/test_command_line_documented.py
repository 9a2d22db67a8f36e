"""docs/command-line.md knows every command and option, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from cli import rendezvous
from settings import ROOT

TEXT = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
COMMON = {"--home", "--as", "--json", "--help"}


def leaf_commands(
    command: click.Command, path: tuple[str, ...] = ("rendezvous",)
) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from leaf_commands(child, (*path, name))
    else:
        yield " ".join(path), command


COMMANDS = dict(leaf_commands(rendezvous))


def section(name: str) -> str:
    found = re.search(rf"^### {name}( [^\n]*)?$\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section ### {name}"
    return found.group(0)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_its_arguments_and_options_are_documented(name: str) -> None:
    command, text = COMMANDS[name], section(name)
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            assert (parameter.name or "").upper() in text.splitlines()[0]
        elif not COMMON & set(parameter.opts):
            assert any(f"`{option}" in text for option in parameter.opts), parameter.opts


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_is_documented_that_is_none(name: str) -> None:
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert set(re.findall(r"`(--[a-z-]+)", section(name))) <= known | COMMON


def test_no_command_is_documented_that_is_none() -> None:
    headings = re.findall(r"^### (rendezvous[a-z -]*)", TEXT, re.MULTILINE)
    assert {heading.strip() for heading in headings} == set(COMMANDS)


@pytest.mark.parametrize("option", sorted(COMMON | {"--verbose", "--version"}))
def test_what_all_commands_share_is_documented(option: str) -> None:
    assert f"`{option}" in TEXT


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_each_command_and_option_is_for(name: str) -> None:
    assert COMMANDS[name].help
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.opts

"""Templates, prompts and campaign files that would run, reach, fill the memory or not end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.placeholders import BUILT_IN
from domain.template import EmailTemplate, check
from tasks.prompt_files import check as check_prompts
from tasks.yaml_source import Problem, Source, read_source

CONFIG = Path(__file__).parents[3] / "config"

DOUBLED = "{% set a0 = 'xxxxxxxxxx' %}" + "".join(
    f"{{% set a{n + 1} = a{n} ~ a{n} %}}" for n in range(60)
)
LISTED = "{% set a0 = ['x'] %}" + "".join(f"{{% set a{n + 1} = [a{n}, a{n}] %}}" for n in range(60))
ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ first_name|attr('__class__') }}",
    "{{ first_name['__class__'] }}",
    "{{ first_name.format() }}",
    "{% for i in range(999999999) %}x{% endfor %}",
    "{{ range(999999999)|list }}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% macro f() %}{% endmacro %}",
    "{% set x %}a{% endset %}",
    "{% call f() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'x' * 999999999 }}",
    "{{ [1] * 999999999 }}",
    "{{ lipsum() }}",
    "{{ self }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ config }}",
    "{{ first_name|format(1) }}",
    "{{ first_name|pprint }}",
    "{% set booking_url = 'https://evil.example' %}",
    "{% set sender_name = 'Eve' %}",
    DOUBLED + "{{ a60 }}",
    LISTED + "{{ a60 }}",
    "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
    "{{ " + "[" * 3_000 + "]" * 3_000 + " }}",
    "{{ " + "not " * 2_000 + "1 }}",
    "{{ first_name" + "|lower" * 1_300 + " }}",
    "{% if first_name %}" * 270 + "x" + "{% endif %}" * 270,
    "{{ " + "9" * 9_000 + " }}",
    "{{ '" + "a",
    "{# never closed",
]


@pytest.mark.parametrize("escape", ESCAPES, ids=lambda escape: escape[:32])
def test_a_template_that_escapes_is_refused_with_its_line(escape: str) -> None:
    template = EmailTemplate(
        name="trial", language="en", description="A trial.", subject="Hello", body=f"Hi,\n{escape}"
    )
    found = check(template, BUILT_IN)
    assert found and found[0].part == "body" and found[0].line == 2


def test_a_set_word_may_still_be_printed_and_asked_about() -> None:
    body = "{% set firm = company or 'your company' %}At {{ firm }}{% if firm %}!{% endif %}"
    template = EmailTemplate(
        name="trial", language="en", description="A trial.", subject="Hello", body=body
    )
    assert check(template, BUILT_IN) == []


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n" for n in range(12)
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (BOMB, 2, "alias"),
        ("a: &a [*a]\n", 1, "alias"),
        ("x: 1\na: &a\n  b: *a\n", 3, "alias"),
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("a: !!int x\n", 1, "number"),
        ("a: " + "9" * 5_000 + "\n", 1, "number"),
        ("a: " + "[" * 1_200 + "]" * 1_200 + "\n", 1, "nested"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: x\0y\n", 1, "no valid YAML"),
        ("- a\n- b\n", 1, "keys with values"),
        ("a: " + "x" * 1_000_001, 1, "bytes"),
        ("a: *nobody\n", 1, "alias"),
    ],
    ids=lambda given: str(given)[:16],
)
def test_a_file_made_to_harm_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    (tmp_path / "tasks.yaml").write_text(text, encoding="utf-8")
    read = read_source(tmp_path, "tasks.yaml")
    assert isinstance(read, Problem), "it was read"
    assert read.line == line or said == "no valid YAML"
    assert said in f"{read.message} {read.fix}" or read.message.startswith("this is no")


def test_a_tag_builds_no_object(tmp_path: Path) -> None:
    made = tmp_path / "made"
    (tmp_path / "tasks.yaml").write_text(
        f"a: !!python/object/apply:os.mkdir ['{made}']\n", encoding="utf-8"
    )
    read = read_source(tmp_path, "tasks.yaml")
    assert isinstance(read, Source) and read.plain() == {"a": [str(made)]}
    assert not made.exists()


def test_a_bomb_among_the_prompts_is_named_by_the_check(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    (folder / "agents.yaml").write_text(BOMB, encoding="utf-8")
    found = check_prompts(folder)
    assert ("agents.yaml", 2) in {(problem.file, problem.line) for problem in found}

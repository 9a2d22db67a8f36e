"""docs/security.md: every requirement of the standard, and no test that does not exist."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

from settings import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| V")
]
STATES = {"met", "operator", "partly", "no", "n/a"}
# ASVS 5.0.0, levels 1 and 2: section -> its requirements, which need not be all numbers.
LEVELS_1_AND_2 = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5,
    "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4,
    "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2,
    "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1,
    "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_stands_there_once() -> None:
    told = Counter(number for row in ROWS for number in row[0].split(", "))
    wanted = {
        f"V{section}.{n}" for section, last in LEVELS_1_AND_2.items() for n in range(1, last + 1)
    }
    assert len(wanted) == 253, "as many as the standard counts at levels 1 and 2"
    assert not [number for number, times in told.items() if times > 1]
    assert set(told) == wanted


def test_every_row_says_how_it_stands_and_why() -> None:
    for row in ROWS:
        number, state, why, shown = row
        assert state in STATES, number
        assert why or shown, f"{number} has neither a test nor a reason"


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 100
    missing = [f"{path}::{name}" for path, name in named if name not in functions_of(path)]
    assert not missing

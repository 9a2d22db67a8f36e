"""The grammar of an answer, its longest length, and who holds which cell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.llama.answer_grammar import grammar
from agents.llama.answer_shape import bounded, token_budget
from agents.llama.cells import Cells, common_prefix
from errors import InvalidInput


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_keys_come_in_their_order_in_one_layout() -> None:
    text = grammar(closed(b={"type": "integer", "enum": [0, 5]}, a={"type": "boolean"}))
    assert r'root ::= "{\"b\": " root-0 ", \"a\": " root-1 "}"' in text
    assert 'root-0 ::= "0" | "5"' in text


@pytest.mark.parametrize(
    ("least", "most", "body"),
    [
        (0, 60, "char{0,60}"),
        (0, 100, "char{0,100}"),
        (0, 250, "stretch{0,2} char{0,50}"),
        (1, 2_000, "char{1} stretch{0,19} char{0,99}"),
        (5, 5, "char{5} char{0,0}"),
    ],
)
def test_a_long_string_is_stretches_and_a_rest(least: int, most: int, body: str) -> None:
    text = grammar(closed(a={"type": "string", "minLength": least, "maxLength": most}))
    assert rf'root-0 ::= "\"" {body} "\""' in text


def test_an_unlimited_string_or_list_is_given_a_limit() -> None:
    schema = bounded(closed(a={"type": "array", "items": {"type": "string"}}))
    assert schema["properties"]["a"]["maxItems"] == 24
    assert schema["properties"]["a"]["items"]["maxLength"] == 400


def test_an_enumeration_is_left_as_it_is() -> None:
    schema = closed(a={"type": "string", "enum": ["x"]})
    assert bounded(schema) == schema


def test_a_schema_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="tuple"):
        grammar(closed(a={"type": "tuple"}))


@pytest.mark.parametrize(
    ("schema", "longest"),
    [
        (closed(a={"type": "string", "maxLength": 10}), '{"a": "0123456789"}'),
        (closed(a={"enum": ["", "a longer one"]}), '{"a": "a longer one"}'),
        (
            closed(a={"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 3}}),
            '{"a": ["abc", "abc"]}',
        ),
        (closed(a={"$ref": "#/$defs/B"}) | {"$defs": {"B": {"const": True}}}, '{"a": true}'),
    ],
)
def test_the_budget_holds_the_longest_answer_and_little_more(
    schema: dict[str, Any], longest: str
) -> None:
    assert len(longest) <= token_budget(schema) <= len(longest) + 16


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_a_common_prefix_is_common_and_cannot_be_longer(one: list[int], other: list[int]) -> None:
    count = common_prefix(one, other)
    assert one[:count] == other[:count]
    assert one[count : count + 1] != other[count : count + 1] or count == len(one) == len(other)


def test_a_shared_beginning_takes_its_cells_once_and_until_the_last_one_leaves() -> None:
    cells = Cells(100)
    cells.extend(0, 60)
    cells.copy(0, 1, 50)
    cells.extend(1, 10)
    assert (cells.free, cells.length(1)) == (30, 60)
    cells.drop(0)
    assert cells.free == 40
    cells.drop(1)
    assert cells.free == 100

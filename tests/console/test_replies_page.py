"""Replies: who waits, who is silent, what nobody knows; and what a person decides about it."""

from __future__ import annotations

import pytest
from filled import fill
from opened import Console, texts

from domain.roles import Role


def test_an_empty_house_says_that_nobody_waits(console: Console) -> None:
    page = console.open("replies")
    assert not page.exception
    assert "Nobody waits for an answer" in texts(page)


@pytest.mark.parametrize("prospects", [28, 10_000])
def test_each_conversation_is_shown_and_goes_when_it_is_dealt_with(
    console: Console, prospects: int
) -> None:
    fill(console.house, prospects=prospects)
    waiting = console.house.conversations.count()
    page = console.open("replies", role=Role.REP)
    assert not page.exception and not page.error
    assert f"1 of {waiting}" in texts(page)
    assert "Tell me more." in texts(page)
    first = console.house.conversations.waiting()[0]["prospect_id"]
    page.button(key=f"stop-{first}").click().run()
    assert not page.exception and not page.error
    assert f"1 of {waiting - 1}" in texts(page)
    assert console.house.conversations.count() == waiting - 1

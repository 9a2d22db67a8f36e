"""The dashboard's states."""

from __future__ import annotations

from opened import Console, texts


def test_an_empty_house_says_what_to_do_first(console: Console) -> None:
    page = console.open()
    assert not page.exception
    assert "No campaign yet" in texts(page)

"""What strangers send must not keep a processor busy, nor hide what was written."""

from __future__ import annotations

from time import process_time

import pytest

from domain.quoting import LONGEST, own_words


@pytest.mark.parametrize(
    "hostile", ["On " + "x " * 60_000, "Le " * 60_000, "From: a\n" * 30_000, "> " * 60_000]
)
def test_a_mail_made_to_be_slow_costs_no_more_than_a_moment(hostile: str) -> None:
    before = process_time()
    assert len(own_words(hostile)) <= LONGEST
    assert process_time() - before < 3


def test_the_mail_beneath_is_cut_in_languages_that_our_own_rules_do_not_know() -> None:
    said = own_words(
        "Danke, gern.\n\nAm Mo., 23. Nov. 2026 um 09:17 Uhr schrieb Camille <c@rdv.example>:\n\n"
        "Abmelden: unsubscribe"
    )
    assert said == "Danke, gern."


def test_words_between_quoted_lines_are_kept() -> None:
    assert (
        own_words("> Would you have time?\nYes.\n> For a demo?\nOn Friday.") == "Yes.\nOn Friday."
    )

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.given_names import AGREES, first_names_agree
from domain.identity.names import name_key, split_name
from domain.identity.surnames import last_names_agree


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Claire Martin", ("Claire", "Martin")),
        ("MARTIN Claire", ("Claire", "MARTIN")),
        ("Martin, Claire", ("Claire", "Martin")),
        ("Dr. Claire de la Tour", ("Claire", "de la Tour")),
        ("Mme Claire Martin, PhD", ("Claire", "Martin")),
        ("M. Jean-Philippe Dupont", ("Jean-Philippe", "Dupont")),
        ("Claire M.", ("Claire", "M.")),
        ("Claire \U0001f338 Martin \U0001f680", ("Claire", "Martin")),
        ("Jean Dupont (he/him)", ("Jean", "Dupont")),
        ("LE GOFF Yann", ("Yann", "LE GOFF")),
        ("Yann de LA TOUR", ("Yann", "de LA TOUR")),
        ("Van der Berg, Jan", ("Jan", "Van der Berg")),
        ("JP Dupont", ("JP", "Dupont")),
        ("Dr Dupont", (None, "Dupont")),
        ("DUPONT", (None, "DUPONT")),
        ("Claire", ("Claire", None)),
        ("Jean Dupont, MBA", ("Jean", "Dupont")),
        ("---", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_a_name_in_one_piece_is_taken_apart(
    full: str | None, parts: tuple[str | None, str | None]
) -> None:
    assert split_name(full) == parts


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Bob", "Robert"), ("Rob", "Bob"), ("Liz", "Elizabeth"), ("Jean-Phi", "Jean-Philippe"),
        ("Manu", "Emmanuel"), ("Manu", "Emmanuelle"), ("Seb", "S\u00e9bastien"),
        ("Alex", "Alexandre"), ("Alex", "Alexandra"), ("Mohamed", "Muhammad"), ("JP", "Jean-Paul"),
        ("J\u00fcrgen", "Juergen"), ("Claire Anne", "Claire"), ("Jean Michel", "Jean-Michel"),
        ("\u0414\u043c\u0438\u0442\u0440\u0438\u0439", "Dmitry"), ("Nico", "Nicolas"),
    ],
)  # fmt: skip
def test_first_names_of_one_person_agree(a: str, b: str) -> None:
    assert first_names_agree(a, b) >= AGREES


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Michel", "Mich\u00e8le"), ("Fr\u00e9d\u00e9ric", "Fr\u00e9d\u00e9rique"),
        ("Jean", "Jeanne"), ("Jean", "Jane"), ("Andr\u00e9", "Andr\u00e9e"), ("Paul", "Paula"),
        ("Laurent", "Laurence"), ("Julien", "Julie"), ("Alexandre", "Alexandra"),
        ("Jean-Luc", "Jean-Louis"), ("Marie-Anne", "Marie-Laure"), ("Robert", "Bill"),
        ("St\u00e9phane", "St\u00e9phanie"), ("Claire", "Claude"), ("Andrea", "Andrew"),
    ],
)  # fmt: skip
def test_first_names_of_two_people_do_not(a: str, b: str) -> None:
    assert first_names_agree(a, b) == 0


def test_half_a_double_name_and_an_initial_leave_a_doubt() -> None:
    assert 0 < first_names_agree("Jean", "Jean-Philippe") < AGREES
    assert 0 < first_names_agree("C.", "Claire") < AGREES
    assert 0 < first_names_agree("J.-P.", "Jean-Pierre") < AGREES
    assert first_names_agree("C.", "Sophie") == 0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("de la Tour", "Delatour"), ("M\u00fcller", "Mueller"), ("O'Brien", "O\u2019BRIEN"),
        ("St-Pierre", "Saint Pierre"), ("MacDonald", "McDonald"), ("Martin-Durand", "Martin"),
        ("Garc\u00eda L\u00f3pez", "Garc\u00eda"), ("Le Goff", "LEGOFF"), ("Tour", "de la Tour"),
    ],
)  # fmt: skip
def test_last_names_of_one_person_agree(a: str, b: str) -> None:
    assert last_names_agree(a, b) >= AGREES


def test_other_last_names_do_not_agree() -> None:
    assert last_names_agree("Petit", "Petitjean") == 0
    assert last_names_agree("Blanc", "Leblanc") == 0
    assert last_names_agree("Martin", None) == 0


_WORD = st.sampled_from(["Claire", "\u00c9lodie", "Noël", "Zoé", "Martin", "Lefèvre", "Müller"])


@given(_WORD, _WORD)
def test_the_key_of_a_name_outlives_case_order_and_civility(first: str, last: str) -> None:
    key = name_key(first, last)
    assert key is not None
    assert name_key(last.upper(), first.lower()) == key
    assert name_key(f"Mme {first}", f"{last} PhD") == key
    assert name_key(f"{first} {last}", None) == key


@given(st.text(max_size=20), st.text(max_size=20))
def test_agreement_is_symmetric_and_never_fails(a: str, b: str) -> None:
    assert first_names_agree(a, b) == first_names_agree(b, a)
    assert last_names_agree(a, b) == last_names_agree(b, a)
    split_name(a)
    name_key(a, b)

from __future__ import annotations

import pytest

from domain.suppression import (
    LIFTABLE,
    SuppressionKind,
    SuppressionReason,
    address_hash,
    keys_to_check,
)
from errors import InvalidInput

SALT = b"0123456789abcdef"


def test_who_left_under_a_tag_is_found_without_it() -> None:
    assert keys_to_check("Ann.Lee+news@Acme.example")[0] == keys_to_check("ann.lee@acme.example")[0]


def test_a_subdomain_is_held_back_with_its_registered_domain() -> None:
    keys = keys_to_check("ann@mail.acme.co.uk")
    assert keys[0] == (SuppressionKind.ADDRESS, "ann@mail.acme.co.uk")
    assert (SuppressionKind.DOMAIN, "mail.acme.co.uk") in keys
    assert (SuppressionKind.DOMAIN, "acme.co.uk") in keys
    assert (SuppressionKind.DOMAIN, "co.uk") not in keys


def test_a_domain_is_named_once() -> None:
    assert keys_to_check("ann@acme.fr") == (
        (SuppressionKind.ADDRESS, "ann@acme.fr"),
        (SuppressionKind.DOMAIN, "acme.fr"),
    )


def test_text_that_is_no_address_keeps_itself_as_key() -> None:
    assert keys_to_check(" Nobody at Acme ") == ((SuppressionKind.ADDRESS, "nobody at acme"),)


def test_an_empty_address_cannot_be_checked() -> None:
    with pytest.raises(InvalidInput):
        keys_to_check("  ")


def test_a_hash_depends_on_address_and_salt_and_shows_neither() -> None:
    found = address_hash("ann@acme.fr", SALT)
    assert found == address_hash("ann@acme.fr", SALT)
    assert found != address_hash("ann@acme.fr", SALT[::-1])
    assert found != address_hash("bob@acme.fr", SALT)
    assert len(found) == 64
    assert "ann" not in found


def test_the_hash_of_an_address_is_the_same_in_either_unicode_form() -> None:
    assert address_hash("zoe\u0301@acme.fr", SALT) == address_hash("ZO\u00c9@acme.fr", SALT)


@pytest.mark.parametrize("salt", [b"", b"short"])
def test_a_short_salt_is_refused(salt: bytes) -> None:
    with pytest.raises(InvalidInput):
        address_hash("ann@acme.fr", salt)


def test_what_a_person_asked_for_cannot_be_lifted() -> None:
    asked = {
        SuppressionReason.UNSUBSCRIBED,
        SuppressionReason.OBJECTED,
        SuppressionReason.COMPLAINED,
        SuppressionReason.ERASED,
    }
    assert asked.isdisjoint(LIFTABLE)
    assert asked | LIFTABLE == set(SuppressionReason)

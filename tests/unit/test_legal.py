"""The legal footer."""

from __future__ import annotations

import pytest

from domain.campaign import Language, Legal, Sender
from domain.legal import footer

SENDER = Sender(name="Camille Riviere", email="camille@rendezvous.example")
LEGAL = Legal(
    company="Rendezvous SAS",
    postal_address="1 rue de l'Exemple, 75000 Paris",
    privacy_url="https://rendezvous.example/privacy",
    data_source="RocketReach",
)
WAY_OUT = "https://rdv.example/u/token"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_footer_says_who_writes_whence_the_data_come_and_how_to_object(
    language: Language,
) -> None:
    text = footer(language, SENDER, LEGAL, WAY_OUT)
    who, whence, objecting = text.split("\n")
    assert who == "Camille Riviere, Rendezvous SAS, 1 rue de l'Exemple, 75000 Paris"
    assert "RocketReach" in whence
    assert "https://rendezvous.example/privacy" in whence
    right = {"en": "the right to object", "fr": "le droit de vous opposer"}[language]
    assert right in objecting  # GDPR article 21(4): brought to attention expressly
    assert objecting.endswith(WAY_OUT)


def test_the_footer_is_in_the_recipients_language() -> None:
    assert "proposition commerciale" in footer("fr", SENDER, LEGAL, WAY_OUT)
    assert "business offer" in footer("en", SENDER, LEGAL, WAY_OUT)


def test_a_postal_address_of_several_lines_keeps_to_its_line() -> None:
    legal = LEGAL.model_copy(update={"postal_address": "1 rue de l'Exemple\n75000 Paris\n\nFrance"})
    assert (
        footer("en", SENDER, legal, WAY_OUT)
        .split("\n")[0]
        .endswith("1 rue de l'Exemple, 75000 Paris, France")
    )


def test_braces_in_a_name_are_only_braces() -> None:
    legal = LEGAL.model_copy(update={"company": "{unsubscribe} {0} SAS"})
    assert "{unsubscribe} {0} SAS" in footer("en", SENDER, legal, WAY_OUT)


def test_the_source_is_the_persons_own_where_it_is_known() -> None:
    assert "Salon SaaS 2026" in footer("fr", SENDER, LEGAL, WAY_OUT, source="Salon SaaS 2026")
    assert "nos propres fichiers" in footer("fr", SENDER, LEGAL, WAY_OUT, source="import")
    assert LEGAL.data_source in footer("fr", SENDER, LEGAL, WAY_OUT)
    assert LEGAL.data_source not in footer("en", SENDER, LEGAL, WAY_OUT, source="import")

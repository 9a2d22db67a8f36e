from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.companies import companies_agree, company_key, domain_key, read_employer


@pytest.mark.parametrize(
    "name",
    [
        "Dupont", "DUPONT SAS", "Dupont S.A.S.", "SARL Dupont", "SASU Dupont", "Dupont SCOP",
        "EURL DUPONT", "Dupont SNC", "Groupe Dupont", "Dupont Group", "Dupont & Co",
        "Dupont & Cie", "The Dupont Company", "Dupont GmbH & Co. KG", "Dupont, Inc.", "Dupont Ltd.",
    ],
)  # fmt: skip
def test_legal_forms_and_groupings_do_not_change_a_company(name: str) -> None:
    assert company_key(name) == "dupont"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("SAS Institute", "sas institute"),
        ("Soci\u00e9t\u00e9 G\u00e9n\u00e9rale SA", "societe generale"),
        ("L'Or\u00e9al", "loreal"),
        ("Group SA", "group"),
        ("Dupont et Fils", "dupont fils"),
        ("---", None),
        ("", None),
        (None, None),
    ],
)
def test_what_makes_a_company_its_own_stays(name: str | None, key: str | None) -> None:
    assert company_key(name) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://www.acme.co.uk/about?x=1", "acme.co.uk"),
        ("jean@mail.acme.co.uk", "acme.co.uk"),
        ("ACME.example.", "acme.example"),
        ("http://user:secret@acme.fr:8080/x", "acme.fr"),
        ("acme.github.io", "acme.github.io"),
        ("127.0.0.1", None),
        ("localhost", None),
        ("co.uk", None),
        ("Acme SAS", None),
        (None, None),
    ],
)
def test_the_registrable_domain_is_found(text: str | None, key: str | None) -> None:
    assert domain_key(text) == key


def test_employers_agree_by_domain_name_label_or_branch() -> None:
    acme = read_employer("Acme Conseil SAS", "acme-conseil.example")
    assert companies_agree(acme, read_employer("ACME CONSEIL")) == pytest.approx(0.95)
    assert companies_agree(acme, read_employer(None, "www.acme-conseil.example")) == 1
    assert companies_agree(acme, read_employer("Acmeconseil")) is not None
    assert (companies_agree(read_employer("Acme France"), read_employer("Acme")) or 0) >= 0.8
    assert companies_agree(read_employer("Acme Bank"), read_employer("Acme Conseil")) == 0
    assert companies_agree(acme, read_employer(None)) is None


def test_a_page_on_a_network_is_nobodys_domain() -> None:
    assert read_employer("Acme", "https://www.linkedin.com/company/acme").domain is None


@given(st.text(max_size=30))
def test_a_company_key_is_its_own_key_and_reading_never_fails(name: str) -> None:
    key = company_key(name)
    if key is not None:
        assert company_key(key) is not None
    domain_key(name)

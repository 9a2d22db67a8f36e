from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.columns import LOCATION, NAME, URL, folded, map_headers
from domain.facts import CANONICAL_FIELDS


def targets(*headers: str) -> list[str | None]:
    return [column.target for column in map_headers(headers)]


def test_every_canonical_field_is_its_own_header() -> None:
    assert targets(*CANONICAL_FIELDS) == list(CANONICAL_FIELDS)


@pytest.mark.parametrize(
    "spelling", ["First Name", "first_name", "firstName", "FIRST-NAME", " \ufefffirst  name "]
)
def test_case_spaces_signs_and_byte_order_marks_make_no_difference(spelling: str) -> None:
    assert targets(spelling) == ["first_name"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Prénom", "first_name"),
        ("PRENOM", "first_name"),
        ("Pre\u0301nom", "first_name"),
        ("Nom de famille", "last_name"),
        ("Intitulé du poste", "title"),
        ("Fonction", "title"),
        ("Raison sociale", "company"),
        ("Courriel", "email"),
        ("Adresse e-mail", "email"),
        ("Téléphone", "phone"),
        ("Portable", "phone"),
        ("Ville", "city"),
        ("Pays", "country"),
        ("Effectifs", "employees"),
        ("Chiffre d'affaires", "revenue"),
        ("Chiffre d\u2019affaires", "revenue"),
        ("CA", "revenue"),
        ("Secteur d'activité", "industry"),
        ("Site web", "company_domain"),
        ("Profil LinkedIn", "linkedin_url"),
        ("Dernière levée de fonds", "last_funding_at"),
        ("Date du dernier post", "last_post_at"),
        ("Postes ouverts", "open_positions"),
        ("Actualités", "company_news"),
        ("Description de l'entreprise", "company_description"),
        ("# Employees", "employees"),
        ("Last Raised At", "last_funding_at"),
        ("Country/Region", "country"),
        ("Company Domain Name", "company_domain"),
        ("Input - Current Employer", "company"),
        ("Contact Email", "email"),
        ("Location", LOCATION),
        ("fullName", NAME),
        ("URL", URL),
    ],
)
def test_a_known_spelling_is_mapped(header: str, field: str) -> None:
    assert targets(header) == [field]


@pytest.mark.parametrize(
    "header",
    [
        "Email Status",
        "Email Confidence",
        "Company Linkedin Url",
        "Company Phone",
        "Corporate Phone",
        "Company Address",
        "Total Funding",
        "Lead Source",
        "Contact Owner",
        "Lifecycle Stage",
        "Headcount Growth",
        "Connected On",
        "Civilité",
        "",
        "🙂",
    ],
)
def test_what_is_no_fact_of_the_person_is_left_alone(header: str) -> None:
    assert targets(header) == [None]


def test_nom_is_a_family_name_beside_prenom_and_a_whole_name_alone() -> None:
    assert targets("Prénom", "Nom") == ["first_name", "last_name"]
    assert targets("Nom", "Prénom") == ["last_name", "first_name"]
    assert targets("Nom", "Société") == [NAME, "company"]
    assert targets("Prénom", "Nom de famille", "Nom") == ["first_name", "last_name", NAME]


def test_a_work_address_comes_before_a_personal_one_whatever_their_order() -> None:
    columns = map_headers(["Personal Email", "Recommended Email", "Work Email", "Email 2"])
    assert [column.header for column in columns.holding("email")] == [
        "Work Email",
        "Recommended Email",
        "Personal Email",
        "Email 2",
    ]


def test_the_direct_line_comes_before_the_other_phones() -> None:
    columns = map_headers(["Other Phone", "Home Phone", "Work Direct Phone"])
    assert columns.holding("phone")[0].header == "Work Direct Phone"


def test_the_persons_city_comes_before_the_companys() -> None:
    columns = map_headers(["Company City", "City"])
    assert [column.header for column in columns.holding("city")] == ["City", "Company City"]


def test_an_asked_for_column_comes_after_the_answered_one() -> None:
    columns = map_headers(["Input - First Name", "First Name"])
    assert columns.holding("first_name")[0].header == "First Name"


def test_twice_the_same_header_gives_two_names_and_an_empty_one_gets_one() -> None:
    columns = map_headers(["Email", "Email", "", "Email (2)"])
    assert [column.header for column in columns] == [
        "Email",
        "Email (2)",
        "column 3",
        "Email (2) (2)",
    ]


def test_a_list_identifies_people_by_a_name_or_an_address_only() -> None:
    assert map_headers(["Email"]).identifies
    assert map_headers(["Nom"]).identifies
    assert not map_headers(["Company", "Title", "LinkedIn URL", "Company Name"]).identifies


def test_unknown_headers_are_told() -> None:
    assert map_headers(["Email", "Lead Score"]).unknown == ("Lead Score",)


@given(st.lists(st.text(max_size=20), max_size=12))
def test_any_headers_give_one_column_each_with_names_that_differ(headers: list[str]) -> None:
    columns = map_headers(headers)
    assert [column.position for column in columns] == list(range(len(headers)))
    assert len({column.header for column in columns}) == len(headers)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)

"""What becomes of the values in cells."""

from __future__ import annotations

import io

import pytest

from domain.facts import ProspectFacts
from tools.tables.names import split_name
from tools.tables.reader import BadRow, Row, read_table


def facts(header: str, record: str) -> ProspectFacts:
    [row] = read_table(io.BytesIO(f"{header}\n{record}\n".encode()))
    assert isinstance(row, Row), row
    return row.facts


def fault(header: str, record: str) -> str:
    [row] = read_table(io.BytesIO(f"{header}\n{record}\n".encode()))
    assert isinstance(row, BadRow), row
    return row.reason


@pytest.mark.parametrize(
    "written",
    ["", "-", "N/A", "n/a", "null", "None", "#N/A", "nan", "NaN", "—", "inconnu", "Unknown", " - "],
)
def test_words_for_nothing_are_unknown(written: str) -> None:
    assert facts("first_name,title,note", f"Ann,{written},{written}").title is None
    assert facts("first_name,title,note", f"Ann,{written},{written}").extra == {}


@pytest.mark.parametrize("name", ["Nan", "Null", "Na"])
def test_names_that_look_like_nothing_are_names(name: str) -> None:
    assert facts("first_name,last_name", f"Ann,{name}").last_name == name


def test_characters_that_are_not_seen_are_taken_out() -> None:
    found = facts("first_name,company", "\u200bAnn\u202e\u00ad,\u00a0Acme\u00a0SAS\u0007 ")
    assert (found.first_name, found.company) == ("Ann", "Acme SAS")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ann@acme.example", "ann@acme.example"),
        ("Ann Lee <ann@acme.example>", "ann@acme.example"),
        ("mailto:ann@acme.example", "ann@acme.example"),
        ("ann@acme.example; ann@home.example", "ann@acme.example"),
        ("ann@acme.example.", "ann@acme.example"),
        ("o'neil+x@sub.acme.example", "o'neil+x@sub.acme.example"),
        ("zoé@acme.fr", "zoé@acme.fr"),
        ("Ann@Acme.example", "Ann@Acme.example"),
    ],
)
def test_an_address_is_taken_from_what_is_written(written: str, address: str) -> None:
    found = facts("name\temail", f"Ann Lee\t{written}")
    assert found.email == address
    assert found.extra == ({} if written == address else {"email_as_written": written})


@pytest.mark.parametrize(
    "written", ["ann", "ann@", "ann@acme", "a..b@acme.example", "@acme.example", "ann at acme.fr"]
)
def test_an_address_that_is_none_is_kept_as_written_where_there_is_a_name(written: str) -> None:
    found = facts("name,email", f"Ann Lee,{written}")
    assert found.email is None
    assert found.extra == {"email_as_written": written}
    assert fault("company,email", f"Acme,{written}") == f"no name and no e-mail ({written} is none)"


def test_a_bad_work_address_gives_way_to_a_good_personal_one() -> None:
    found = facts("Personal Email,Work Email", "ann@home.example,ann@")
    assert found.email == "ann@home.example"
    assert found.extra["Work Email"] == "ann@"


def test_a_row_without_a_name_and_an_address_is_told() -> None:
    assert fault("name,email,company", ",,Acme") == "no name and no e-mail"
    assert fault("name,email,company", "-,n/a,") == "no name and no e-mail"


def test_the_second_of_two_columns_with_one_header_is_kept_under_a_name_of_its_own() -> None:
    header = "Email,Email,Company,Company"
    assert facts(header, "a@a.example,b@a.example,,Acme").email == "a@a.example"
    assert facts(header, "a@a.example,b@a.example,,Acme").extra == {"Email (2)": "b@a.example"}
    assert facts(header, "a@a.example,b@a.example,,Acme").company == "Acme"
    assert facts(header, ",b@a.example,Acme,Beta").email == "b@a.example"
    assert facts(header, ",b@a.example,Acme,Beta").extra == {"Company (2)": "Beta"}


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("https://www.acme.example/about?x=1#y", "acme.example"),
        ("ACME.example", "acme.example"),
        ("http://user@shop.acme.co.uk:8080/", "shop.acme.co.uk"),
        ("www.société.fr", "xn--socit-esab.fr"),
    ],
)
def test_a_web_site_gives_the_companys_domain(written: str, domain: str) -> None:
    assert facts("email,Website", f"a@a.example,{written}").company_domain == domain


@pytest.mark.parametrize(
    "written", ["https://www.linkedin.com/company/acme", "facebook.com/acme", "coming soon", "acme"]
)
def test_what_is_no_site_of_the_company_is_kept_as_extra(written: str) -> None:
    found = facts("email,Website", f"a@a.example,{written}")
    assert found.company_domain is None
    assert found.extra == {"Website": written}


@pytest.mark.parametrize(
    ("written", "city", "country"),
    [
        ("Paris, Île-de-France, France", "Paris", "France"),
        ("Munich, Allemagne", "Munich", "Allemagne"),
        ("San Francisco, California, United States", "San Francisco", "United States"),
        ("France", None, "France"),
        ("Greater Paris Metropolitan Region", None, None),
    ],
)
def test_a_place_in_one_cell_gives_city_and_country(
    written: str, city: str | None, country: str | None
) -> None:
    found = facts("email\tLocation", f"a@a.example\t{written}")
    assert (found.city, found.country) == (city, country)
    assert found.extra == {"Location": written}


def test_two_ends_of_a_range_become_one_value() -> None:
    found = facts("email,Revenue Min,Revenue Max,Employees Min", "a@a.example,1M,5M,50")
    assert (found.revenue, found.employees) == ("1M-5M", "50+")


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Claire Martin", "Claire", "Martin"),
        ("MARTIN Claire", "Claire", "MARTIN"),
        ("Claire MARTIN", "Claire", "MARTIN"),
        ("Martin, Claire", "Claire", "Martin"),
        ("LE GOFF Yann", "Yann", "LE GOFF"),
        ("Jean-Luc de la Tour", "Jean-Luc", "de la Tour"),
        ("Anna van der Berg", "Anna", "van der Berg"),
        ("M. Paul Durand", "Paul", "Durand"),
        ("Mme Leroy", None, "Leroy"),
        ("Dr. Ann Lee, MBA", "Ann", "Lee"),
        ("Ann Lee Junior", "Ann", "Lee"),
        ("Ann Marie Lee", "Ann", "Lee"),
        ("JB Durand", "JB", "Durand"),
        ("J. Robert Stone", "Robert", "Stone"),
        ("Ann Lee 🚀", "Ann", "Lee"),
        ("Cher", "Cher", None),
        ("🚀 ...", None, None),
    ],
)
def test_a_whole_name_is_split(whole: str, first: str | None, last: str | None) -> None:
    assert split_name(whole) == (first, last)


def test_a_whole_name_that_says_more_than_its_parts_is_kept() -> None:
    assert facts("Full Name,Email", "Dr. Ann Marie Lee,a@a.example").extra == {
        "Full Name": "Dr. Ann Marie Lee"
    }


def test_a_whole_name_completes_a_first_name() -> None:
    assert facts("First Name,Name", "Ann,Ann de la Tour").last_name == "de la Tour"
    assert facts("First Name,Name", "Ann,Lee").last_name == "Lee"
    assert facts("First Name,Name", "Ann,LEE Ann").last_name == "LEE"


def test_zeros_that_a_spreadsheet_was_told_to_keep_are_kept() -> None:
    assert facts("name,phone", 'Ann,="0102030405"').phone == "0102030405"


def test_long_text_is_kept_in_a_description_and_refused_in_a_title() -> None:
    long = "word " * 5_000
    found = facts("name,company_description,Summary", f"Ann,{long},{long}")
    assert len(found.company_description or "") == len(found.extra["Summary"]) == 24_999
    assert "title has 501 characters" in fault("name,title", f"Ann,{'x' * 501}")
    assert facts("name,title", f"Ann,{'x' * 500}").title
    assert "title has 501 characters" in fault("name,title", f"Ann,{'é' * 501}")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.linkedin import linkedin_key


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linkedin.com/in/claire-martin-zz1",
        "http://fr.linkedin.com/in/Claire-Martin-ZZ1/",
        "linkedin.com/in/claire-martin-zz1/fr?trk=people",
        "https://m.linkedin.com/in/claire-martin-zz1#about",
        "https://www.linkedin.com/mwlite/in/claire-martin-zz1",
        "in/claire-martin-zz1",
        "/in/claire-martin-zz1/",
        "//www.linkedin.com/in/claire%2Dmartin-zz1",
        "https://www.linkedin.com/in/claire-martin-zz1/overlay/contact-info/",
        "https://www.linkedin.com/authwall?sessionRedirect=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fclaire-martin-zz1%2F",
    ],
)
def test_every_spelling_of_a_profile_has_one_key(url: str) -> None:
    assert linkedin_key(url) == "in:claire-martin-zz1"


def test_percent_encoding_and_decomposed_accents_do_not_count() -> None:
    keys = {
        linkedin_key(f"linkedin.com/in/{slug}")
        for slug in ("cl\u00e9o-zz", "cl%C3%A9o-zz", "cle\u0301o-zz", "CL%C3%89O-zz")
    }
    assert keys == {"in:cl\u00e9o-zz"}


def test_member_ids_keep_their_case_and_their_kind() -> None:
    assert linkedin_key("linkedin.com/in/ACoAAAzzQwErTy") == "urn:ACoAAAzzQwErTy"
    assert linkedin_key("linkedin.com/in/ACoAAAzzqwerty") == "urn:ACoAAAzzqwerty"
    lead = linkedin_key("https://www.linkedin.com/sales/lead/ACwAAAzzQwErTy,NAME_SEARCH,ab1")
    assert lead == "lead:ACwAAAzzQwErTy"


def test_old_public_addresses_are_people_of_their_own() -> None:
    one = linkedin_key("http://www.linkedin.com/pub/claire-martin/1/2b3/4c5")
    other = linkedin_key("http://www.linkedin.com/pub/claire-martin/1/2b3/4c6/fr")
    assert one == "pub:claire-martin/1/2b3/4c5"
    assert other is not None and other != one


@pytest.mark.parametrize(
    "url",
    [
        None, "", "   ", "n/a", "https://www.linkedin.com/", "https://www.linkedin.com/company/acme",
        "https://www.linkedin.com/in/", "https://www.linkedin.com/in/me",
        "https://notlinkedin.com/in/claire", "https://linkedin.com.acme.test/in/claire",
        "https://www.linkedin.com/pub/dir/claire/martin", "https://acme.test/in/claire",
        "https://www.linkedin.com/school/acme", "claire-martin",
    ],
)  # fmt: skip
def test_what_names_no_person_has_no_key(url: str | None) -> None:
    assert linkedin_key(url) is None


@given(
    st.from_regex(r"[a-z][a-z0-9-]{2,20}[a-z0-9]", fullmatch=True),
    st.sampled_from(["https://www.", "http://", "https://fr.", "https://uk.", "", "//"]),
    st.sampled_from(["", "/", "/en", "?x=1", "#a", "/de/?trk=x"]),
)
def test_host_scheme_and_what_follows_never_change_the_key(
    slug: str, before: str, after: str
) -> None:
    assert linkedin_key(f"{before}linkedin.com/in/{slug.upper()}{after}") == linkedin_key(
        f"in/{slug}"
    )


@given(st.text(max_size=60))
def test_no_text_makes_reading_fail(text: str) -> None:
    linkedin_key(text)
    linkedin_key("https://www.linkedin.com/in/" + text)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.emails import read_email


def key_of(text: str) -> str:
    email = read_email(text)
    assert email is not None, text
    return email.key


@pytest.mark.parametrize(
    "text",
    [
        "claire.martin@acme.example",
        "  Claire.Martin@ACME.example. ",
        "mailto:claire.martin@acme.example?subject=Bonjour",
        "Claire Martin <claire.martin@acme.example>",
        "claire.martin @ acme.example",
        "claire.martin+salon@acme.example,",
    ],
)
def test_every_way_of_writing_an_address_has_one_key(text: str) -> None:
    assert key_of(text) == "claire.martin@acme.example"


def test_the_address_to_mail_keeps_its_tag_and_the_case_of_its_local_part() -> None:
    email = read_email("Claire.Martin+Salon@ACME.example")
    assert email is not None
    assert email.address == "Claire.Martin+Salon@acme.example"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("jean.du.pont@gmail.com", "jeandupont+x@googlemail.com"),
        ("zoe.zz@me.com", "zoe.zz@icloud.com"),
        ("zoe-zz@proton.me", "zoe.zz@protonmail.com"),
        ("zoe-news@yahoo.fr", "zoe@yahoo.fr"),
        ("news@zoezz.fastmail.com", "zoezz@fastmail.com"),
        ("zoe@caf\u00e9-zz.example", "zoe@xn--caf-zz-dva.example"),
    ],
)
def test_one_mailbox_under_the_rules_of_its_provider_has_one_key(a: str, b: str) -> None:
    assert key_of(a) == key_of(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("jean.dupont@acme.example", "jeandupont@acme.example"),
        ("jean-paul@acme.example", "jean@acme.example"),
        ("zoe@outlook.com", "zoe@hotmail.com"),
        ("jean.dupont@acme.example", "jean.dupont2@acme.example"),
    ],
)
def test_two_mailboxes_keep_two_keys(a: str, b: str) -> None:
    assert key_of(a) != key_of(b)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "n/a",
        "jean@",
        "@acme.example",
        "jean@acme",
        "jean..dupont@acme.example",
        "jean@-acme.example",
        "a@b.example, c@d.example",
        "jean@acme.invalid",
        "jean dupont",
        "jean@acme.example@acme.example",
    ],
)
def test_what_is_no_single_address_reads_as_none(text: str | None) -> None:
    assert read_email(text) is None


@pytest.mark.parametrize(
    "local",
    [
        "contact", "info", "Info2", "sales", "rh", "commercial", "direction", "hello", "noreply",
        "no-reply", "jobs", "accueil", "contact-fr", "sales.emea", "contactfr", "equipe.sud.sales",
        "service.client", "ne-pas-repondre", "paris.contact", "acme", "contact+web",
    ],
)  # fmt: skip
def test_a_desk_is_a_role(local: str) -> None:
    email = read_email(f"{local}@acme.example")
    assert email is not None
    assert email.role
    assert not email.personal


@pytest.mark.parametrize(
    "local",
    ["claire.martin", "c.martin", "martin", "emily.post", "infante", "salesse", "helloise", "marc"],
)
def test_a_person_is_no_role(local: str) -> None:
    email = read_email(f"{local}@acme.example")
    assert email is not None
    assert not email.role


def test_free_and_disposable_providers_are_told() -> None:
    free, throw_away, own = (
        read_email(text) for text in ("zoe@orange.fr", "zoe@mailinator.com", "zoe@acme.example")
    )
    assert free is not None and free.free_provider and not free.disposable
    assert throw_away is not None and throw_away.disposable
    assert own is not None and not own.free_provider and not own.disposable


_LOCAL = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8})?", fullmatch=True)


@given(_LOCAL, st.sampled_from(["acme.example", "gmail.com", "orange.fr", "acme.co.uk"]))
def test_case_spaces_and_tags_never_change_the_key(local: str, domain: str) -> None:
    plain = key_of(f"{local}@{domain}")
    assert key_of(f" {local.upper()}+Tag@{domain.upper()} ") == plain
    assert key_of(f"<{local}@{domain}>") == plain
    assert key_of(plain) == plain


@given(st.text(max_size=40))
def test_no_text_makes_reading_fail(text: str) -> None:
    email = read_email(text)
    assert email is None or "@" in email.key

"""The hash that an approval is of."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.approval import canonical_json, payload_sha256
from services.mailer import OutgoingMail
from tools.sendgrid.payload import mail_payload, with_ids

MAIL = OutgoingMail(
    to_email="claire@firm.example",
    to_name="Claire Dupont",
    from_email="camille@rendezvous.example",
    from_name="Camille Riviere",
    reply_to="reply@in.rdv.example",
    subject="Une question",
    text="Bonjour Claire",
    html="<p>Bonjour Claire</p>",
    headers={"List-Unsubscribe": "<https://rdv.example/u/1>"},
    categories=("rendezvous",),
    track_opens=True,
    track_clicks=True,
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to_email", "claire@firm2.example"),
        ("to_name", "Claire Dupond"),
        ("from_email", "camille@other.example"),
        ("from_name", "Camille Rivière"),
        ("reply_to", "reply@elsewhere.example"),
        ("subject", "Une question "),
        ("text", "Bonjour Claire."),
        ("html", "<p>Bonjour <b>Claire</b></p>"),
        ("headers", {"List-Unsubscribe": "<https://rdv.example/u/2>"}),
        ("headers", {}),
        ("categories", ("another",)),
        ("track_opens", False),
        ("track_clicks", False),
    ],
)
def test_whatever_changes_in_the_mail_changes_the_hash(field: str, value: Any) -> None:
    changed = replace(MAIL, **{field: value})
    assert payload_sha256(mail_payload(changed)) != payload_sha256(mail_payload(MAIL))


def test_the_same_mail_has_the_same_hash_also_after_it_was_stored() -> None:
    payload = mail_payload(MAIL)
    stored = json.loads(canonical_json(payload))
    assert payload_sha256(stored) == payload_sha256(mail_payload(MAIL))


def test_the_order_of_keys_means_nothing_and_that_of_parts_does() -> None:
    assert payload_sha256({"a": 1, "b": 2}) == payload_sha256({"b": 2, "a": 1})
    assert payload_sha256({"a": [1, 2]}) != payload_sha256({"a": [2, 1]})


def test_text_is_hashed_as_it_is_written() -> None:
    assert canonical_json({"name": "Zoé ☕"}) == '{"name":"Zoé ☕"}'
    assert payload_sha256({"name": "Zoe\u0301"}) != payload_sha256({"name": "Zo\u00e9"})


def test_the_ids_of_an_attempt_are_not_part_of_what_is_approved() -> None:
    payload = mail_payload(MAIL)
    before = payload_sha256(payload)
    posted = with_ids(payload, message_id="m", attempt_id="a")
    assert payload_sha256(payload) == before
    assert posted["custom_args"] == {"message_id": "m", "attempt_id": "a"}

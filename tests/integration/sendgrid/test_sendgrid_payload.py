"""What SendGrid is given for one message."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import errors
from services.mailer import OutgoingMail
from tools.sendgrid.payload import mail_payload, with_ids


def test_the_body_is_exactly_what_the_vendor_documents(mail: OutgoingMail) -> None:
    assert mail_payload(mail) == {
        "personalizations": [
            {"to": [{"email": "anne.dupont@alto.example", "name": "Dupont Anne PhD"}]}
        ],
        "from": {"email": "rep@sender.example", "name": "Zoé Martin"},
        "reply_to": {"email": "replies@sender.example"},
        "subject": "Vos délais d'audit",
        "content": [
            {"type": "text/plain", "value": "Bonjour Anne,\nhttps://calendly.example/d/abc"},
            {"type": "text/html", "value": "<p>Bonjour Anne,</p>"},
        ],
        "headers": {
            "List-Unsubscribe": "<https://sender.example/u/tok>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "categories": ["campaign-1", "first"],
        "tracking_settings": {
            "click_tracking": {"enable": True, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
        },
    }


def test_the_same_mail_gives_the_same_text_whatever_the_order_of_its_headers(
    mail: OutgoingMail,
) -> None:
    turned = replace(mail, headers=dict(reversed(mail.headers.items())))
    assert json.dumps(mail_payload(mail)) == json.dumps(mail_payload(turned))


def test_a_recipient_without_a_name_is_sent_without_one(mail: OutgoingMail) -> None:
    for nameless in (None, "", " ;, "):
        to = mail_payload(replace(mail, to_name=nameless))["personalizations"][0]["to"]
        assert to == [{"email": "anne.dupont@alto.example"}]


def test_a_line_break_in_a_name_cannot_become_a_header(mail: OutgoingMail) -> None:
    payload = mail_payload(replace(mail, to_name="Anne\r\nBcc: all@alto.example"))
    assert payload["personalizations"][0]["to"][0]["name"] == "Anne Bcc: all@alto.example"


def test_ids_are_added_to_a_copy_and_beside_other_custom_args(mail: OutgoingMail) -> None:
    payload = {**mail_payload(mail), "custom_args": {"kept": "yes"}}
    sent = with_ids(payload, message_id="m1", attempt_id="a1")
    assert sent["custom_args"] == {"kept": "yes", "message_id": "m1", "attempt_id": "a1"}
    assert payload["custom_args"] == {"kept": "yes"}


@pytest.mark.parametrize(
    "slip",
    [
        {"to_email": "no address"},
        {"to_email": "a@b.example,c@d.example"},
        {"to_email": "pépé@alto.example"},
        {"from_email": ""},
        {"reply_to": "rep"},
        {"subject": "  "},
        {"subject": "Hello\nBcc: x@y.example"},
        {"text": ""},
        {"html": " \n"},
        {"text": "SG.abc.def is my key"},
        {"headers": {"To": "x@y.example"}},
        {"headers": {"DKIM-Signature": "v=1"}},
        {"headers": {"X-Ours": "a\r\nX-Theirs: b"}},
        {"headers": {"X Ours": "a"}},
        {"categories": tuple(str(n) for n in range(11))},
        {"categories": ("same", "same")},
    ],
    ids=str,
)
def test_what_sendgrid_would_refuse_or_alter_is_refused_before_it_is_approved(
    mail: OutgoingMail, slip: dict[str, object]
) -> None:
    with pytest.raises(errors.InvalidInput):
        mail_payload(replace(mail, **slip))

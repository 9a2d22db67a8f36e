"""What a list, a vendor or a reply may call a person, all the way to SendGrid's request."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.approval import canonical_json, payload_sha256
from domain.facts import ProspectFacts
from domain.template import render
from errors import InvalidInput
from services.composing import Addresses, compose
from services.crew_protocols import DraftRequest
from services.mailer import OutgoingMail
from tools.sendgrid.payload import LONGEST_NAME, mail_payload

UNSUBSCRIBE = "https://rdv.example/u/tok"
NAMES = [
    "Eve\r\nBcc: thief@evil.example",
    "Eve\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "Eve; thief@evil.example, other@evil.example",
    'Eve" <thief@evil.example>',
    "Eve\x00\x1b[31m\x7f",
    "\u202eevE\u200b\u2066 \ufeffX\u00adY",
    "Eve\u2028Bcc: thief@evil.example\u2029",
    "Eve\ud800",
    "👩‍👩‍👧‍👦 Zoé",
    "A" * 100_000,
    "word " * 20_000,
    "{{ booking_url }}{% for x in y %}",
    "<img src=x onerror=alert(1)>",
    "https://evil.example/x",
    "evil.gg",
    "-- \nfooter",
]
FIELDS = ("first_name", "last_name", "title", "company", "industry", "city", "company_news")


class Payloads:
    """A mailer that only builds the request."""

    def payload(self, mail: OutgoingMail) -> dict[str, object]:
        return mail_payload(mail)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:24])
@pytest.mark.parametrize("field", FIELDS)
def test_no_fact_changes_recipient_links_headers_or_markup(
    request_of: Callable[..., DraftRequest], facts: ProspectFacts, field: str, name: str
) -> None:
    attacked = replace(facts, **{field: name})
    request = request_of("en", attacked)
    mail = render(
        request.template, facts=attacked, campaign=request.campaign, day=request.day,
        booking_url=request.booking_url,
    )  # fmt: skip
    payload = compose(
        Payloads(),  # type: ignore[arg-type]
        Addresses("https://rdv.example", None),
        request.campaign,
        attacked,
        token="m1",
        unsubscribe_token="tok",
        to_email="claire.moreau@nordlys.example",
        subject=mail.subject,
        body=mail.text,
        booking_url=request.booking_url,
    )
    assert payload_sha256(payload) and json.loads(canonical_json(payload)) == payload
    (personal,) = payload["personalizations"]
    (to,) = personal["to"]
    assert set(personal) == {"to"} and to["email"] == "claire.moreau@nordlys.example"
    shown = to.get("name", "")
    assert len(shown) <= LONGEST_NAME and shown.isprintable()
    assert not set(shown) & set(';,<>"')
    assert payload["from"]["email"] == "paul@sender.example"
    assert payload["subject"].isprintable() and len(payload["subject"]) < 200
    assert set(payload["headers"]) == {"List-Unsubscribe", "List-Unsubscribe-Post"}
    html = payload["content"][1]["value"]
    links = {part.partition('"')[0] for part in html.split('href="')[1:]}
    assert links == {
        UNSUBSCRIBE, "https://sender.example/privacy", request.booking_url.replace("&", "&amp;")
    }  # fmt: skip
    assert "<img" not in html and "<script" not in html and "{{" not in html


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: x@evil.example", "a@b.example,x@evil.example", "a@b.example;x@evil.gg",
     "A <a@b.example>", "a@b.example x@evil.gg", "a@@b.example", "é@b.example", "", "@", "a@b\x00"],
)  # fmt: skip
def test_an_address_that_is_more_or_less_than_one_is_refused(address: str) -> None:
    for changed in ("to_email", "from_email", "reply_to"):
        addresses = {"to_email": "a@b.example", "from_email": "c@d.example",
                     "reply_to": "c@d.example", changed: address}  # fmt: skip
        with pytest.raises(InvalidInput):
            mail_payload(
                OutgoingMail(
                    to_name="A",
                    from_name="C",
                    subject="s",
                    text="t",
                    html="<p>t</p>",
                    headers={},
                    categories=(),
                    track_opens=False,
                    track_clicks=False,
                    **addresses,
                )
            )


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Hello\r\nBcc: x@evil.example", {}),
        ("Hello\x00", {}),
        ("Hello", {"X-Note": "a\r\nBcc: x@evil.example"}),
        ("Hello", {"X-Note\r\nBcc": "x@evil.example"}),
        ("Hello", {"Bcc": "x@evil.example"}),
        ("Hello", {" bcc ": "x@evil.example"}),
    ],
)
def test_a_header_inside_a_subject_or_a_header_is_refused(
    subject: str, headers: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput):
        mail_payload(
            OutgoingMail(
                to_email="a@b.example",
                to_name="A",
                from_email="c@d.example",
                from_name="C",
                reply_to="c@d.example",
                subject=subject,
                text="t",
                html="<p>t</p>",
                headers=headers,
                categories=(),
                track_opens=False,
                track_clicks=False,
            )
        )

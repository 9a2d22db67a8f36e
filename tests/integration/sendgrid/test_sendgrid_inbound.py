"""Replies as Inbound Parse posts them, whole or taken apart."""

from __future__ import annotations

import json

import pytest

import errors
from tools.sendgrid.inbound import parse_inbound, parse_inbound_request

ENVELOPE = json.dumps({"to": ["reply+tok@in.sender.example"], "from": "anne@alto.example"})


def raw_mail(body: bytes, content_type: str = "text/plain; charset=utf-8", *lines: str) -> bytes:
    headers = [
        "From: =?utf-8?q?Anne_Dupont=C3=A9?= <Anne@Alto.example>",
        "To: Rep <reply+tok@in.sender.example>",
        "Subject: =?iso-8859-1?q?Re:_Vos_d=E9lais?=",
        "Message-ID: <reply-1@alto.example>",
        "In-Reply-To: <first@sender.example>",
        "References: <zero@sender.example>\r\n <first@sender.example>",
        "MIME-Version: 1.0",
        f"Content-Type: {content_type}",
        "Content-Transfer-Encoding: 8bit",
        *lines,
    ]
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + body


def multipart(fields: dict[str, bytes], files: dict[str, bytes] | None = None) -> tuple[str, bytes]:
    parts = [
        b'--xYz\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v)
        for n, v in fields.items()
    ]
    parts += [
        b'--xYz\r\nContent-Disposition: form-data; name="%s"; filename="a.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n%s\r\n" % (n.encode(), v)
        for n, v in (files or {}).items()
    ]
    return "multipart/form-data; boundary=xYz", b"".join(parts) + b"--xYz--\r\n"


@pytest.mark.parametrize("name", ["email", "rawEmail"])
def test_a_whole_mail_is_read_by_its_own_headers(name: str) -> None:
    mail = parse_inbound({name: raw_mail("Oui, à jeudi\r\n".encode()), "envelope": ENVELOPE})
    assert (mail.from_email, mail.from_name) == ("anne@alto.example", "Anne Duponté")
    assert mail.to == ("reply+tok@in.sender.example",)
    assert mail.subject == "Re: Vos délais"
    assert mail.text == "Oui, à jeudi"
    assert mail.message_id == "<reply-1@alto.example>"
    assert mail.in_reply_to == "<first@sender.example>"
    assert mail.references == ("<zero@sender.example>", "<first@sender.example>")
    assert (mail.envelope_from, mail.envelope_to) == (
        "anne@alto.example",
        ("reply+tok@in.sender.example",),
    )
    assert (mail.automatic, mail.auto_submitted, mail.report) == (False, None, False)


def test_a_mail_taken_apart_is_read_the_same() -> None:
    mail = parse_inbound(
        {
            "headers": raw_mail(b"").decode().partition("\r\n\r\n")[0],
            "from": "Anne Duponté <Anne@Alto.example>",
            "to": "Rep <reply+tok@in.sender.example>",
            "subject": "Re: Vos délais",
            "text": "Oui, à jeudi\r\n",
            "charsets": json.dumps({"text": "utf-8"}),
            "envelope": ENVELOPE,
        }
    )
    whole = parse_inbound({"email": raw_mail("Oui, à jeudi\r\n".encode()), "envelope": ENVELOPE})
    assert mail == whole


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8", "utf-16"])
def test_a_body_is_decoded_by_the_character_set_it_declares(charset: str) -> None:
    text = "Très intéressé, été à Québec"
    content_type, body = multipart(
        {
            "from": b"a@b.example",
            "text": text.encode(charset),
            "charsets": b'{"text":"%s"}' % (charset.encode()),
        }
    )
    assert parse_inbound_request(content_type, body).text == text


def test_a_whole_mail_in_an_old_character_set_survives_the_form() -> None:
    mail = raw_mail("Très intéressé, 5 € œ".encode("cp1252"), "text/plain; charset=windows-1252")
    content_type, body = multipart({"email": mail, "envelope": ENVELOPE.encode()})
    assert parse_inbound_request(content_type, body).text == "Très intéressé, 5 € œ"


def test_a_whole_mail_that_was_made_text_already_keeps_every_letter() -> None:
    mail = parse_inbound({"email": raw_mail("Très intéressé, 5 € œ".encode()).decode()})
    assert mail.text == "Très intéressé, 5 € œ"


def test_a_body_that_lies_about_its_character_set_is_still_read() -> None:
    mail = parse_inbound({"email": raw_mail("Réponse à côté".encode("cp1252"))})
    assert mail.text.startswith("R")
    assert "pons" in mail.text


def test_an_unknown_character_set_is_no_error() -> None:
    content_type = "text/plain; charset=x-unknown-8"
    assert parse_inbound({"email": raw_mail(b"Bonjour", content_type)}).text == "Bonjour"


def test_html_alone_becomes_lines_of_text_without_scripts() -> None:
    html = b"<style>p{}</style><p>Bonjour,</p><p>jeudi<br>10 h</p><script>alert(1)</script>"
    mail = parse_inbound({"email": raw_mail(html, "text/html; charset=utf-8")})
    assert mail.text == "Bonjour,\njeudi\n10 h"
    assert mail.html is not None


def test_attachments_are_left_out() -> None:
    content_type, body = multipart(
        {"from": b"a@b.example", "subject": b"Hi", "text": b"See file"},
        {"attachment1": bytes(range(256))},
    )
    mail = parse_inbound_request(content_type, body)
    assert (mail.subject, mail.text) == ("Hi", "See file")


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x@y.example",
        "X-Autoreply: yes",
        "X-Autorespond: back on Monday",
        "Precedence: Auto_Reply",
    ],
)
def test_a_machines_reply_is_known_for_one(header: str) -> None:
    mail = parse_inbound({"email": raw_mail(b"Absent", "text/plain", header)})
    assert mail.automatic


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "X-Auto-Response-Suppress: All"])
def test_a_persons_reply_is_not_taken_for_a_machines(header: str) -> None:
    assert not parse_inbound({"email": raw_mail(b"Oui", "text/plain", header)}).automatic


def test_a_delivery_report_and_an_empty_return_address_are_automatic() -> None:
    report = raw_mail(
        b"--r\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--r--\r\n",
        "multipart/report; report-type=delivery-status; boundary=r",
    )
    mail = parse_inbound({"email": report})
    assert (mail.report, mail.automatic, mail.text) == (True, True, "failed")
    bounced = parse_inbound(
        {"email": raw_mail(b"x"), "envelope": '{"to":["a@b.example"],"from":""}'}
    )
    assert (bounced.automatic, bounced.envelope_from) == (True, None)


def test_broken_headers_are_no_error() -> None:
    mail = parse_inbound(
        {
            "email": b"From: <<>\r\nTo: ;;;,\r\nSubject: =?utf-8?b?!!!?=\r\n"
            b"Date: never\r\nMessage-ID: none\r\nReferences: x <ok@a.example> y\r\n\r\nHi",
            "envelope": "not json",
        }
    )
    assert (mail.from_email, mail.to, mail.message_id) == ("", (), None)
    assert mail.references == ("<ok@a.example>",)
    assert mail.text == "Hi"


@pytest.mark.parametrize("form", [{}, {"spam_score": "1"}])
def test_a_form_without_a_mail_is_named(form: dict[str, str]) -> None:
    with pytest.raises(errors.InvalidInput):
        parse_inbound(form)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"not a part of it"),
    ],
)
def test_a_body_that_is_no_form_is_named(content_type: str, body: bytes) -> None:
    with pytest.raises(errors.InvalidInput):
        parse_inbound_request(content_type, body)


@pytest.mark.parametrize("header", ["Precedence: bulk", "Precedence: list"])
def test_what_a_list_server_writes_on_a_persons_answer_makes_no_machine_of_them(
    header: str,
) -> None:
    assert not parse_inbound({"email": raw_mail(b"Yes", "text/plain", header)}).automatic

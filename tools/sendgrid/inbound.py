"""Replies: the form that SendGrid's Inbound Parse posts, as one message.

Two shapes come in. With ``send_raw`` the whole mail is in ``email`` (``rawEmail`` in a newer
note) and is read by its own rules; else SendGrid has taken it apart into ``headers``,
``text``, ``html``. Verify the request first, over its raw body, as for events:
:func:`tools.sendgrid.signature.verify_signature`.

All of it was written by a stranger: text to be shown as text, never markup to be rendered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import getaddresses
from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup
from charset_normalizer import from_bytes
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, parse_form

import errors

FormValue = str | bytes
_ADDRESS_HEADERS = ("to", "cc")
_AUTO_HEADERS = ("x-autoreply", "x-autorespond")
_AUTO_PRECEDENCE = {"auto_reply", "auto-reply"}
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class InboundMail:
    """One mail that came in."""

    from_email: str
    """Lower case; empty for a bounce that names nobody."""
    from_name: str | None
    to: tuple[str, ...]
    """Lower case addresses of To and Cc."""
    subject: str
    text: str
    """Plain text with ``\\n`` line ends; made from the HTML where that is all there is."""
    html: str | None
    headers: dict[str, str] = field(repr=False)
    """Lower-case name to value, decoded; of a repeated header the first."""
    message_id: str | None
    """With its angle brackets, as the ids below."""
    in_reply_to: str | None
    references: tuple[str, ...]
    auto_submitted: str | None
    """``auto-replied``, ``auto-generated`` …; ``None`` when absent or ``no``."""
    automatic: bool
    """A machine wrote it: Auto-Submitted, an auto-reply header, a delivery report, or an empty
    return address. ``Precedence: bulk`` or ``list`` is on people's answers too."""
    report: bool
    """A delivery report: the mail that bounced is described in it."""
    envelope_from: str | None
    envelope_to: tuple[str, ...]
    """The address it really came to: where a token in the local part is to be found."""


def parse_inbound_request(content_type: str, body: bytes) -> InboundMail:
    """One message from the raw request, as it was verified; attachments are left out.

    To be preferred to a framework's form, which decodes every field as UTF-8 and so
    spoils mail in other character sets. Raises :class:`errors.InvalidInput`.
    """
    form: dict[str, FormValue] = {}

    def keep(received: Field) -> None:
        if received.field_name:
            form[received.field_name.decode("utf-8", "replace")] = received.value or b""

    headers = {"Content-Type": content_type.encode(), "Content-Length": str(len(body)).encode()}
    try:
        parse_form(headers, BytesIO(body), keep, lambda attachment: None)
    except (FormParserError, ValueError) as error:
        raise errors.InvalidInput("the inbound webhook's body is no form") from error
    return parse_inbound(form)


def parse_inbound(form: Mapping[str, FormValue]) -> InboundMail:
    """One message from the posted form; bytes are decoded by the form's own ``charsets``.

    Raises :class:`errors.InvalidInput` when the form holds no mail.
    """
    raw = form.get("email") or form.get("rawEmail")
    if raw:
        return _from_mime(_parsed(raw), form)
    if not form.get("from") and not form.get("headers"):
        raise errors.InvalidInput("the inbound webhook's form holds no mail")
    return _from_fields(form)


def _from_mime(mime: EmailMessage, form: Mapping[str, FormValue]) -> InboundMail:
    text, html = _body(mime, "plain"), _body(mime, "html")
    headers = _headers(mime)
    for name in ("from", "to", "subject"):
        if not headers.get(name) and form.get(name):
            headers[name] = _text(form, name)
    return _mail(headers, text, html, form, report=_is_report(mime))


def _from_fields(form: Mapping[str, FormValue]) -> InboundMail:
    mime = _parsed(_text(form, "headers") + "\r\n\r\n")
    headers = _headers(mime)
    for name in ("from", "to", "cc", "subject"):
        if form.get(name):
            headers[name] = _text(form, name)
    return _mail(headers, _text(form, "text"), _text(form, "html"), form, report=_is_report(mime))


def _mail(
    headers: dict[str, str],
    text: str,
    html: str,
    form: Mapping[str, FormValue],
    *,
    report: bool,
) -> InboundMail:
    name, address = next(iter(_addresses([headers.get("from", "")])), ("", ""))
    envelope = _envelope(form)
    auto = headers.get("auto-submitted", "").partition(";")[0].strip().lower()
    declared = auto if auto not in ("", "no") else None
    automatic = (
        report
        or envelope[0] == ""
        or declared is not None
        or any(name in headers for name in _AUTO_HEADERS)
        or headers.get("precedence", "").strip().lower() in _AUTO_PRECEDENCE
    )
    own_id = _MESSAGE_ID.search(headers.get("message-id", ""))
    parent = _MESSAGE_ID.search(headers.get("in-reply-to", ""))
    return InboundMail(
        from_email=address,
        from_name=name or None,
        to=tuple(a for _, a in _addresses([headers.get(n, "") for n in _ADDRESS_HEADERS])),
        subject=" ".join(headers.get("subject", "").split()),
        text=_plain_lines(text) or _plain_lines(_words_of(html)),
        html=html or None,
        headers=headers,
        message_id=own_id[0] if own_id else None,
        in_reply_to=parent[0] if parent else None,
        references=tuple(_MESSAGE_ID.findall(headers.get("references", ""))),
        auto_submitted=declared,
        automatic=automatic,
        report=report,
        envelope_from=envelope[0] or None,
        envelope_to=envelope[1],
    )


def _parsed(raw: FormValue) -> EmailMessage:
    # As bytes even where it is text: the reader of text spoils 8-bit bodies.
    return message_from_bytes(raw if isinstance(raw, bytes) else raw.encode(), policy=modern)


def _headers(mime: EmailMessage) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in {key.lower() for key in mime}:
        try:
            value = str(mime[name])
        except (ValueError, IndexError, AttributeError, TypeError):
            # The reader of structured headers stumbles over some that spammers write.
            value = next((str(v) for k, v in mime.raw_items() if k.lower() == name), "")
        found[name] = _decoded(value)
    return found


def _decoded(value: str) -> str:
    if "=?" in value:
        with suppress(ValueError, LookupError):
            value = str(make_header(decode_header(value)))
    return value.replace("\x00", "").strip()


def _body(mime: EmailMessage, kind: str) -> str:
    try:
        part = mime.get_body(preferencelist=(kind,))
    except (ValueError, AttributeError, KeyError):
        part = None
    if part is None or part.get_content_maintype() != "text":
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(part.get_payload())
    return _decode(payload, part.get_content_charset())


def _decode(content: bytes, charset: str | None) -> str:
    """By the declared character set; where that is wrong or absent, by the likeliest."""
    for declared in (charset, "utf-8"):
        try:
            return content.decode(declared) if declared else content.decode("ascii")
        except (LookupError, UnicodeDecodeError):
            continue
    guess = from_bytes(content).best()
    return str(guess) if guess else content.decode("utf-8", "replace")


def _text(form: Mapping[str, FormValue], name: str) -> str:
    value = form.get(name) or ""
    if isinstance(value, str):
        return value
    declared = _json(form.get("charsets")).get(name)
    return _decode(value, declared if isinstance(declared, str) else None)


def _json(value: FormValue | None) -> dict[str, Any]:
    try:
        told = json.loads(value or "{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _envelope(form: Mapping[str, FormValue]) -> tuple[str | None, tuple[str, ...]]:
    told = _json(form.get("envelope"))
    sender = told.get("from")
    recipients = told.get("to") or []
    if not isinstance(recipients, list):
        recipients = [recipients]
    return (
        sender.strip().strip("<>").lower() if isinstance(sender, str) else None,
        tuple(str(one).strip().lower() for one in recipients),
    )


def _addresses(values: list[str]) -> list[tuple[str, str]]:
    found = getaddresses([" ".join(value.split()) for value in values if value])
    return [(name.strip(), address.strip().lower()) for name, address in found if "@" in address]


def _is_report(mime: EmailMessage) -> bool:
    return (mime.get_content_type() or "").lower() == "multipart/report"


def _words_of(html: str) -> str:
    if not html:
        return ""
    soup = BeautifulSoup(html, "lxml")
    for unseen in soup(["script", "style", "head", "title"]):
        unseen.decompose()
    for line_break in soup(["br", "p", "div", "tr", "li", "blockquote"]):
        line_break.append("\n")
    return soup.get_text()


def _plain_lines(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    joined = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip()

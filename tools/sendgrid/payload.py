"""The body of ``POST /v3/mail/send`` for one message.

Built with the vendor's own helpers, so that field names are theirs; fixed in every
respect, so that the canonical JSON of the same mail is the same text on every machine:
no ids, no times. Its SHA-256 is what a person approves.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sendgrid.helpers.mail import (
    Category,
    ClickTracking,
    Content,
    From,
    Header,
    Mail,
    MimeType,
    OpenTracking,
    ReplyTo,
    Subject,
    SubscriptionTracking,
    To,
    TrackingSettings,
)
from sendgrid.helpers.mail.exceptions import ApiKeyIncludedException

import errors
from services.mailer import OutgoingMail

RESERVED_HEADERS = frozenset(
    {
        "x-sg-id",
        "x-sg-eid",
        "received",
        "dkim-signature",
        "content-type",
        "content-transfer-encoding",
        "to",
        "from",
        "subject",
        "reply-to",
        "cc",
        "bcc",
    }
)
"""Headers that SendGrid writes itself and refuses to be given (vendor-documented)."""
MOST_CATEGORIES = 10
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ADDRESS = re.compile(r"[^@\s,;<>\x00-\x1f\x7f]+@[^@\s,;<>\x00-\x1f\x7f]+")
LONGEST_NAME = 100
"""Characters of a display name; a longer one is cut at a word."""


def mail_payload(mail: OutgoingMail) -> dict[str, Any]:
    """The request body for ``mail``, without message and attempt id.

    Raises :class:`errors.InvalidInput` for what SendGrid would refuse, or would carry
    otherwise than it was approved: an address with a line break, an empty subject or
    body, a reserved header, more than ten categories.
    """
    _check(mail)
    built = Mail()
    built.from_email = From(mail.from_email, _safe_name(mail.from_name))
    built.reply_to = ReplyTo(mail.reply_to)
    built.add_to(To(mail.to_email, _safe_name(mail.to_name)))
    built.subject = Subject(mail.subject)
    try:
        # The vendor wants plain text before HTML.
        built.add_content(Content(MimeType.text, mail.text))
        built.add_content(Content(MimeType.html, mail.html))
    except ApiKeyIncludedException as error:
        raise errors.InvalidInput(
            "the text begins with something that looks like a SendGrid API key",
            record=mail.to_email,
            fix="edit the message",
        ) from error
    for name, value in sorted(mail.headers.items()):
        built.add_header(Header(name, value))
    # The helper puts each new category first; turned around, they keep their order.
    for category in reversed(mail.categories):
        built.add_category(Category(category))
    tracking = TrackingSettings()
    tracking.click_tracking = ClickTracking(enable=mail.track_clicks, enable_text=False)
    tracking.open_tracking = OpenTracking(enable=mail.track_opens)
    # Ours is the one List-Unsubscribe; theirs would replace it and add a footer.
    tracking.subscription_tracking = SubscriptionTracking(enable=False)
    built.tracking_settings = tracking
    body: dict[str, Any] = built.get()
    return body


def with_ids(payload: dict[str, Any], *, message_id: str, attempt_id: str) -> dict[str, Any]:
    """A copy of ``payload`` whose events will carry our two ids back."""
    return {
        **payload,
        "custom_args": {
            **payload.get("custom_args", {}),
            "message_id": message_id,
            "attempt_id": attempt_id,
        },
    }


def _safe_name(name: str | None) -> str | None:
    """A display name that SendGrid takes and that shows nothing but a name: no ``;``, ``,``
    or angle brackets, no controls, nothing invisible or that turns the writing round.
    """
    shown = (
        "" if (kind := unicodedata.category(c)) == "Cf" else " " if kind[0] in "CZ" else c
        for c in re.sub(r"[;,<>\"]", " ", name or "")
    )
    cleaned = " ".join("".join(shown).split())
    if len(cleaned) > LONGEST_NAME:
        cleaned = cleaned[:LONGEST_NAME].rpartition(" ")[0] or cleaned[:LONGEST_NAME]
    return cleaned or None


def _check(mail: OutgoingMail) -> None:
    for what, address in (
        ("recipient", mail.to_email),
        ("sender", mail.from_email),
        ("reply-to", mail.reply_to),
    ):
        # A non-ASCII address is accepted (202) and then dropped as invalid: say so now.
        if not address.isascii() or not _ADDRESS.fullmatch(address):
            raise errors.InvalidInput(f"SendGrid cannot carry the {what} address {address!r}")
    for what, text in (("subject", mail.subject), ("text", mail.text), ("HTML", mail.html)):
        if not text.strip():
            raise errors.InvalidInput(f"the {what} is empty", record=mail.to_email)
    if _CONTROL.search(mail.subject):
        raise errors.InvalidInput("the subject has a line break", record=mail.to_email)
    for name, value in mail.headers.items():
        if name.strip().lower() in RESERVED_HEADERS:
            raise errors.InvalidInput(f"the header {name!r} is SendGrid's own to write")
        if not re.fullmatch(r"[A-Za-z0-9-]+", name) or _CONTROL.search(value):
            raise errors.InvalidInput(f"the header {name!r} cannot be sent as it stands")
    if len(mail.categories) > MOST_CATEGORIES or len(set(mail.categories)) < len(mail.categories):
        raise errors.InvalidInput(f"at most {MOST_CATEGORIES} categories, each once")

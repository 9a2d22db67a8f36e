"""What ``POST /v3/mail/send`` refuses, with the field that is at fault."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.sendgrid.answers import error
from sandbox.sendgrid.mail_settings import check_asm, check_mail_settings, check_tracking

Errors = list[dict[str, Any]]

TOP_LEVEL = frozenset(
    {
        "personalizations", "from", "reply_to", "reply_to_list", "subject", "content",
        "attachments",
        "template_id", "headers", "categories", "custom_args", "send_at", "batch_id", "asm",
        "ip_pool_name", "mail_settings", "tracking_settings", "sections", "substitutions",
    }
)  # fmt: skip
PERSONAL = frozenset(
    {
        "to", "cc", "bcc", "from", "subject", "headers", "substitutions", "dynamic_template_data",
        "custom_args", "send_at",
    }
)  # fmt: skip
RESERVED_HEADERS = frozenset(
    {
        "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type",
        "content-transfer-encoding", "to", "from", "subject", "reply-to", "cc", "bcc",
    }
)  # fmt: skip
MOST_BYTES = 30 * 1024 * 1024
MOST_RECIPIENTS = 1000
EMAIL = re.compile(
    r"[^@\s<>,;\"]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)


def check_mail(body: Mapping[str, Any], now: datetime, batches: frozenset[str]) -> Errors:
    """Everything wrong with the request; an empty list means that it would be accepted."""
    return list(_check(body, now, batches))


def _check(
    body: Mapping[str, Any], now: datetime, batches: frozenset[str]
) -> Iterator[dict[str, Any]]:
    for name in sorted(set(body) - TOP_LEVEL):
        yield error(f"Additional property {name} is not allowed", name)
    templated = bool(body.get("template_id"))
    dynamic = str(body.get("template_id") or "").startswith("d-")
    yield from _sender(body.get("from"))
    yield from _personalizations(body, now, templated, dynamic)
    if "reply_to" in body and "reply_to_list" in body:
        yield error(
            "The reply_to_list parameter cannot be used with the reply_to parameter.",
            "reply_to_list",
        )
    if "reply_to" in body:
        yield from _address(body["reply_to"], "reply_to")
    if "reply_to_list" in body:
        yield from _addresses(body["reply_to_list"], "reply_to_list")
    if not templated or "content" in body:
        yield from _content(body.get("content"))
    yield from _attachments(body.get("attachments"))
    yield from _headers(body.get("headers"), "headers")
    yield from _categories(body.get("categories"))
    yield from _custom_args(body.get("custom_args"), "custom_args")
    yield from _send_at(body.get("send_at"), "send_at", now)
    batch = body.get("batch_id")
    if batch is not None and batch not in batches:
        yield error("The batch_id is not valid.", "batch_id")
    yield from check_asm(body.get("asm"))
    yield from check_mail_settings(body.get("mail_settings"))
    yield from check_tracking(body.get("tracking_settings"))


def _sender(sender: object) -> Iterator[dict[str, Any]]:
    if not isinstance(sender, dict) or not sender.get("email"):
        yield error(
            (
                "The from object must be provided for every email send. It is an object that "
                "requires the email parameter, but may also contain a name parameter. e.g. "
                '{"email" : "example@example.com"} or {"email" : "example@example.com", '
                '"name" : "Example Recipient"}.'
            ),
            "from.email",
        )
        return
    if set(sender) - {"email", "name"}:
        yield error("Additional property is not allowed", "from")
    if (
        not isinstance(sender["email"], str)
        or not EMAIL.fullmatch(sender["email"])
        or not sender["email"].isascii()
    ):
        yield error("The from email does not contain a valid address.", "from.email")
    if "name" in sender and not isinstance(sender["name"], str):
        yield error("The from name must be a string.", "from.name")


def _address(value: object, where: str) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict) or not isinstance(value.get("email"), str):
        yield error(
            "The email address must be an object with the email parameter.",
            f"{where}.email",
        )
        return
    for name in sorted(set(value) - {"email", "name"}):
        yield error(f"Additional property {name} is not allowed", f"{where}.{name}")
    if not EMAIL.fullmatch(value["email"]) or len(value["email"]) > 254:
        yield error("Does not contain a valid address.", f"{where}.email")
    name = value.get("name")
    if name is not None and not isinstance(name, str):
        yield error("The name must be a string.", f"{where}.name")
    elif name and re.search(r"[;,]", name):
        yield error("The name cannot contain a comma or a semicolon.", f"{where}.name")


def _addresses(value: object, where: str) -> Iterator[dict[str, Any]]:
    if not isinstance(value, list) or not value:
        yield error(
            (
                f"The {where.rpartition('.')[2]} array is required for all personalization "
                "objects, and must have at least one email object with a valid email address."
            ),
            where,
        )
        return
    for number, entry in enumerate(value):
        yield from _address(entry, f"{where}.{number}")


def _personalizations(
    body: Mapping[str, Any], now: datetime, templated: bool, dynamic: bool
) -> Iterator[dict[str, Any]]:
    entries = body.get("personalizations")
    if not isinstance(entries, list) or not entries:
        yield error(
            "The personalizations field is required and must have at least one personalization.",
            "personalizations",
        )
        return
    if len(entries) > MOST_RECIPIENTS:
        yield error(
            "The personalizations array cannot have more than 1000 entries.",
            "personalizations",
        )
    recipients = 0
    for number, entry in enumerate(entries):
        where = f"personalizations.{number}"
        if not isinstance(entry, dict):
            yield error("The personalization must be an object.", where)
            continue
        for name in sorted(set(entry) - PERSONAL):
            yield error(f"Additional property {name} is not allowed", f"{where}.{name}")
        yield from _addresses(entry.get("to"), f"{where}.to")
        seen: set[str] = set()
        for name in ("to", "cc", "bcc"):
            if name != "to" and name in entry:
                yield from _addresses(entry[name], f"{where}.{name}")
            for address in entry.get(name) or [] if isinstance(entry.get(name), list) else []:
                if not isinstance(address, dict):
                    continue
                recipients += 1
                key = str(address.get("email")).lower()
                if key in seen:
                    yield error(
                        "Each email address in the personalization block should be unique "
                        "between to, cc, and bcc. We found the first duplicate instance of "
                        f"[{key}] in the {where}.{name} field.",
                        where,
                    )
                seen.add(key)
        if "from" in entry:
            yield from _address(entry["from"], f"{where}.from")
        subject = entry.get("subject", body.get("subject"))
        if not templated and (not isinstance(subject, str) or not subject.strip()):
            yield error(
                (
                    "The subject is required. You can get around this requirement if you use a "
                    "template with a subject defined or if every personalization has a "
                    "subject defined."
                ),
                "subject",
            )
        elif isinstance(subject, str) and re.search(r"[\r\n]", subject):
            yield error("The subject must not contain line breaks.", "subject")
        if "dynamic_template_data" in entry and not dynamic:
            yield error(
                "Dynamic template data may only be used with dynamic templates.",
                f"{where}.dynamic_template_data",
            )
        if "substitutions" in entry and dynamic:
            yield error(
                "Substitutions may not be used with dynamic templating",
                f"{where}.substitutions",
            )
        yield from _headers(entry.get("headers"), f"{where}.headers")
        yield from _custom_args(entry.get("custom_args"), f"{where}.custom_args")
        yield from _send_at(entry.get("send_at"), f"{where}.send_at", now)
    if recipients > MOST_RECIPIENTS:
        yield error("The total number of recipients must be less than 1000.", "personalizations")


def _content(content: object) -> Iterator[dict[str, Any]]:
    if not isinstance(content, list) or not content:
        yield error(
            (
                "Unless a valid template_id is provided, the content parameter is required. "
                "There must be at least one defined content block. We typically suggest both "
                "text/plain and text/html blocks are included, but only one block is required."
            ),
            "content",
        )
        return
    types = []
    for number, part in enumerate(content):
        where = f"content.{number}"
        if (
            not isinstance(part, dict)
            or not isinstance(part.get("value"), str)
            or not part["value"]
        ):
            yield error(
                "The content value must be a string at least one character in length.",
                f"{where}.value",
            )
            continue
        kind = part.get("type")
        if not isinstance(kind, str) or not kind or re.search(r"[;\r\n]", kind):
            yield error(
                (
                    "The content type must be a string at least one character in length, without "
                    "; or line breaks."
                ),
                f"{where}.type",
            )
            continue
        types.append(kind)
    if "text/plain" in types and types.index("text/plain") != 0:
        yield error(
            (
                "If present, text/plain and text/html may only be provided once and in order: "
                "text/plain must be first, followed by text/html, followed by any other content."
            ),
            "content",
        )
    elif "text/html" in types and types.index("text/html") > (1 if types[0] == "text/plain" else 0):
        yield error(
            "If present, text/html must come before any other content but text/plain.",
            "content",
        )
    if len(set(types)) != len(types):
        yield error("Each content type may only be provided once.", "content")


def _attachments(attachments: object) -> Iterator[dict[str, Any]]:
    if attachments is None:
        return
    if not isinstance(attachments, list):
        yield error("The attachments parameter must be an array.", "attachments")
        return
    for number, part in enumerate(attachments):
        where = f"attachments.{number}"
        if (
            not isinstance(part, dict)
            or not isinstance(part.get("filename"), str)
            or not part["filename"]
        ):
            yield error("The attachment filename parameter is required.", f"{where}.filename")
            continue
        try:
            if not base64.b64decode(part.get("content") or "", validate=True):
                raise ValueError
        except (binascii.Error, ValueError, TypeError):
            yield error("The attachment content must be base64 encoded.", f"{where}.content")
        if part.get("disposition", "attachment") not in ("attachment", "inline"):
            yield error(
                "The attachment disposition must be inline or attachment.",
                f"{where}.disposition",
            )


def _headers(headers: object, where: str) -> Iterator[dict[str, Any]]:
    if headers is None:
        return
    if not isinstance(headers, dict):
        yield error("The headers parameter must be an object.", where)
        return
    for name, value in headers.items():
        if name.lower() in RESERVED_HEADERS:
            yield error(f"The header {name} is reserved and cannot be used.", f"{where}.{name}")
        if not re.fullmatch(r"[!-9;-~]+", name):
            yield error(
                "Header names must be printable ASCII without colons.",
                f"{where}.{name}",
            )
        if not isinstance(value, str):
            yield error("Header values must be strings.", f"{where}.{name}")
        elif re.search(r"[\r\n]", value) or not value.isascii():
            yield error("Header values must be ASCII without line breaks.", f"{where}.{name}")


def _categories(categories: object) -> Iterator[dict[str, Any]]:
    if categories is None:
        return
    if not isinstance(categories, list) or not all(isinstance(name, str) for name in categories):
        yield error("The categories parameter must be an array of strings.", "categories")
        return
    if len(categories) > 10:
        yield error("You may not have more than 10 categories.", "categories")
    if len(set(categories)) != len(categories):
        yield error("Category names must be unique.", "categories")
    for number, name in enumerate(categories):
        if not name or len(name) > 255 or not name.isascii():
            yield error(
                "A category must be ASCII, of 1 to 255 characters.",
                f"categories.{number}",
            )


def _custom_args(args: object, where: str) -> Iterator[dict[str, Any]]:
    if args is None:
        return
    if not isinstance(args, dict):
        yield error("The custom_args parameter must be an object.", where)
        return
    for name, value in args.items():
        if not isinstance(value, str):
            yield error("Custom arg values must be strings.", f"{where}.{name}")
    if len(json.dumps(args).encode()) >= 10_000:
        yield error("Custom args may not exceed 10,000 bytes.", where)


def _send_at(value: object, where: str, now: datetime) -> Iterator[dict[str, Any]]:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        yield error("The send_at parameter must be a unix timestamp.", where)
    elif value > now.timestamp() + 72 * 3600:
        yield error("Scheduled sending must be within 72 hours.", where)

"""``POST /v3/mail/send``: one message kept for every recipient, and 202."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.clock import iso
from sandbox.runtime import Sandbox
from sandbox.sendgrid.answers import refuse
from sandbox.sendgrid.validation import MOST_BYTES, check_mail
from sandbox.store import Document
from sandbox.vendor import Refusal

TOO_LARGE = (
    "<html><head><title>413 Request Entity Too Large</title></head><body><h1>413 "
    "Request Entity Too Large</h1></body></html>"
)


async def send_mail(request: Request, box: Sandbox) -> Response:
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise refuse(415, "Content-Type should be application/json.", "Content-Type")
    raw = await request.body()
    if len(raw) > MOST_BYTES:
        raise Refusal(413, TOO_LARGE, html=True)
    if request.headers.get("content-encoding") == "gzip":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error):
            raise refuse(400, "Bad Request") from None
    try:
        body = json.loads(raw)
    except ValueError:
        raise refuse(400, "Bad Request") from None
    if not isinstance(body, dict):
        raise refuse(400, "Bad Request")
    batches = frozenset(key for key, _ in box.store.collection("sg_batch_ids").items())
    errors = check_mail(body, box.now(), batches)
    if errors:
        raise Refusal(400, {"errors": errors})
    message_id = new_message_id(box)
    headers = {"X-Message-Id": message_id}
    sandboxed = ((body.get("mail_settings") or {}).get("sandbox_mode") or {}).get("enable") is True
    if sandboxed:
        return Response(status_code=200, headers=headers, media_type="application/json")
    accept(box, body, message_id)
    return Response(status_code=202, headers=headers)


def new_message_id(box: Sandbox) -> str:
    """22 characters, as the vendor's; says nothing about what will happen to the message."""
    number = box.store.next_number("sg_request")
    return (
        base64.urlsafe_b64encode(box.chance.digest("message id", number)[:16]).decode().rstrip("=")
    )


def accept(box: Sandbox, body: dict[str, Any], message_id: str) -> list[Document]:
    """Keep one message for each recipient and put down that it leaves."""
    kept = []
    messages = box.store.collection("sg_messages")
    number = 0
    for part in body["personalizations"]:
        for role in ("to", "cc", "bcc"):
            for recipient in part.get(role) or []:
                document = _message(box, body, part, recipient, role, message_id, number)
                number += 1
                kept.append(messages.put(document["sg_message_id"], document))
                leaves = max(box.now(), _send_at(body, part) or box.now()) + timedelta(seconds=1)
                box.agenda.add(
                    leaves,
                    "mail.leave",
                    document["stable"],
                    {"message": document["sg_message_id"]},
                )
    return kept


def _send_at(body: dict[str, Any], part: dict[str, Any]) -> datetime | None:
    value = part.get("send_at", body.get("send_at"))
    return datetime.fromtimestamp(value, UTC) if value else None


def _message(
    box: Sandbox,
    body: dict[str, Any],
    part: dict[str, Any],
    recipient: dict[str, Any],
    role: str,
    message_id: str,
    number: int,
) -> Document:
    address = recipient["email"].strip().lower()
    ordinal = box.store.next_number(f"mails to {address}")
    person = box.world.by_email.get(address)
    contents = {c["type"]: c["value"] for c in body.get("content") or []}
    headers = {**(body.get("headers") or {}), **(part.get("headers") or {})}
    reply_to = body.get("reply_to") or next(iter(body.get("reply_to_list") or []), None)
    sender = part.get("from") or body["from"]
    at = _send_at(body, part)
    return {
        "message_id": message_id,
        "sg_message_id": f"{message_id}.recvd-6b9f7c8d9-sbx{number}-1-{number:08X}-1.{number}",
        "smtp_id": headers.get("Message-ID") or f"<{message_id}@geopod-ismtpd-1>",
        "stable": f"{address} #{ordinal}",
        "accepted_at": iso(box.now()),
        "send_at": int(at.timestamp()) if at else None,
        "batch_id": body.get("batch_id"),
        "to": {"email": recipient["email"], "name": recipient.get("name")},
        "role": role,
        "from": sender,
        "reply_to": reply_to or sender,
        "subject": part.get("subject") or body.get("subject") or "",
        "text": contents.get("text/plain"),
        "html": contents.get("text/html"),
        "headers": headers,
        "custom_args": {
            **(body.get("custom_args") or {}),
            **(part.get("custom_args") or {}),
        },
        "categories": body.get("categories") or [],
        "asm_group_id": (body.get("asm") or {}).get("group_id"),
        "tracks_opens": _tracked(body, "open_tracking"),
        "tracks_clicks": _tracked(body, "click_tracking"),
        "bypass": _bypasses(body),
        "template_id": body.get("template_id"),
        "payload": body,
        "true_person": person.true_person if person else None,
        "status": "processed",
        "events": [],
    }


def _tracked(body: dict[str, Any], name: str) -> bool:
    """An account tracks unless the message says that it does not."""
    setting = (body.get("tracking_settings") or {}).get(name) or {}
    return setting.get("enable", True) is True


def _bypasses(body: dict[str, Any]) -> list[str]:
    settings = body.get("mail_settings") or {}
    return [
        n
        for n, v in settings.items()
        if n.startswith("bypass_") and (v or {}).get("enable") is True
    ]


async def scopes(request: Request, box: Sandbox) -> Response:
    names = [
        "mail.send", "mail.batch.create", "mail.batch.read", "user.scheduled_sends.create",
        "user.webhooks.event.settings.read", "user.webhooks.event.settings.update",
        "user.webhooks.parse.settings.read", "user.webhooks.parse.settings.create",
        "suppression.read", "asm.groups.read", "messages.read", "sender_verification_eligible",
    ]  # fmt: skip
    return JSONResponse({"scopes": names})

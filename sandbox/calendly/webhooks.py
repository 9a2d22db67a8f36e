"""Webhook subscriptions and the signed posts they receive."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sandbox.clock import iso_micro
from sandbox.runtime import Sandbox
from sandbox.store import Document

EVENTS = (
    "invitee.created",
    "invitee.canceled",
    "invitee_no_show.created",
    "invitee_no_show.deleted",
    "routing_form_submission.created",
    "contact.created",
    "contact.updated",
    "contact.deleted",
    "meeting_recap.created",
)

RETRY_AFTER = (30, 60, 300, 900, 3600, 7200, 14400, 28800, 28800)
"""Seconds between attempts, about 24 hours in all; then the subscription is disabled."""

DELAY = timedelta(seconds=2)


def announce(box: Sandbox, event: str, payload: Mapping[str, Any]) -> None:
    """Put down one post for every active subscription to ``event``, with the body fixed now."""
    number = box.store.next_number("cal_announcement")
    scheduled = box.store.collection("cal_events").get(str(payload["event"]).rpartition("/")[2])
    body = {
        "event": event,
        "created_at": iso_micro(box.now()),
        "created_by": box.url(f"/calendly/users/{box.chance.token(16, 'calendly user').upper()}"),
        "payload": {**payload, "scheduled_event": scheduled},
    }
    for uuid, hook in box.store.collection("cal_hooks").items():
        if hook["state"] == "active" and event in hook["events"]:
            data = {
                "hook": uuid,
                "body": json.dumps(body, ensure_ascii=False),
                "attempt": 0,
            }
            box.agenda.add(
                box.now() + DELAY,
                "cal.webhook",
                f"{number:06d}-{uuid}",
                {**data, "key": f"{number:06d}-{uuid}"},
            )


def signature(key: str, timestamp: int, body: bytes) -> str:
    """``t=<unix>,v1=<hex HMAC-SHA256 of "t.body">``."""
    mac = hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={mac.hexdigest()}"


async def on_webhook(box: Sandbox, data: Document) -> None:
    hooks = box.store.collection("cal_hooks")
    hook = hooks.get(data["hook"])
    if hook is None or hook["state"] != "active":
        return
    body = data["body"].encode()
    headers = {"Content-Type": "application/json", "User-Agent": "Calendly"}
    if hook["signing_key"]:
        stamp = int(box.now().timestamp())
        headers["Calendly-Webhook-Signature"] = signature(hook["signing_key"], stamp, body)
    status = await box.outbound.post(hook["callback_url"], body, headers)
    if status is not None and 200 <= status < 300:
        if hook["retry_started_at"]:
            hooks.put(data["hook"], {**hook, "retry_started_at": None})
        return
    attempt = data["attempt"]
    started = hook["retry_started_at"] or iso_micro(box.now())
    if attempt >= len(RETRY_AFTER):
        hooks.put(data["hook"], {**hook, "state": "disabled", "retry_started_at": started})
        return
    hooks.put(data["hook"], {**hook, "retry_started_at": started})
    later = box.now() + timedelta(seconds=RETRY_AFTER[attempt])
    box.agenda.add(later, "cal.webhook", data["key"], {**data, "attempt": attempt + 1})


def hook_resource(box: Sandbox, uuid: str, hook: Document) -> dict[str, Any]:
    """A subscription as the API shows it: never its signing key."""
    shown = {key: value for key, value in hook.items() if key != "signing_key"}
    return {"uri": box.url(f"/calendly/webhook_subscriptions/{uuid}"), **shown}

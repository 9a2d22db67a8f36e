"""Events: kept with their message, posted in signed batches, at times late, twice or jumbled."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.behaviour import rates
from sandbox.clock import iso
from sandbox.runtime import Sandbox
from sandbox.store import Document

SWITCHES = {
    "processed": "processed", "dropped": "dropped", "delivered": "delivered",
    "deferred": "deferred", "bounce": "bounce", "open": "open", "click": "click",
    "spamreport": "spam_report", "unsubscribe": "unsubscribe",
    "group_unsubscribe": "group_unsubscribe", "group_resubscribe": "group_resubscribe",
}  # fmt: skip
"""Event -> the webhook setting that lets it through."""

STATUSES = {
    "delivered": "delivered",
    "dropped": "dropped",
    "deferred": "deferred",
    "open": "delivered",
    "click": "delivered",
}

RETRY_AFTER = (60, 120, 300, 600, 1800, 3600, 7200, 14400, 21600, 28800)
"""Seconds between attempts to post a batch, about 24 hours in all."""

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


def emit(
    box: Sandbox,
    message: Document,
    event: str,
    /,
    *,
    unnamed: bool = False,
    **fields: Any,
) -> Document:
    """Record that ``event`` happened to a message now, and queue it for every webhook.

    ``unnamed`` leaves ``sg_message_id`` out of what is posted, as with asynchronous bounces.
    """
    now = box.now()
    number = len(message["events"])
    event_id = base64.urlsafe_b64encode(
        box.chance.digest("event", message["sg_message_id"], event, number)[:18]
    ).decode()
    record = {
        "event": event,
        "email": message["to"]["email"],
        "timestamp": int(now.timestamp()),
        "sg_event_id": event_id,
        "sg_message_id": message["sg_message_id"],
        **{
            key.replace("smtp_id", "smtp-id"): value
            for key, value in fields.items()
            if value is not None
        },
    }
    if message["categories"]:
        record["category"] = message["categories"]
    if message["asm_group_id"] is not None:
        record["asm_group_id"] = message["asm_group_id"]
    message["events"].append(record)
    if event == "bounce":
        message["status"] = "bounced" if fields.get("type") == "bounce" else "blocked"
    elif event in STATUSES:
        message["status"] = STATUSES[event]
    box.store.collection("sg_messages").put(message["sg_message_id"], message)
    flat = {**message["custom_args"], **record}
    if unnamed:
        del flat["sg_message_id"]
    _queue(box, flat, message["stable"], number)
    return record


def _queue(box: Sandbox, flat: Document, stable: str, number: int) -> None:
    event = flat["event"]
    for hook_id, hook in box.store.collection("sg_hooks").items():
        if not hook["enabled"] or not hook.get(SWITCHES[event]):
            continue
        key = (stable, number, event)
        delay = timedelta(0)
        if box.chance.happens(rates.EVENT_LATE, "late event", *key):
            delay = timedelta(minutes=box.chance.whole(10, 180, "how late", *key))
        elif box.chance.happens(rates.EVENT_OVERTAKEN, "overtaken event", *key):
            delay = timedelta(seconds=90)
        _add(box, hook_id, box.now() + delay, flat)
        if box.chance.happens(rates.EVENT_REPEATED, "repeated event", *key):
            again = timedelta(seconds=box.chance.whole(40, 3600, "repeated after", *key))
            _add(box, hook_id, box.now() + delay + again, flat)


def _add(box: Sandbox, hook_id: str, at: datetime, flat: Document) -> None:
    seconds = int(at.timestamp()) // rates.BATCH_SECONDS * rates.BATCH_SECONDS + rates.BATCH_SECONDS
    slot = datetime.fromtimestamp(seconds, at.tzinfo)
    key = f"{hook_id} {iso(slot)}"
    batches = box.store.collection("sg_event_batches")
    batch = batches.get(key) or {
        "hook": hook_id,
        "events": [],
        "attempt": 0,
        "key": key,
    }
    batch["events"].append(flat)
    batches.put(key, batch)
    box.agenda.add(slot, "sg.batch", key, {"key": key})


@lru_cache(maxsize=64)
def _private_key(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


def signing_key(box: Sandbox, name: str) -> ec.EllipticCurvePrivateKey:
    """The key pair of a webhook or security policy; made of the seed and its name."""
    return _private_key(int.from_bytes(box.chance.digest("signing key", name)[:31], "big") + 1)


def public_key(box: Sandbox, name: str) -> str:
    """Base64 of the DER SubjectPublicKeyInfo, as the vendor shows it."""
    der = (
        signing_key(box, name)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return base64.b64encode(der).decode()


def signature_headers(box: Sandbox, name: str, body: bytes) -> dict[str, str]:
    """ECDSA P-256 over SHA-256 of timestamp and body, DER in base64."""
    stamp = str(int(box.now().timestamp()))
    signed = signing_key(box, name).sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {SIGNATURE: base64.b64encode(signed).decode(), TIMESTAMP: stamp}


def batch_body(events: list[Document]) -> bytes:
    """A JSON array with a line for each event, ending in CRLF as the vendor's does."""
    lines = (json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events)
    return ("[" + ",\r\n".join(lines) + "]\r\n").encode()


async def on_batch(box: Sandbox, data: Document) -> None:
    """Post a batch; a refusal or silence puts the same bytes down for later."""
    batches = box.store.collection("sg_event_batches")
    batch = batches.get(data["key"])
    if batch is None:
        return
    hook = box.store.collection("sg_hooks").get(batch["hook"])
    if hook is None or not hook["enabled"]:
        batches.remove(data["key"])
        return
    events = sorted(
        batch["events"],
        key=lambda e: box.chance.digest("jumble", e["email"], e["event"], e["timestamp"]),
    )
    body = batch_body(events)
    headers = {"Content-Type": "application/json", "User-Agent": "SendGrid Event API"}
    if hook["signed"]:
        headers.update(signature_headers(box, batch["hook"], body))
    status = await box.outbound.post(hook["url"], body, headers)
    if status is not None and 200 <= status < 300:
        batches.remove(data["key"])
        return
    attempt = batch["attempt"]
    if attempt >= len(RETRY_AFTER):
        batches.remove(data["key"])
        return
    batches.put(data["key"], {**batch, "attempt": attempt + 1})
    box.agenda.add(
        box.now() + timedelta(seconds=RETRY_AFTER[attempt]),
        "sg.batch",
        data["key"],
        data,
    )

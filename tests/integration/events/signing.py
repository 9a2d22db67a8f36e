"""Signing as the vendors do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from storage.database import Database

STAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
CALENDLY = "Calendly-Webhook-Signature"
CALENDLY_SECRET = "calendly-secret"
_KEY = ec.derive_private_key(4711, ec.SECP256R1())
_OTHER = ec.derive_private_key(4712, ec.SECP256R1())


def register(store: Database) -> None:
    """Put the keys where the routes look for them."""
    public = base64.b64encode(
        _KEY.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    ).decode()
    with store.begin() as work:
        for name, value in (
            ("sendgrid_events_public_key", public),
            ("sendgrid_inbound_public_key", public),
            ("calendly_signing_key", CALENDLY_SECRET),
        ):
            work.upsert("secrets", name=name, value=value, created_at="2026-11-01T00:00:00.000Z")


def sendgrid(body: bytes, at: datetime, *, forged: bool = False) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    key = _OTHER if forged else _KEY
    signed = key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "Content-Type": "application/json",
        STAMP: stamp,
        SIGNATURE: base64.b64encode(signed).decode(),
    }


def calendly(body: bytes, at: datetime, *, key: str = CALENDLY_SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    told = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", CALENDLY: f"t={stamp},v1={told}"}


def events(*told: dict[str, Any]) -> bytes:
    return (json.dumps(list(told)) + "\r\n").encode()


def form(**fields: str) -> tuple[bytes, str]:
    """A multipart body and its content type."""
    edge = "xYzZY"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join([*parts, f"--{edge}--\r\n"]).encode(), f"multipart/form-data; boundary={edge}"


def invitee(kind: str, uri: str, token: str, created_at: str, **told: Any) -> bytes:
    canceled = kind == "invitee.canceled"
    return json.dumps(
        {
            "event": kind,
            "created_at": created_at,
            "payload": {
                "uri": uri, "email": "somebody.else@mailbox.example", "name": "Somebody Else",
                "status": "canceled" if canceled else "active", "created_at": created_at,
                "updated_at": created_at, "tracking": {"utm_content": token},
                "scheduled_event": {
                    "uri": f"{uri}/event", "status": "canceled" if canceled else "active",
                    "start_time": "2026-12-01T09:00:00.000000Z",
                    "end_time": "2026-12-01T09:30:00.000000Z",
                },
                **told,
            },
        }
    ).encode()  # fmt: skip

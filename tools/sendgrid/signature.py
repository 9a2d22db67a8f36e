"""SendGrid's webhook signature: ECDSA P-256 over timestamp and raw body.

The vendor's own ``EventWebhook`` wants the body as text, which an inbound mail with
attachments is not; the same check is done here over bytes.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

import errors

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"


def verify_signature(
    public_key: str, signature: str | None, timestamp: str | None, body: bytes
) -> None:
    """Return when ``body`` is SendGrid's, byte for byte.

    ``public_key`` is base64 DER as SendGrid shows it (PEM marks around it do no harm);
    ``signature`` (base64 DER) and ``timestamp`` are the two headers as they came. Never
    re-serialise ``body``: it ends in CRLF and every byte counts.

    Raises :class:`errors.ForgedEvent` when anything is missing or does not verify, and
    :class:`errors.Misconfigured` when the public key is unusable.
    """
    key = _public_key(public_key)
    if not signature or not timestamp:
        raise errors.ForgedEvent(
            "the webhook came without a signature",
            fix="switch on the signed webhook at SendGrid, or find out who calls this address",
        )
    try:
        # Signed is the plain joining of both: only digits keep the seam where it was.
        if not (timestamp.isascii() and timestamp.isdigit()):
            raise ValueError("the timestamp is no number")
        decoded = base64.b64decode(signature, validate=True)
        key.verify(decoded, timestamp.encode() + body, ec.ECDSA(SHA256()))
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise errors.ForgedEvent(
            "the webhook's signature does not verify",
            fix="if these are SendGrid's events, register the webhook again to renew the key",
        ) from error


@lru_cache(maxsize=8)
def _public_key(text: str) -> ec.EllipticCurvePublicKey:
    lines = [line for line in text.split() if line]
    bare = "".join(lines).replace("-----BEGINPUBLICKEY-----", "")
    bare = bare.replace("-----ENDPUBLICKEY-----", "")
    try:
        key = load_der_public_key(base64.b64decode(bare, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise errors.Misconfigured(
            "SendGrid's public key for webhooks cannot be read",
            fix="register the webhook again: rendezvous webhooks register",
        ) from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise errors.Misconfigured("SendGrid's public key for webhooks is of another kind")
    return key

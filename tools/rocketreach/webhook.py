"""RocketReach's webhook: check the signature first, then read the profiles.

``X-RocketReach-Signature`` is base64(HMAC-SHA256(secret, raw body)), with no time in it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import errors

SIGNATURE_HEADER = "X-RocketReach-Signature"
REQUEST_HEADER = "RR-Request-ID"
MOST_PROFILES = 1_000


def verify_rocketreach(secret: str, signature: str | None, body: bytes) -> None:
    """Return when ``body`` was signed with ``secret``. Raises :class:`errors.ForgedEvent`."""
    if not secret or not signature:
        raise errors.ForgedEvent(
            "the webhook came without a signature",
            fix="make a secret for the webhook in RocketReach's pages, or find out who calls",
        )
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    if not hmac.compare_digest(expected, signature.strip().encode("utf-8", "replace")):
        raise errors.ForgedEvent(
            "the webhook's signature does not verify",
            fix="if this is RocketReach, register with its present secret again",
        )


def parse_rocketreach(body: bytes) -> list[dict[str, Any]]:
    """One profile, or those of a bulk lookup; each has an ``id``.

    Raises :class:`errors.InvalidInput` for what is not RocketReach's.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise errors.InvalidInput("the RocketReach webhook's body is not JSON") from error
    profiles = told if isinstance(told, list) else [told]
    if len(profiles) > MOST_PROFILES:
        raise errors.InvalidInput(f"the RocketReach webhook names {len(profiles)} profiles")
    for profile in profiles:
        if not isinstance(profile, dict) or not isinstance(profile.get("id"), int | str):
            raise errors.InvalidInput("the RocketReach webhook's body holds no profile with an id")
    return profiles

"""Telling SendGrid where to send events and replies, signed. Doing it twice changes nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import errors
from tools.http import VendorHttp

NAME = "rendezvous"
EVENTS = (
    "processed",
    "deferred",
    "delivered",
    "bounce",
    "dropped",
    "open",
    "click",
    "spam_report",
    "unsubscribe",
    "group_unsubscribe",
    "group_resubscribe",
)


def register_event_webhook(http: VendorHttp, url: str) -> str:
    """Have every event sent to ``url``, signed; the public key to verify them with."""
    wanted = {"enabled": True, "url": url, "friendly_name": NAME, **dict.fromkeys(EVENTS, True)}
    webhook_id = _webhook_at(http, url)
    if webhook_id is None:
        created = http.send("POST", "/v3/user/webhooks/event/settings", json=wanted)
        webhook_id = _text(_read(http, created), "id")
    else:
        path = f"/v3/user/webhooks/event/settings/{quote(webhook_id, safe='')}"
        http.send("PATCH", path, json=wanted, retry=True)
    signed = http.send(
        "PATCH",
        f"/v3/user/webhooks/event/settings/signed/{quote(webhook_id, safe='')}",
        json={"enabled": True},
        retry=True,
    )
    return _text(_read(http, signed), "public_key")


def register_inbound(http: VendorHttp, hostname: str, url: str) -> str:
    """Have mail to ``hostname`` posted to ``url``, signed; the public key to verify with.

    The mail comes whole (``send_raw``): its headers say what is an automatic reply, and
    its own character sets hold.
    """
    policy_id, public_key = _signing_policy(http)
    wanted = {
        "url": url,
        "hostname": hostname,
        "spam_check": False,
        "send_raw": True,
        "security_policy": policy_id,
    }
    settings = _read(http, http.get("/v3/user/webhooks/parse/settings")).get("result") or []
    if any(isinstance(one, dict) and one.get("hostname") == hostname for one in settings):
        path = f"/v3/user/webhooks/parse/settings/{quote(hostname, safe='')}"
        http.send("PATCH", path, json=wanted, retry=True)
    else:
        http.send("POST", "/v3/user/webhooks/parse/settings", json=wanted)
    return public_key


def _webhook_at(http: VendorHttp, url: str) -> str | None:
    answer = _read(http, http.get("/v3/user/webhooks/event/settings/all"))
    for webhook in answer.get("webhooks") or []:
        if isinstance(webhook, dict) and webhook.get("url") == url and webhook.get("id"):
            return str(webhook["id"])
    return None


def _signing_policy(http: VendorHttp) -> tuple[str, str]:
    answer = _read(http, http.get("/v3/user/webhooks/security/policies"))
    for policy in answer.get("policies") or []:
        if isinstance(policy, dict) and policy.get("name") == NAME:
            key = (policy.get("signature") or {}).get("public_key")
            if key and policy.get("id"):
                return str(policy["id"]), str(key)
    created = http.send(
        "POST",
        "/v3/user/webhooks/security/policies",
        json={"name": NAME, "signature": {"enabled": True}},
    )
    policy = _read(http, created).get("policy") or {}
    return _text(policy, "id"), _text(policy.get("signature") or {}, "public_key")


def _read(http: VendorHttp, response: Any) -> dict[str, Any]:
    body = http.read_json(response)
    if not isinstance(body, dict):
        raise errors.VendorFailed("SendGrid answered with something else than a record")
    return body


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise errors.VendorFailed(f"SendGrid answered without {key}")
    return value

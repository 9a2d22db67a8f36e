"""Inbound Parse: replies posted as multipart forms to the hostname they were written to."""

from __future__ import annotations

import json
from datetime import timedelta
from email.message import EmailMessage
from html import escape
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.clock import iso
from sandbox.runtime import Sandbox
from sandbox.sendgrid.answers import body_of, refuse
from sandbox.sendgrid.events import public_key, signature_headers
from sandbox.store import Document

RETRY_AFTER = (60, 300, 900, 3600, 10800, 21600, 43200, 86400, 86400)
"""Seconds between attempts; about three days in all."""

BOUNDARY = "xYzZY"


def receive(box: Sandbox, mail: dict[str, Any]) -> None:
    """A mail arrives for one of our hostnames: put its post down, if anybody asked for it."""
    host = mail["to"].partition("@")[2].lower()
    setting = box.store.collection("sg_parse").get(host)
    if setting is not None:
        key = mail["key"]
        box.agenda.add(
            box.now() + timedelta(seconds=3),
            "sg.inbound",
            key,
            {"mail": mail, "host": host, "attempt": 0},
        )


def fields_of(mail: dict[str, Any], *, raw: bool) -> dict[str, str]:
    """The form fields of one mail, in the vendor's names."""
    fields = {
        "headers": "\n".join(f"{name}: {value}" for name, value in mail["headers"].items()) + "\n",
        "dkim": f"{{@{mail['from_address'].partition('@')[2]} : pass}}",
        "SPF": "pass",
        "to": mail["to"],
        "from": mail["from"],
        "subject": mail["subject"],
        "sender_ip": "192.0.2.25",
        "envelope": json.dumps({"to": [mail["to"]], "from": mail["from_address"]}),
        "attachments": "0",
        "charsets": json.dumps(
            {
                "to": "UTF-8",
                "from": "UTF-8",
                "subject": "UTF-8",
                "text": "utf-8",
                "html": "utf-8",
            }
        ),
    }
    if raw:
        message = EmailMessage()
        for name, value in mail["headers"].items():
            message[name] = value
        message.set_content(mail["text"])
        return {**fields, "email": message.as_string()}
    fields["text"] = mail["text"]
    fields["html"] = f"<div>{escape(mail['text']).replace(chr(10), '<br>')}</div>"
    return fields


def multipart(fields: dict[str, str]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


async def on_inbound(box: Sandbox, data: Document) -> None:
    """Post the mail; a 5xx or silence is tried again, any other refusal is final."""
    setting = box.store.collection("sg_parse").get(data["host"])
    if setting is None:
        return
    body = multipart(fields_of(data["mail"], raw=setting["send_raw"]))
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "User-Agent": "Sendlib/1.0",
    }
    policy = setting.get("security_policy")
    kept = box.store.collection("sg_policies").get(policy or "")
    if kept is not None and kept["signed"]:
        headers.update(signature_headers(box, f"policy {policy}", body))
    status = await box.outbound.post(setting["url"], body, headers)
    attempt = data["attempt"]
    if (status is None or status >= 500) and attempt < len(RETRY_AFTER):
        later = box.now() + timedelta(seconds=RETRY_AFTER[attempt])
        box.agenda.add(later, "sg.inbound", data["mail"]["key"], {**data, "attempt": attempt + 1})


def _read(body: dict[str, Any], kept: Document | None) -> Document:
    url = body.get("url", (kept or {}).get("url"))
    if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
        raise refuse(400, "url must be a valid URL", "url")
    fields: Document = {"url": url}
    for name in ("spam_check", "send_raw"):
        value = body.get(name, (kept or {}).get(name, False))
        if not isinstance(value, bool):
            raise refuse(400, f"{name} must be a boolean", name)
        fields[name] = value
    fields["security_policy"] = body.get("security_policy", (kept or {}).get("security_policy"))
    return fields


def _setting(request: Request, box: Sandbox) -> Document:
    setting = box.store.collection("sg_parse").get(request.path_params["hostname"].lower())
    if setting is None:
        raise refuse(404, "not found")
    return setting


async def create_setting(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    host = body.get("hostname")
    if not isinstance(host, str) or "." not in host:
        raise refuse(400, "hostname must be a valid hostname", "hostname")
    kept = box.store.collection("sg_parse")
    if host.lower() in kept:
        raise refuse(400, "A parse setting for this hostname already exists", "hostname")
    setting = kept.put(host.lower(), {"hostname": host.lower(), **_read(body, None)})
    return JSONResponse(setting, 201)


async def list_settings(request: Request, box: Sandbox) -> Response:
    return JSONResponse({"result": list(box.store.collection("sg_parse").values())})


async def get_setting(request: Request, box: Sandbox) -> Response:
    return JSONResponse(_setting(request, box))


async def update_setting(request: Request, box: Sandbox) -> Response:
    setting = _setting(request, box)
    changed = {**setting, **_read(await body_of(request), setting)}
    return JSONResponse(box.store.collection("sg_parse").put(setting["hostname"], changed))


async def delete_setting(request: Request, box: Sandbox) -> Response:
    box.store.collection("sg_parse").remove(_setting(request, box)["hostname"])
    return Response(status_code=204)


def _policy_shown(box: Sandbox, policy: Document) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": policy["id"], "name": policy["name"]}
    if policy["signed"]:
        shown["signature"] = {"public_key": public_key(box, f"policy {policy['id']}")}
    return {"policy": shown}


def _policy(request: Request, box: Sandbox) -> Document:
    policy = box.store.collection("sg_policies").get(request.path_params["id"])
    if policy is None:
        raise refuse(404, "not found")
    return policy


async def create_policy(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise refuse(400, "name is required", "name")
    uuid = box.chance.token(24, "policy", box.store.next_number("sg_policy"))
    signed = (body.get("signature") or {}).get("enabled") is True
    policy = {"id": uuid, "name": name, "signed": signed, "created_at": iso(box.now())}
    return JSONResponse(
        _policy_shown(box, box.store.collection("sg_policies").put(uuid, policy)), 201
    )


async def list_policies(request: Request, box: Sandbox) -> Response:
    policies = box.store.collection("sg_policies").values()
    return JSONResponse({"policies": [_policy_shown(box, policy)["policy"] for policy in policies]})


async def get_policy(request: Request, box: Sandbox) -> Response:
    return JSONResponse(_policy_shown(box, _policy(request, box)))


async def update_policy(request: Request, box: Sandbox) -> Response:
    policy, body = _policy(request, box), await body_of(request)
    changed = {**policy, "name": body.get("name", policy["name"])}
    if isinstance(body.get("signature"), dict):
        changed["signed"] = body["signature"].get("enabled") is True
    return JSONResponse(
        _policy_shown(box, box.store.collection("sg_policies").put(policy["id"], changed))
    )


async def delete_policy(request: Request, box: Sandbox) -> Response:
    box.store.collection("sg_policies").remove(_policy(request, box)["id"])
    return JSONResponse({"policy": None})

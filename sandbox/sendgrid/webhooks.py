"""Event webhook settings: create, read, change, sign, test."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.clock import iso
from sandbox.runtime import Sandbox
from sandbox.sendgrid.answers import body_of, refuse
from sandbox.sendgrid.events import SWITCHES, batch_body, public_key, signature_headers
from sandbox.store import Document

FLAGS = (*SWITCHES.values(), "account_status_change", "enabled")
TEXTS = ("friendly_name", "oauth_client_id", "oauth_client_secret", "oauth_token_url")
MOST = 5


def _resource(box: Sandbox, hook: Document, *, dates: bool = True) -> dict[str, Any]:
    shown = {
        name: value for name, value in hook.items() if name not in ("signed", "oauth_client_secret")
    }
    if not dates:
        shown = {name: value for name, value in shown.items() if not name.endswith("_date")}
    if hook["signed"]:
        shown["public_key"] = public_key(box, hook["id"])
    return shown


def _read(body: dict[str, Any], box: Sandbox, kept: Document | None) -> Document:
    url = body.get("url", (kept or {}).get("url"))
    if (
        not isinstance(url, str)
        or urlsplit(url).scheme not in ("http", "https")
        or not urlsplit(url).hostname
    ):
        raise refuse(400, "url must be a valid URL", "url")
    for name in FLAGS:
        if name in body and not isinstance(body[name], bool):
            raise refuse(400, f"{name} must be a boolean", name)
    unknown = sorted(set(body) - set(FLAGS) - set(TEXTS) - {"url", "id"})
    if unknown:
        raise refuse(400, f"unknown field {unknown[0]}", unknown[0])
    fields: Document = {"url": url}
    for name in FLAGS:
        fields[name] = body.get(name, (kept or {}).get(name, name == "enabled"))
    for name in TEXTS:
        fields[name] = body.get(name, (kept or {}).get(name))
    return fields


def _hook(request: Request, box: Sandbox) -> Document:
    hook = box.store.collection("sg_hooks").get(request.path_params["id"])
    if hook is None:
        raise refuse(404, "webhook not found", "id")
    return hook


async def create_hook(request: Request, box: Sandbox) -> Response:
    hooks = box.store.collection("sg_hooks")
    if len(hooks) >= MOST:
        raise refuse(400, f"maximum number of webhooks ({MOST}) reached")
    fields = _read(await body_of(request), box, None)
    digits = box.chance.digest("event webhook", box.store.next_number("sg_hook")).hex()
    uuid = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"
    now = iso(box.now())
    hook = hooks.put(
        uuid,
        {
            "id": uuid,
            **fields,
            "signed": False,
            "created_date": now,
            "updated_date": now,
        },
    )
    return JSONResponse(_resource(box, hook), 201)


async def list_hooks(request: Request, box: Sandbox) -> Response:
    hooks = [_resource(box, hook) for hook in box.store.collection("sg_hooks").values()]
    return JSONResponse({"max_allowed": MOST, "webhooks": hooks})


async def get_hook(request: Request, box: Sandbox) -> Response:
    return JSONResponse(_resource(box, _hook(request, box), dates=False))


async def update_hook(request: Request, box: Sandbox) -> Response:
    hook = _hook(request, box)
    fields = _read(await body_of(request), box, hook)
    changed = box.store.collection("sg_hooks").put(
        hook["id"], {**hook, **fields, "updated_date": iso(box.now())}
    )
    return JSONResponse(_resource(box, changed))


async def delete_hook(request: Request, box: Sandbox) -> Response:
    box.store.collection("sg_hooks").remove(_hook(request, box)["id"])
    return Response(status_code=204)


async def sign_hook(request: Request, box: Sandbox) -> Response:
    hook = _hook(request, box)
    enabled = (await body_of(request)).get("enabled")
    if not isinstance(enabled, bool):
        raise refuse(400, "enabled must be a boolean", "enabled")
    box.store.collection("sg_hooks").put(hook["id"], {**hook, "signed": enabled})
    return JSONResponse(
        {"id": hook["id"], "public_key": public_key(box, hook["id"]) if enabled else ""}
    )


async def get_signature(request: Request, box: Sandbox) -> Response:
    hook = _hook(request, box)
    return JSONResponse(
        {
            "id": hook["id"],
            "public_key": public_key(box, hook["id"]) if hook["signed"] else "",
        }
    )


async def test_hook(request: Request, box: Sandbox) -> Response:
    """Post one example event of each kind to a URL, signed if the webhook named by ``id`` is."""
    body = await body_of(request)
    hook = box.store.collection("sg_hooks").get(str(body.get("id")))
    url = body.get("url") or (hook or {}).get("url")
    if not isinstance(url, str):
        raise refuse(400, "url is required", "url")
    stamp = int(box.now().timestamp())
    events = [
        {
            "email": "example@test.com",
            "timestamp": stamp,
            "event": event,
            "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
            "category": ["cat facts"],
            "sg_event_id": f"test-{event}-{stamp}",
            "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        }
        for event in SWITCHES
    ]
    content = batch_body(events)
    headers = {"Content-Type": "application/json", "User-Agent": "SendGrid Event API"}
    if hook is not None and hook["signed"]:
        headers.update(signature_headers(box, hook["id"], content))
    await box.outbound.post(url, content, headers)
    return Response(status_code=204)

"""``/webhook_subscriptions``."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.calendly.answers import invalid, last_segment, listing, missing, refuse
from sandbox.calendly.host import organization_uuid, user_uri, user_uuid
from sandbox.calendly.links import body_of
from sandbox.calendly.webhooks import EVENTS, hook_resource
from sandbox.clock import iso_micro
from sandbox.runtime import Sandbox


async def create_hook(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    wrong = []
    url, events, scope = body.get("url"), body.get("events"), body.get("scope")
    if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
        wrong.append(("url", "is not a valid url"))
    if not isinstance(events, list) or not events or not set(events) <= set(EVENTS):
        wrong.append(("events", "is not included in the list"))
    if scope not in ("user", "organization"):
        wrong.append(("scope", "is not included in the list"))
    if not body.get("organization"):
        wrong.append(("organization", "can't be blank"))
    if scope == "user" and not body.get("user"):
        wrong.append(("user", "can't be blank"))
    if wrong:
        raise invalid(*wrong)
    ours = last_segment(body["organization"]) == organization_uuid(box)
    if not ours or (body.get("user") and last_segment(body["user"]) != user_uuid(box)):
        raise refuse(403, "You do not have permission to access this resource.")
    hooks = box.store.collection("cal_hooks")
    if any(hook["callback_url"] == url for hook in hooks.values()):
        raise refuse(409, "Hook with this url already exists")
    now = iso_micro(box.now())
    uuid = box.chance.token(16, "hook", box.store.next_number("cal_hook")).upper()
    hook = hooks.put(
        uuid,
        {
            "callback_url": url,
            "created_at": now,
            "updated_at": now,
            "retry_started_at": None,
            "state": "active",
            "events": events,
            "scope": scope,
            "organization": body["organization"],
            "user": body.get("user"),
            "creator": user_uri(box),
            "signing_key": body.get("signing_key"),
        },
    )
    return JSONResponse({"resource": hook_resource(box, uuid, hook)}, 201)


async def list_hooks(request: Request, box: Sandbox) -> Response:
    if not request.query_params.get("organization") or not request.query_params.get("scope"):
        raise invalid(("organization", "can't be blank"), ("scope", "can't be blank"))
    scope = request.query_params["scope"]
    found = [
        hook_resource(box, uuid, hook)
        for uuid, hook in box.store.collection("cal_hooks").items()
        if hook["scope"] == scope
    ]
    return JSONResponse(listing(request, box, "/webhook_subscriptions", found))


async def get_hook(request: Request, box: Sandbox) -> Response:
    uuid = request.path_params["uuid"]
    hook = box.store.collection("cal_hooks").get(uuid)
    if hook is None:
        raise missing()
    return JSONResponse({"resource": hook_resource(box, uuid, hook)})


async def delete_hook(request: Request, box: Sandbox) -> Response:
    if box.store.collection("cal_hooks").remove(request.path_params["uuid"]) is None:
        raise missing()
    return Response(status_code=204)

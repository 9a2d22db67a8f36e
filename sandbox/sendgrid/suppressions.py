"""The suppression lists: kept, asked of at every sending, read and emptied over HTTP."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.clock import iso, parse_instant
from sandbox.runtime import Sandbox
from sandbox.sendgrid.answers import body_of, refuse
from sandbox.store import Document

LISTS = ("bounces", "blocks", "invalid_emails", "spam_reports", "unsubscribes")


def suppress(box: Sandbox, name: str, address: str, /, **fields: Any) -> None:
    """Put an address on a list (one of ``LISTS`` or ``group N``), once."""
    kept = box.store.collection("sg_suppressions")
    key = f"{name} {address.strip().lower()}"
    if key not in kept:
        kept.put(
            key,
            {
                "list": name,
                "email": address.strip().lower(),
                "created": iso(box.now()),
                **fields,
            },
        )


def listed(box: Sandbox, name: str, address: str) -> Document | None:
    return box.store.collection("sg_suppressions").get(f"{name} {address.strip().lower()}")


def suppression_reason(box: Sandbox, message: Document) -> str | None:
    """Why a message is dropped, in the vendor's words, or ``None``. Blocks do not drop."""
    address, bypass = message["to"]["email"], message["bypass"]
    if "bypass_list_management" in bypass:
        return None
    if listed(box, "bounces", address) and "bypass_bounce_management" not in bypass:
        return "Bounced Address"
    if listed(box, "invalid_emails", address):
        return "Invalid"
    if listed(box, "spam_reports", address) and "bypass_spam_management" not in bypass:
        return "Spam Reporting Address"
    if "bypass_unsubscribe_management" in bypass:
        return None
    group = message["asm_group_id"]
    if listed(box, "unsubscribes", address) or (
        group is not None and listed(box, f"group {group}", address)
    ):
        return "Unsubscribed Address"
    return None


def _entries(box: Sandbox, name: str) -> list[Document]:
    return [
        entry for entry in box.store.collection("sg_suppressions").values() if entry["list"] == name
    ]


def _shown(entry: Document) -> dict[str, Any]:
    shown = {key: value for key, value in entry.items() if key != "list"}
    return {**shown, "created": int(parse_instant(entry["created"]).timestamp())}


def _number(request: Request, name: str, default: int | None) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isdigit():
        raise refuse(400, f"{name} must be a positive integer", name)
    return int(text)


async def read_list(request: Request, box: Sandbox) -> Response:
    name = request.path_params["list"]
    if name not in LISTS:
        raise refuse(404, "not found")
    start, end = (
        _number(request, "start_time", None),
        _number(request, "end_time", None),
    )
    limit, offset = (
        _number(request, "limit", 500) or 500,
        _number(request, "offset", 0) or 0,
    )
    rows = [_shown(entry) for entry in _entries(box, name)]
    email = request.query_params.get("email")
    rows = [
        row
        for row in rows
        if (start is None or row["created"] >= start)
        and (end is None or row["created"] <= end)
        and (not email or email.lower() in row["email"])
    ]
    rows.sort(key=lambda row: (-int(row["created"]), str(row["email"])))
    return JSONResponse(rows[offset : offset + limit])


async def read_one(request: Request, box: Sandbox) -> Response:
    entry = listed(box, request.path_params["list"], request.path_params["email"])
    return JSONResponse([_shown(entry)] if entry else [])


async def delete_one(request: Request, box: Sandbox) -> Response:
    _remove(box, request.path_params["list"], request.path_params["email"])
    return Response(status_code=204)


def _remove(box: Sandbox, name: str, address: str) -> bool:
    return box.store.collection("sg_suppressions").remove(f"{name} {address.lower()}") is not None


async def delete_many(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    name = request.path_params["list"]
    addresses = body.get("emails") or []
    if body.get("delete_all") is True:
        addresses = [entry["email"] for entry in _entries(box, name)]
    for address in addresses:
        _remove(box, name, str(address))
    return Response(status_code=204)


def _recipients(body: dict[str, Any]) -> list[str]:
    emails = body.get("recipient_emails")
    if not isinstance(emails, list) or not all(isinstance(e, str) and "@" in e for e in emails):
        raise refuse(
            400,
            "recipient_emails must be an array of e-mail addresses",
            "recipient_emails",
        )
    return emails


async def add_global(request: Request, box: Sandbox) -> Response:
    emails = _recipients(await body_of(request))
    for email in emails:
        suppress(box, "unsubscribes", email)
    return JSONResponse({"recipient_emails": emails}, 201)


async def read_global(request: Request, box: Sandbox) -> Response:
    email = request.path_params["email"]
    return JSONResponse({"recipient_email": email} if listed(box, "unsubscribes", email) else {})


async def delete_global(request: Request, box: Sandbox) -> Response:
    _remove(box, "unsubscribes", request.path_params["email"])
    return Response(status_code=204)


def _group(request: Request, box: Sandbox) -> Document:
    group = box.store.collection("sg_groups").get(request.path_params["group"])
    if group is None:
        raise refuse(404, "not found")
    return group


def _group_shown(box: Sandbox, group: Document) -> dict[str, Any]:
    return {**group, "unsubscribes": len(_entries(box, f"group {group['id']}"))}


async def create_group(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    name, description = body.get("name"), body.get("description")
    if not isinstance(name, str) or not 1 <= len(name) <= 30:
        raise refuse(400, "name must be 1 to 30 characters", "name")
    if not isinstance(description, str) or not 1 <= len(description) <= 100:
        raise refuse(400, "description must be 1 to 100 characters", "description")
    number = 100 + box.store.next_number("sg_group")
    group = {
        "id": number,
        "name": name,
        "description": description,
        "is_default": body.get("is_default") is True,
    }
    box.store.collection("sg_groups").put(str(number), group)
    return JSONResponse(
        {key: group[key] for key in ("id", "name", "description", "is_default")}, 201
    )


async def list_groups(request: Request, box: Sandbox) -> Response:
    return JSONResponse(
        [_group_shown(box, group) for group in box.store.collection("sg_groups").values()]
    )


async def read_group(request: Request, box: Sandbox) -> Response:
    return JSONResponse(_group_shown(box, _group(request, box)))


async def delete_group(request: Request, box: Sandbox) -> Response:
    box.store.collection("sg_groups").remove(str(_group(request, box)["id"]))
    return Response(status_code=204)


async def add_to_group(request: Request, box: Sandbox) -> Response:
    group = _group(request, box)
    emails = _recipients(await body_of(request))
    for email in emails:
        suppress(box, f"group {group['id']}", email)
    return JSONResponse({"recipient_emails": emails}, 201)


async def read_group_members(request: Request, box: Sandbox) -> Response:
    group = _group(request, box)
    return JSONResponse([entry["email"] for entry in _entries(box, f"group {group['id']}")])


async def search_group(request: Request, box: Sandbox) -> Response:
    group = _group(request, box)
    wanted = [email.lower() for email in _recipients(await body_of(request))]
    return JSONResponse([email for email in wanted if listed(box, f"group {group['id']}", email)])


async def remove_from_group(request: Request, box: Sandbox) -> Response:
    _remove(box, f"group {_group(request, box)['id']}", request.path_params["email"])
    return Response(status_code=204)


async def groups_of(request: Request, box: Sandbox) -> Response:
    email = request.path_params["email"]
    rows = [
        {**group, "suppressed": listed(box, f"group {group['id']}", email) is not None}
        for group in box.store.collection("sg_groups").values()
    ]
    return JSONResponse({"suppressions": rows})

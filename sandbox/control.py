"""``/_sandbox``: the driver's and the judge's routes, which no vendor has."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.behaviour.records import KINDS
from sandbox.clock import iso, parse_instant
from sandbox.faults import Faults, read_fault
from sandbox.rocketreach.credits import statement
from sandbox.vendor import json_body, sandbox_of

MAILBOX_FIELDS = (
    "message_id", "sg_message_id", "accepted_at", "to", "from", "reply_to", "subject", "text",
    "html", "headers", "custom_args", "categories", "status", "true_person", "payload",
)  # fmt: skip


def _wrong(message: str) -> JSONResponse:
    return JSONResponse({"error": message}, 400)


async def read_clock(request: Request) -> Response:
    box = sandbox_of(request)
    return JSONResponse({"now": iso(box.now()), "live": box.clock.live, "start": iso(box.start)})


async def move_clock(request: Request) -> Response:
    """Step to ``now``; answers when everything due until then has happened and been posted."""
    box = sandbox_of(request)
    try:
        to = parse_instant((await json_body(request))["now"])
    except (ValueError, KeyError, TypeError) as problem:
        return _wrong(f'expected {{"now": "2026-11-22T09:17:00.000Z"}}: {problem}')
    if box.clock.live:
        return JSONResponse({"error": "the clock is live and moves by itself"}, 409)
    if to < box.now():
        return JSONResponse({"error": f"the clock is at {iso(box.now())} and never goes back"}, 409)
    happened = await box.advance(to)
    return JSONResponse({"now": iso(box.now()), "happened": happened})


async def next_due(request: Request) -> Response:
    due = sandbox_of(request).next_due()
    return JSONResponse({"next": iso(due) if due else None})


async def mailbox(request: Request) -> Response:
    """Every accepted message, oldest first; ``to=`` narrows to one address."""
    box = sandbox_of(request)
    wanted = request.query_params.get("to", "").lower()
    messages = [
        {name: message[name] for name in MAILBOX_FIELDS}
        for message in box.store.collection("sg_messages").values()
        if not wanted or message["to"]["email"].lower() == wanted
    ]
    return JSONResponse({"messages": messages})


async def records(request: Request) -> Response:
    box = sandbox_of(request)
    answer: dict[str, Any] = {
        kind: list(box.store.collection(f"record_{kind}").values()) for kind in KINDS
    }
    answer["rocketreach"] = statement(box)
    answer["meetings"] = list(box.store.collection("cal_events").values())
    answer["invitees"] = list(box.store.collection("cal_invitees").values())
    answer["requests"] = {
        name: document["count"] for name, document in box.store.collection("requests").items()
    }
    return JSONResponse(answer)


async def people(request: Request) -> Response:
    """The hidden truth about everybody; ``limit=`` and ``email=`` narrow it."""
    box = sandbox_of(request)
    limit = request.query_params.get("limit", "100000")
    if not limit.isdigit():
        return _wrong("limit must be a whole number")
    email = request.query_params.get("email", "").lower()
    rows: list[dict[str, Any]] = []
    for person in box.world.people:
        if email and (person.email or "").lower() != email:
            continue
        if len(rows) >= int(limit):
            break
        rows.append(
            {
                "id": person.id,
                "true_person": person.true_person,
                "name": person.name,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "title": person.title,
                "level": person.level,
                "department": person.department,
                "company": person.company.name,
                "company_domain": person.company.domain,
                "employees": person.company.employees,
                "industry": person.company.industry,
                "country": person.place.country if person.place else None,
                "timezone": (person.place or person.company.place).timezone,
                "email": person.email,
                "email_type": person.email_type,
                "grade": person.grade,
                "linkedin": person.linkedin,
                "scanner": person.company.scanner,
                "website": person.company.website,
                "news": [piece.kind for piece in person.company.news],
                "dirt": list(person.dirt),
            }
        )
    return JSONResponse({"people": rows, "total": len(box.world.people)})


def _faults(request: Request) -> Faults:
    faults = request.app.state.faults
    assert isinstance(faults, Faults)
    return faults


async def list_faults(request: Request) -> Response:
    return JSONResponse({"faults": _faults(request).shown()})


async def add_fault(request: Request) -> Response:
    try:
        fault = read_fault(await json_body(request))
    except (ValueError, TypeError) as problem:
        return _wrong(str(problem))
    _faults(request).add(fault)
    return JSONResponse({"faults": _faults(request).shown()}, 201)


async def clear_faults(request: Request) -> Response:
    _faults(request).clear()
    return Response(status_code=204)


async def settings(request: Request) -> Response:
    """What a client needs to know to talk to this sandbox."""
    box = sandbox_of(request)
    return JSONResponse(
        {
            "seed": box.config.seed,
            "family": box.config.family,
            "ROCKETREACH_BASE_URL": box.url("/rocketreach/api/v2"),
            "SENDGRID_BASE_URL": box.url("/sendgrid"),
            "CALENDLY_BASE_URL": box.url("/calendly"),
            "WEBSITE_GATEWAY_URL": box.url("/websites"),
        }
    )


def control_routes() -> list[BaseRoute]:
    return [
        Route("/clock", read_clock, methods=["GET"]),
        Route("/clock", move_clock, methods=["POST"]),
        Route("/next", next_due, methods=["GET"]),
        Route("/mailbox", mailbox, methods=["GET"]),
        Route("/records", records, methods=["GET"]),
        Route("/people", people, methods=["GET"]),
        Route("/faults", list_faults, methods=["GET"]),
        Route("/faults", add_fault, methods=["POST"]),
        Route("/faults", clear_faults, methods=["DELETE"]),
        Route("/settings", settings, methods=["GET"]),
    ]

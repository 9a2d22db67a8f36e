"""The read and write endpoints over users, event types, availability and booked meetings."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.calendly.answers import invalid, last_segment, listing, missing, refuse
from sandbox.calendly.booking import Booking, CannotBook, book, cancel, starts_at
from sandbox.calendly.host import (
    event_type,
    event_type_resource,
    event_types,
    organization_uuid,
    scheduling_url,
    user_resource,
    user_uri,
    user_uuid,
)
from sandbox.calendly.links import body_of, kind_of
from sandbox.calendly.slots import busy_blocks, default_rule, free_slots
from sandbox.calendly.webhooks import announce
from sandbox.clock import iso_micro, parse_instant
from sandbox.runtime import Sandbox
from sandbox.store import Document

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


async def users_me(request: Request, box: Sandbox) -> Response:
    uuid = request.path_params.get("uuid", "me")
    if uuid not in ("me", user_uuid(box)):
        raise missing()
    return JSONResponse({"resource": user_resource(box)})


def require_owner(request: Request, box: Sandbox) -> None:
    """``user`` or ``organization`` must be named, and must be ours."""
    user, organization = (
        request.query_params.get("user"),
        request.query_params.get("organization"),
    )
    if not user and not organization:
        raise invalid(("organization", "organization or user must be present"))
    if user and last_segment(user) != user_uuid(box):
        raise refuse(403, "You do not have permission to access this resource.")
    if organization and last_segment(organization) != organization_uuid(box):
        raise refuse(403, "You do not have permission to access this resource.")


async def list_event_types(request: Request, box: Sandbox) -> Response:
    require_owner(request, box)
    kinds = list(event_types(box))
    active = request.query_params.get("active")
    if active in ("true", "false"):
        kinds = [kind for kind in kinds if kind.active == (active == "true")]
    if request.query_params.get("sort", "").startswith("name"):
        kinds.sort(
            key=lambda kind: kind.name,
            reverse=request.query_params["sort"].endswith("desc"),
        )
    resources = [event_type_resource(box, kind) for kind in kinds]
    return JSONResponse(listing(request, box, "/event_types", resources))


async def get_event_type(request: Request, box: Sandbox) -> Response:
    kind = event_type(box, request.path_params["uuid"])
    if kind is None:
        raise missing()
    return JSONResponse({"resource": event_type_resource(box, kind)})


def instants(
    request: Request, box: Sandbox, *, most: timedelta, future: bool
) -> tuple[datetime, datetime]:
    """``start_time`` and ``end_time``; both required, in order, no farther apart than ``most``."""
    wrong, read = [], []
    for name in ("start_time", "end_time"):
        try:
            read.append(parse_instant(request.query_params[name]))
        except KeyError:
            wrong.append((name, "is required"))
        except ValueError:
            wrong.append((name, "is not a valid date time"))
    if wrong:
        raise invalid(*wrong)
    start, end = read
    if future and start <= box.now():
        raise invalid(("start_time", "must be in the future"))
    if end <= start:
        raise invalid(("end_time", "must be after start_time"))
    if end - start > most:
        raise invalid(("end_time", f"date range can be no greater than {most.days} days"))
    return start, end


async def available_times(request: Request, box: Sandbox) -> Response:
    kind = kind_of(box, request.query_params.get("event_type"), "event_type")
    start, end = instants(request, box, most=timedelta(days=31), future=True)
    page = scheduling_url(box, kind)
    collection = [
        {
            "status": "available",
            "invitees_remaining": 1,
            "start_time": slot.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "scheduling_url": f"{page}/{slot:%Y-%m-%dT%H:%M:%SZ}?month={slot:%Y-%m}"
            f"&date={slot:%Y-%m-%d}",
        }
        for slot in (free_slots(box, kind, start, end) if kind.active else [])
    ]
    return JSONResponse({"collection": collection})


async def busy_times(request: Request, box: Sandbox) -> Response:
    if last_segment(request.query_params.get("user", "")) != user_uuid(box):
        raise invalid(("user", "is required"))
    start, end = instants(request, box, most=timedelta(days=7), future=False)
    rows: list[dict[str, Any]] = [
        {
            "type": "external",
            "start_time": iso_micro(begin),
            "end_time": iso_micro(finish),
            "buffered_start_time": None,
            "buffered_end_time": None,
        }
        for begin, finish in busy_blocks(box, start, end)
    ]
    for event in box.store.collection("cal_events").values():
        if event["status"] == "active" and start <= starts_at(event) < end:
            rows.append(
                {
                    "type": "calendly",
                    "start_time": event["start_time"],
                    "end_time": event["end_time"],
                    "buffered_start_time": event["start_time"],
                    "buffered_end_time": event["end_time"],
                    "event": {"uri": event["uri"]},
                }
            )
    rows.sort(key=lambda entry: str(entry["start_time"]))
    return JSONResponse({"collection": rows})


async def availability_schedules(request: Request, box: Sandbox) -> Response:
    if last_segment(request.query_params.get("user", "")) != user_uuid(box):
        raise invalid(("user", "is required"))
    uri = box.url(
        f"/calendly/user_availability_schedules/{box.chance.token(16, 'schedule').upper()}"
    )
    schedule = {
        "uri": uri,
        "default": True,
        "name": "Working hours",
        "user": user_uri(box),
        **default_rule(box),
    }
    return JSONResponse({"collection": [schedule]})


async def list_scheduled_events(request: Request, box: Sandbox) -> Response:
    require_owner(request, box)
    query = request.query_params
    events = list(box.store.collection("cal_events").values())
    if query.get("status"):
        if query["status"] not in ("active", "canceled"):
            raise invalid(("status", "is not included in the list"))
        events = [event for event in events if event["status"] == query["status"]]
    if query.get("invitee_email"):
        wanted = query["invitee_email"].lower()
        theirs = {
            i["event"]
            for i in box.store.collection("cal_invitees").values()
            if i["email"].lower() == wanted
        }
        events = [event for event in events if event["uri"] in theirs]
    for name, keep in (("min_start_time", 1), ("max_start_time", -1)):
        if query.get(name):
            try:
                bound = parse_instant(query[name])
            except ValueError:
                raise invalid((name, "is not a valid date time")) from None
            events = [e for e in events if (starts_at(e) - bound).total_seconds() * keep >= 0]
    events.sort(
        key=lambda event: str(event["start_time"]),
        reverse=query.get("sort") == "start_time:desc",
    )
    return JSONResponse(listing(request, box, "/scheduled_events", events))


def _event(request: Request, box: Sandbox) -> Document:
    event = box.store.collection("cal_events").get(request.path_params["event"])
    if event is None:
        raise missing()
    return event


async def get_scheduled_event(request: Request, box: Sandbox) -> Response:
    return JSONResponse({"resource": _event(request, box)})


async def list_invitees(request: Request, box: Sandbox) -> Response:
    event = _event(request, box)
    query = request.query_params
    found = [i for i in box.store.collection("cal_invitees").values() if i["event"] == event["uri"]]
    if query.get("status"):
        found = [i for i in found if i["status"] == query["status"]]
    if query.get("email"):
        found = [i for i in found if i["email"].lower() == query["email"].lower()]
    found.sort(
        key=lambda i: str(i["created_at"]),
        reverse=query.get("sort") == "created_at:desc",
    )
    path = f"/scheduled_events/{request.path_params['event']}/invitees"
    return JSONResponse(listing(request, box, path, found))


async def get_invitee(request: Request, box: Sandbox) -> Response:
    _event(request, box)
    invitee = box.store.collection("cal_invitees").get(request.path_params["invitee"])
    if invitee is None:
        raise missing()
    return JSONResponse({"resource": invitee})


async def create_invitee(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    kind = kind_of(box, body.get("event_type"), "event_type")
    wrong = []
    try:
        start = parse_instant(str(body.get("start_time")))
    except ValueError:
        wrong.append(("start_time", "is not a valid date time"))
        start = box.now()
    invitee = body.get("invitee")
    if not isinstance(invitee, dict):
        raise invalid(*wrong, ("invitee", "is required"))
    email = str(invitee.get("email") or "")
    if not EMAIL.fullmatch(email):
        wrong.append(("invitee.email", "is not a valid email"))
    name = invitee.get("name") or " ".join(
        filter(None, (invitee.get("first_name"), invitee.get("last_name")))
    )
    if not name:
        wrong.append(("invitee.name", "name or first_name must be present"))
    try:
        ZoneInfo(str(invitee.get("timezone")))
    except (KeyError, ValueError, OSError):
        wrong.append(("invitee.timezone", "is not a valid time zone"))
    if wrong:
        raise invalid(*wrong)
    booking = Booking(
        email=email,
        name=name,
        first_name=invitee.get("first_name"),
        last_name=invitee.get("last_name"),
        start=start,
        timezone=invitee["timezone"],
        tracking=body.get("tracking") or {},
        answers=body.get("questions_and_answers") or [],
        guests=[str(guest) for guest in body.get("event_guests") or []],
        method="api",
    )
    try:
        made = book(box, kind, booking)
    except CannotBook as refused:
        raise invalid(("start_time", str(refused))) from None
    return JSONResponse({"resource": made}, 201)


async def cancel_event(request: Request, box: Sandbox) -> Response:
    event = _event(request, box)
    raw = await request.body()
    body = await body_of(request) if raw else {}
    reason = body.get("reason")
    if reason is not None and (not isinstance(reason, str) or len(reason) > 10_000):
        raise invalid(("reason", "is too long (maximum is 10000 characters)"))
    if event["status"] == "canceled":
        raise refuse(403, "Event is already canceled")
    if starts_at(event) <= box.now():
        raise refuse(403, "Event in the past")
    cancelled: Document = {}
    for invitee in box.store.collection("cal_invitees").values():
        if invitee["event"] == event["uri"] and invitee["status"] == "active":
            cancelled = cancel(
                box, invitee, by=box.config.host_name, canceler="host", reason=reason
            )
    return JSONResponse({"resource": cancelled.get("cancellation")}, 201)


async def create_no_show(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    uri = body.get("invitee")
    invitees = box.store.collection("cal_invitees")
    invitee = invitees.get(last_segment(uri)) if isinstance(uri, str) else None
    if invitee is None:
        raise missing() if uri else invalid(("invitee", "is required"))
    uuid = box.chance.token(16, "no show", invitee["uri"]).upper()
    resource = {
        "uri": box.url(f"/calendly/invitee_no_shows/{uuid}"),
        "invitee": invitee["uri"],
        "created_at": iso_micro(box.now()),
    }
    box.store.collection("cal_no_shows").put(uuid, resource)
    mark = {"uri": resource["uri"], "created_at": resource["created_at"]}
    changed = invitees.put(last_segment(invitee["uri"]), {**invitee, "no_show": mark})
    announce(box, "invitee_no_show.created", changed)
    return JSONResponse({"resource": resource}, 201)


async def delete_no_show(request: Request, box: Sandbox) -> Response:
    resource = box.store.collection("cal_no_shows").remove(request.path_params["uuid"])
    if resource is None:
        raise missing()
    invitees = box.store.collection("cal_invitees")
    uuid = last_segment(resource["invitee"])
    changed = invitees.put(uuid, {**invitees[uuid], "no_show": None})
    announce(box, "invitee_no_show.deleted", changed)
    return Response(status_code=204)


async def delete_invitee_data(request: Request, box: Sandbox) -> Response:
    """Data compliance: what is kept about the named people is blanked."""
    body = await body_of(request)
    emails = body.get("emails")
    if not isinstance(emails, list) or not emails:
        raise invalid(("emails", "can't be blank"))
    wanted = {str(email).lower() for email in emails}
    invitees = box.store.collection("cal_invitees")
    for uuid, invitee in invitees.items():
        if invitee["email"].lower() in wanted:
            blank = {
                "email": "deleted@deleted.example",
                "name": "deleted",
                "first_name": None,
                "last_name": None,
            }
            invitees.put(uuid, {**invitee, **blank, "questions_and_answers": []})
    return JSONResponse({}, 202)

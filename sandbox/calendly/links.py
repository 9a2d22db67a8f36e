"""Single-use links: plain ones and shares with days and hours of their own."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.calendly.answers import invalid, last_segment, listing, missing, refuse
from sandbox.calendly.host import EventType, event_type, event_type_uri, event_types
from sandbox.calendly.slots import WEEKDAYS, default_rule
from sandbox.clock import iso_micro
from sandbox.runtime import Sandbox
from sandbox.store import Document
from sandbox.vendor import json_body

SHARE_FIELDS = frozenset(
    {
        "event_type", "contact", "name", "duration", "duration_options", "period_type",
        "start_date", "end_date", "max_booking_time", "min_booking_time", "hide_location",
        "location_configurations", "availability_rule",
    }
)  # fmt: skip
PERIODS = ("available_moving", "moving", "fixed", "unlimited")


async def body_of(request: Request) -> dict[str, Any]:
    try:
        body = await json_body(request)
    except ValueError:
        raise invalid(("body", "must be valid JSON")) from None
    if not isinstance(body, dict):
        raise invalid(("body", "must be an object"))
    return body


def kind_of(box: Sandbox, uri: object, parameter: str) -> EventType:
    if not isinstance(uri, str) or not uri:
        raise invalid((parameter, "can't be blank"))
    kind = event_type(box, last_segment(uri))
    if kind is None or "/event_types/" not in uri:
        raise missing()
    return kind


def _new_link(box: Sandbox, kind: EventType, fields: Document) -> Document:
    number = box.store.next_number("cal_link")
    raw = box.chance.token(7, "link", number)
    token = f"{raw[:4]}-{raw[4:]}{number}"
    document = {
        "token": token,
        "event_type": kind.uuid,
        "status": "active",
        "created_at": iso_micro(box.now()),
        **fields,
    }
    return box.store.collection("cal_links").put(token, document)


def booking_url(box: Sandbox, kind: EventType, link: Document) -> str:
    return box.url(f"/calendly/d/{link['token']}/{kind.slug}")


async def create_scheduling_link(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    wrong = []
    if body.get("max_event_count") != 1:
        wrong.append(("max_event_count", "must be equal to 1"))
    if body.get("owner_type") != "EventType":
        wrong.append(("owner_type", "is not included in the list"))
    if wrong:
        raise invalid(*wrong)
    kind = kind_of(box, body.get("owner"), "owner")
    if not kind.active:
        raise refuse(403, "You do not have permission to access this resource.")
    link = _new_link(box, kind, {"kind": "scheduling_link"})
    resource = {
        "booking_url": booking_url(box, kind, link),
        "owner": event_type_uri(box, kind),
        "owner_type": "EventType",
    }
    return JSONResponse({"resource": resource}, 201)


async def create_share(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    kind = kind_of(box, body.get("event_type"), "event_type")
    if kind.kind != "solo" or not kind.active:
        raise refuse(403, "This feature is only available for one-on-one event types.")
    _check_share(box, body)
    fields = {name: value for name, value in body.items() if name != "event_type"}
    link = _new_link(box, kind, {"kind": "share", "overrides": sorted(fields), **fields})
    return JSONResponse({"resource": share_resource(box, link)}, 201)


def _check_share(box: Sandbox, body: dict[str, Any]) -> None:
    wrong: list[tuple[str, str]] = [
        (name, "is not allowed") for name in sorted(set(body) - SHARE_FIELDS)
    ]
    duration = body.get("duration")
    if duration is not None and (
        not isinstance(duration, int) or isinstance(duration, bool) or not 1 <= duration <= 720
    ):
        wrong.append(("duration", "must be between 1 and 720"))
    period = body.get("period_type")
    if period is not None and period not in PERIODS:
        wrong.append(("period_type", "is not included in the list"))
    if period == "fixed":
        for name in ("start_date", "end_date"):
            try:
                date.fromisoformat(str(body.get(name)))
            except ValueError:
                wrong.append((name, "is required when period_type is fixed, as YYYY-MM-DD"))
        if not wrong and body["end_date"] < body["start_date"]:
            wrong.append(("end_date", "must be on or after start_date"))
    if period in ("moving", "available_moving") and not isinstance(
        body.get("max_booking_time"), int
    ):
        wrong.append(
            (
                "max_booking_time",
                "is required when period_type is moving or available_moving",
            )
        )
    rule = body.get("availability_rule")
    if rule is not None:
        wrong.extend(_wrong_rule(rule))
    if wrong:
        raise invalid(*wrong)


def _wrong_rule(rule: object) -> list[tuple[str, str]]:
    if not isinstance(rule, dict) or not isinstance(rule.get("rules"), list):
        return [("availability_rule", "must be an object with rules and timezone")]
    wrong = []
    try:
        ZoneInfo(str(rule.get("timezone")))
    except (KeyError, ValueError, OSError):
        wrong.append(("availability_rule.timezone", "is not a valid time zone"))
    for number, entry in enumerate(rule["rules"]):
        where = f"availability_rule.rules[{number}]"
        if not isinstance(entry, dict) or entry.get("type") not in ("wday", "date"):
            wrong.append((f"{where}.type", "is not included in the list"))
            continue
        if entry["type"] == "wday" and entry.get("wday") not in WEEKDAYS:
            wrong.append((f"{where}.wday", "is not included in the list"))
        if entry["type"] == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(entry.get("date"))):
            wrong.append((f"{where}.date", "must be a date"))
        for interval in entry.get("intervals") or []:
            try:
                begin, end = (
                    time.fromisoformat(interval["from"]),
                    time.fromisoformat(interval["to"]),
                )
            except (KeyError, TypeError, ValueError):
                wrong.append((f"{where}.intervals", "must have from and to as HH:MM"))
                continue
            if begin >= end:
                wrong.append((f"{where}.intervals", "from must be before to"))
    return wrong


def share_resource(box: Sandbox, link: Document) -> dict[str, Any]:
    kind = event_type(box, link["event_type"])
    assert kind is not None
    return {
        "uri": box.url(f"/calendly/shares/{link['token']}"),
        "contact": link.get("contact"),
        "status": link["status"],
        "created_at": link["created_at"],
        "scheduling_links": [
            {
                "booking_url": booking_url(box, kind, link),
                "owner": event_type_uri(box, kind),
                "owner_type": "EventType",
            }
        ],
        "share_override": {
            "name": link.get("name") or kind.name,
            "duration": link.get("duration") or kind.duration,
            "duration_options": link.get("duration_options"),
            "period_type": link.get("period_type") or "moving",
            "start_date": link.get("start_date"),
            "end_date": link.get("end_date"),
            "max_booking_time": link.get("max_booking_time") or 60,
            "min_booking_time": link.get("min_booking_time") or 120,
            "hide_location": link.get("hide_location") or False,
            "location_configurations": link.get("location_configurations")
            or [{"kind": "google_conference", "position": 0}],
            "availability_rule": link.get("availability_rule") or default_rule(box),
        },
    }


def _shares(box: Sandbox) -> list[Document]:
    return [link for link in box.store.collection("cal_links").values() if link["kind"] == "share"]


async def list_shares(request: Request, box: Sandbox) -> Response:
    wanted = request.query_params.get("event_type")
    shares = [
        share_resource(box, link)
        for link in _shares(box)
        if wanted is None or link["event_type"] == last_segment(wanted)
    ]
    return JSONResponse(listing(request, box, "/shares", shares))


def _share(request: Request, box: Sandbox) -> Document:
    link = box.store.collection("cal_links").get(request.path_params["uuid"])
    if link is None or link["kind"] != "share":
        raise missing()
    return link


async def update_share(request: Request, box: Sandbox) -> Response:
    link = _share(request, box)
    if link["status"] != "active":
        raise refuse(403, "Only unbooked, active shares can be updated.")
    body = await body_of(request)
    _check_share(box, {**{k: v for k, v in body.items() if v is not None}})
    changed = box.store.collection("cal_links").put(link["token"], {**link, **body})
    return JSONResponse({"resource": share_resource(box, changed)})


async def delete_share(request: Request, box: Sandbox) -> Response:
    link = _share(request, box)
    if link["status"] == "booked":
        raise refuse(403, "A booked share cannot be deleted.")
    box.store.collection("cal_links").remove(link["token"])
    return Response(status_code=204)


def link_of(box: Sandbox, token: str) -> tuple[Document, EventType] | None:
    """A single-use link and what it books, by the token in its address."""
    link = box.store.collection("cal_links").get(token)
    kind = event_type(box, link["event_type"]) if link else None
    return (link, kind) if link and kind else None


def public_event_type(box: Sandbox, slug: str) -> EventType | None:
    return next((kind for kind in event_types(box) if kind.slug == slug and kind.active), None)

"""The page behind every booking link, and those to cancel or move a meeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.calendly.api import EMAIL
from sandbox.calendly.booking import (
    TRACKING,
    Booking,
    CannotBook,
    book,
    cancel,
    find_invitee,
    reschedule,
    starts_at,
)
from sandbox.calendly.host import EventType, event_type
from sandbox.calendly.links import link_of, public_event_type
from sandbox.calendly.slots import free_slots
from sandbox.clock import iso, parse_instant
from sandbox.html import page
from sandbox.runtime import Sandbox
from sandbox.store import Document
from sandbox.vendor import sandbox_of

HORIZON = timedelta(days=31)
"""How far ahead the page shows slots."""


async def single_use(request: Request) -> Response:
    box = sandbox_of(request)
    found = link_of(box, request.path_params["token"])
    if found is None:
        return _gone("This link does not exist.", 404)
    link, kind = found
    if link["status"] != "active":
        return _gone("This link is no longer valid.", 410)
    return await _booking(request, box, kind, link)


async def public(request: Request) -> Response:
    box = sandbox_of(request)
    kind = public_event_type(box, request.path_params["slug"])
    if kind is None:
        return _gone("This page does not exist.", 404)
    return await _booking(request, box, kind, None)


def _gone(text: str, status: int) -> HTMLResponse:
    return page("Not available", f"<h1>{escape(text)}</h1>", status=status)


async def _booking(
    request: Request, box: Sandbox, kind: EventType, link: Document | None
) -> Response:
    if request.method == "GET":
        return _form(request, box, kind, link, "")
    form = {name: str(value) for name, value in (await request.form()).items()}
    name, email = form.get("name", "").strip(), form.get("email", "").strip()
    try:
        start = parse_instant(form.get("start", ""))
    except ValueError:
        return _form(request, box, kind, link, "Please choose a time.", 400)
    if not name or not EMAIL.fullmatch(email):
        return _form(request, box, kind, link, "A name and an e-mail address are needed.", 400)
    tracking: dict[str, str | None] = {key: request.query_params.get(key) for key in TRACKING}
    try:
        invitee = book(
            box,
            kind,
            Booking(email, name, start, box.config.calendar_timezone, tracking=tracking),
            link,
        )
    except CannotBook as refused:
        return _form(request, box, kind, link, str(refused), 409)
    shown = _local(start, box.config.calendar_timezone)
    return page(
        "Booked",
        f"<h1>Booked</h1><p>{escape(kind.name)}: {escape(shown)}</p>"
        f'<p><a href="{escape(invitee["reschedule_url"])}">Move it</a> · '
        f'<a href="{escape(invitee["cancel_url"])}">Cancel it</a></p>',
        status=201,
    )


def _local(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%A %d %B %Y, %H:%M} ({zone})"


def _slots(slots: list[datetime], zone: str) -> str:
    tz = ZoneInfo(zone)
    parts = []
    for day, starts in groupby(slots, key=lambda slot: slot.astimezone(tz).date()):
        labels = "".join(
            (
                f'<label><input type="radio" name="start" required value="{iso(slot)}"> '
                f"{slot.astimezone(tz):%H:%M}</label>"
            )
            for slot in starts
        )
        parts.append(f'<fieldset class="slots"><legend>{day:%A %d %B}</legend>{labels}</fieldset>')
    return "".join(parts) or "<p>No time is free.</p>"


def _form(
    request: Request,
    box: Sandbox,
    kind: EventType,
    link: Document | None,
    error: str,
    status: int = 200,
) -> HTMLResponse:
    now = box.now()
    slots = free_slots(box, kind, now, now + HORIZON, link)
    asked = request.query_params.get("date")
    zone = box.config.calendar_timezone
    if asked:
        of_day = [
            slot for slot in slots if slot.astimezone(ZoneInfo(zone)).date().isoformat() == asked
        ]
        slots = of_day or slots
    query = request.query_params
    name = query.get("name") or " ".join(
        filter(None, (query.get("first_name"), query.get("last_name")))
    )
    title = (link or {}).get("name") or kind.name
    minutes = (link or {}).get("duration") or kind.duration
    problem = f'<p role="alert"><strong>{escape(error)}</strong></p>' if error else ""
    return page(
        title,
        f"<h1>{escape(title)}</h1><p>{escape(box.config.host_name)} · {minutes} min · "
        f"{escape(zone)}</p>{problem}"
        f'<form method="post">{_slots(slots[:120], zone)}'
        '<label for="name">Name</label><input id="name" name="name" required '
        f'value="{escape(name)}">'
        '<label for="email">E-mail</label><input id="email" name="email" type="email" '
        f'required value="{escape(query.get("email", ""))}">'
        f"<p><button>Book</button></p></form>",
        status=status,
    )


async def cancellation(request: Request) -> Response:
    box = sandbox_of(request)
    invitee = find_invitee(box, request.path_params["uuid"])
    if invitee is None:
        return _gone("This meeting does not exist.", 404)
    event = box.store.collection("cal_events")[invitee["event"].rpartition("/")[2]]
    if invitee["status"] == "canceled" or starts_at(event) <= box.now():
        return _gone("This meeting can no longer be cancelled.", 410)
    if request.method == "GET":
        return page(
            "Cancel",
            f"<h1>Cancel {escape(event['name'])}?</h1>"
            '<form method="post"><label for="reason">Reason</label>'
            '<input id="reason" name="reason"><p><button>Cancel the meeting</button></p></form>',
        )
    reason = str((await request.form()).get("reason") or "") or None
    cancel(box, invitee, by=invitee["name"], canceler="invitee", reason=reason)
    return page("Cancelled", "<h1>The meeting is cancelled.</h1>")


async def rescheduling(request: Request) -> Response:
    box = sandbox_of(request)
    invitee = find_invitee(box, request.path_params["uuid"])
    if invitee is None or invitee["status"] == "canceled":
        return _gone("This meeting can no longer be moved.", 404)
    event = box.store.collection("cal_events")[invitee["event"].rpartition("/")[2]]
    kind = event_type(box, event["event_type"].rpartition("/")[2])
    assert kind is not None
    zone = box.config.calendar_timezone
    if request.method == "GET":
        slots = free_slots(box, kind, box.now(), box.now() + HORIZON)
        return page(
            "Move",
            f'<h1>Move {escape(event["name"])}</h1><form method="post">{_slots(slots[:120], zone)}'
            "<p><button>Move the meeting</button></p></form>",
        )
    try:
        start = parse_instant(str((await request.form()).get("start")))
        reschedule(box, invitee, start)
    except (ValueError, CannotBook):
        return _gone("That time is no longer available.", 409)
    return page("Moved", f"<h1>The meeting is on {escape(_local(start, zone))}.</h1>")


def page_routes() -> list[BaseRoute]:
    both = ["GET", "POST"]
    return [
        Route("/d/{token}/{slug}", single_use, methods=both),
        Route("/cancellations/{uuid}", cancellation, methods=both),
        Route("/reschedulings/{uuid}", rescheduling, methods=both),
        Route("/{user}/{slug}", public, methods=both),
        Route("/{user}/{slug}/{start}", public, methods=both),
    ]

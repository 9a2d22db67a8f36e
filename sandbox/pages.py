"""The index and the inbox: every delivered message can be read, and none of it can run."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.clock import iso
from sandbox.html import page
from sandbox.vendor import sandbox_of

SHOWN = 200


async def index(request: Request) -> Response:
    box = sandbox_of(request)
    messages = len(box.store.collection("sg_messages"))
    bookings = len(box.store.collection("cal_events"))
    return page(
        "Sandbox",
        "<h1>Sandbox</h1><p>RocketReach, SendGrid, Calendly and some websites, played on "
        "this machine. "
        "Nobody here is real, and nothing leaves.</p>"
        "<table><tr><th>Clock</th>"
        f"<td>{iso(box.now())}{' (live)' if box.clock.live else ''}</td></tr>"
        f"<tr><th>People</th><td>{len(box.world.people)} profiles at "
        f"{len(box.world.companies)} companies</td></tr>"
        f'<tr><th>Messages</th><td><a href="/inbox">{messages}</a></td></tr>'
        f"<tr><th>Meetings</th><td>{bookings}</td></tr></table>"
        '<p><a href="/inbox">Inbox</a> · <a href="/_sandbox/records">Records</a> · '
        '<a href="/_sandbox/people?limit=50">People</a></p>',
    )


async def inbox(request: Request) -> Response:
    box = sandbox_of(request)
    wanted = request.query_params.get("to", "").strip().lower()
    found = [
        message
        for message in box.store.collection("sg_messages").values()
        if wanted in f"{message['to']['email']} {message['to'].get('name') or ''}".lower()
    ]
    found.reverse()
    rows = "".join(
        f"<tr><td>{escape(m['accepted_at'])}</td><td>{escape(m['to']['email'])}</td>"
        f'<td><a href="/inbox/{escape(m["sg_message_id"], quote=True)}">'
        f"{escape(m['subject'])}</a></td>"
        f"<td>{escape(m['status'])}</td></tr>"
        for m in found[:SHOWN]
    )
    more = f"<p class=soft>The newest {SHOWN} of {len(found)}.</p>" if len(found) > SHOWN else ""
    table = (
        f"<table><tr><th>Accepted</th><th>To</th><th>Subject</th><th>Status</th></tr>{rows}</table>"
        if rows
        else "<p>No message here.</p>"
    )
    return page(
        "Inbox",
        '<p><a href="/">Sandbox</a></p><h1>Inbox</h1><form method="get"><label '
        'for="to">Address or name</label>'
        f'<input id="to" name="to" value="{escape(wanted)}"> <button>Search</button>'
        f"</form>{table}{more}",
    )


async def read(request: Request) -> Response:
    box = sandbox_of(request)
    message = box.store.collection("sg_messages").get(request.path_params["message"])
    if message is None:
        return page("Not found", "<h1>No such message.</h1>", status=404)

    def address(part: dict[str, str]) -> str:
        return escape(f"{part.get('name') or ''} <{part['email']}>".strip())

    headers = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in message["headers"].items()
    )
    events = "".join(
        (
            f"<tr><td>{event['timestamp']}</td><td>{escape(event['event'])}</td>"
            f"<td>{escape(str(event.get('url') or event.get('reason') or ''))}</td></tr>"
        )
        for event in message["events"]
    )
    framed = (
        (
            '<h2>HTML</h2><iframe sandbox title="The HTML of the message" '
            f'src="/inbox/{escape(message["sg_message_id"], quote=True)}/html"></iframe>'
        )
        if message["html"]
        else ""
    )
    return page(
        message["subject"],
        f'<p><a href="/inbox">Inbox</a></p><h1>{escape(message["subject"])}</h1>'
        f"<table><tr><th>From</th><td>{address(message['from'])}</td></tr>"
        f"<tr><th>To</th><td>{address(message['to'])}</td></tr>"
        f"<tr><th>Reply to</th><td>{address(message['reply_to'])}</td></tr>{headers}</table>"
        f"<h2>Text</h2><pre>{escape(message['text'] or '')}</pre>{framed}"
        f"<h2>Events</h2><table>{events or '<tr><td>None yet.</td></tr>'}</table>",
    )


async def read_html(request: Request) -> Response:
    """The message's own HTML, under a policy that lets nothing run and nothing load."""
    message = (
        sandbox_of(request).store.collection("sg_messages").get(request.path_params["message"])
    )
    if message is None or not message["html"]:
        return page("Not found", "<h1>No such message.</h1>", status=404)
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return HTMLResponse(
        message["html"],
        headers={
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
        },
    )


def inbox_routes() -> list[BaseRoute]:
    return [
        Route("/", index, methods=["GET"]),
        Route("/inbox", inbox, methods=["GET"]),
        Route("/inbox/{message}", read, methods=["GET"]),
        Route("/inbox/{message}/html", read_html, methods=["GET"]),
    ]

"""The client against the sandbox, over HTTP: links, bookings and the signed webhook."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import errors
from domain.campaign import Hours
from sandbox.app import create_app
from sandbox.config import SandboxConfig
from services.calendar import BookingLink, EventType, Slot
from tools.calendly.client import Calendly
from tools.calendly.webhook import SIGNATURE_HEADER, parse_calendly, verify_calendly

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
HOURS = Hours(days=("tue", "thu"), start=clock_time(10), end=clock_time(12))


class Served:
    """An ASGI app on a free port, until it is closed."""

    def __init__(self, app: Starlette) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)


@pytest.fixture
def sandbox() -> Iterator[httpx.Client]:
    served = Served(create_app(SandboxConfig(seed=7, people=50, start=START)))
    with httpx.Client(base_url=served.base_url, trust_env=False, timeout=30) as client:
        yield client
    served.close()


@pytest.fixture
def client(sandbox: httpx.Client) -> Iterator[Calendly]:
    made = Calendly(
        token="sandbox-calendly-token",
        base_url=f"{sandbox.base_url}/calendly",
        sleep=lambda seconds: None,
        clock=lambda: now_of(sandbox),
    )
    yield made
    made.close()


def now_of(sandbox: httpx.Client) -> datetime:
    return datetime.fromisoformat(sandbox.get("/_sandbox/clock").json()["now"])


def step(sandbox: httpx.Client, **span: int) -> None:
    later = now_of(sandbox) + timedelta(**span)
    sandbox.post("/_sandbox/clock", json={"now": later.isoformat()}).raise_for_status()


def half_hour(client: Calendly) -> EventType:
    return next(one for one in client.event_types() if one.active and one.duration_minutes == 30)


def link_for(client: Calendly, kind: EventType, now: datetime) -> BookingLink:
    return client.booking_link(
        kind,
        hours=HOURS,
        time_zone="Europe/Paris",
        first_day=now.date(),
        last_day=now.date() + timedelta(days=21),
        duration_minutes=30,
        name="Anne Dupont",
        email="anne@alto.example",
        tracking={"utm_content": "tok-1"},
    )


def slots_within(slots: list[Slot]) -> list[datetime]:
    """Of the free slots, those that the campaign's hours leave."""
    local = [slot.starts_at.astimezone(PARIS) for slot in slots]
    return [
        at
        for at in local
        if at.strftime("%a").lower() in HOURS.days
        and HOURS.start <= at.time()
        and (at + timedelta(minutes=30)).time() <= HOURS.end
    ]


def book(sandbox: httpx.Client, link: BookingLink, at: datetime) -> httpx.Response:
    """What the booking page's form posts, with the prefill that the link carries."""
    prefill = {key: values[0] for key, values in parse_qs(urlsplit(link.url).query).items()}
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    form = {**prefill, "start": moment}
    return sandbox.post(link.url, data=form)


def test_the_owner_and_her_event_types_are_read(client: Calendly) -> None:
    assert client.me().time_zone == "Europe/Paris"
    kinds = client.event_types()
    assert any(kind.active for kind in kinds)
    assert all(kind.scheduling_url.startswith("http") for kind in kinds)


def test_another_token_is_refused(sandbox: httpx.Client) -> None:
    stranger = Calendly(token="other", base_url=f"{sandbox.base_url}/calendly")
    with pytest.raises(errors.KeyRefused):
        stranger.me()


def test_seventy_days_of_free_slots_are_in_the_future_and_in_order(
    sandbox: httpx.Client, client: Calendly
) -> None:
    now = now_of(sandbox)
    slots = client.free_slots(
        half_hour(client).uri, since=now - timedelta(days=1), until=now + timedelta(days=70)
    )
    times = [slot.starts_at for slot in slots]
    assert times == sorted(set(times))
    assert times[0] > now
    assert len(times) > 20


def test_a_link_can_be_booked_in_the_campaigns_hours_once_and_comes_back_with_our_ids(
    sandbox: httpx.Client, client: Calendly
) -> None:
    now = now_of(sandbox)
    kind = half_hour(client)
    link = link_for(client, kind, now)
    assert (link.kind, link.single_use) == ("share", True)
    page = sandbox.get(link.url)
    assert page.status_code == 200
    assert "anne@alto.example" in page.text

    slots = client.free_slots(kind.uri, since=now, until=now + timedelta(days=20))
    allowed = slots_within(slots)
    outside = [s.starts_at for s in slots if s.starts_at.astimezone(PARIS) not in allowed]
    assert allowed
    assert outside
    assert book(sandbox, link, outside[0]).status_code == 409
    assert client.bookings(since=now, until=now + timedelta(days=30)) == []

    assert book(sandbox, link, allowed[0]).is_success
    (booking,) = client.bookings(since=now, until=now + timedelta(days=30))
    assert booking.starts_at == allowed[0]
    assert (booking.email, booking.name, booking.status) == (
        "anne@alto.example",
        "Anne Dupont",
        "active",
    )
    assert booking.tracking["utm_content"] == "tok-1"
    assert booking.tracking["utm_source"] == "rendezvous"

    assert not book(sandbox, link, allowed[1]).is_success
    assert len(client.bookings(since=now, until=now + timedelta(days=30))) == 1

    client.cancel(booking.event_uri, reason="moved")
    client.cancel(booking.event_uri, reason="moved")
    (canceled,) = client.bookings(since=now, until=now + timedelta(days=30))
    assert (canceled.status, canceled.cancel_reason) == ("canceled", "moved")


def test_without_shares_the_link_is_a_scheduling_link_and_without_that_the_types_own(
    sandbox: httpx.Client, client: Calendly
) -> None:
    kind, now = half_hour(client), now_of(sandbox)
    fault = {"vendor": "calendly", "path": "/shares", "kind": "outage", "times": None}
    sandbox.post("/_sandbox/faults", json=fault).raise_for_status()
    assert link_for(client, kind, now).kind == "scheduling_link"
    sandbox.post("/_sandbox/faults", json={**fault, "path": "/scheduling_links"})
    link = link_for(client, kind, now)
    assert link.kind == "event_type"
    assert sandbox.get(link.url).status_code == 200


def test_the_webhook_comes_signed_and_says_what_polling_says(
    sandbox: httpx.Client, client: Calendly
) -> None:
    calls: list[tuple[httpx.Headers, bytes]] = []

    async def keep(request: Request) -> Response:
        calls.append((httpx.Headers(list(request.headers.items())), await request.body()))
        return Response(status_code=204)

    ours = Served(Starlette(routes=[Route("/calendly", keep, methods=["POST"])]))
    client.register_webhook(f"{ours.base_url}/calendly", "first-key")
    client.register_webhook(f"{ours.base_url}/calendly", "second-key")
    now, kind = now_of(sandbox), half_hour(client)
    allowed = slots_within(client.free_slots(kind.uri, since=now, until=now + timedelta(days=20)))
    assert book(sandbox, link_for(client, kind, now), allowed[0]).is_success
    step(sandbox, minutes=2)
    (booking,) = client.bookings(since=now, until=now + timedelta(days=30))
    client.cancel(booking.event_uri, reason="ill")
    step(sandbox, minutes=2)
    for headers, body in calls:
        sent = datetime.fromtimestamp(int(headers[SIGNATURE_HEADER][2:].split(",")[0]), UTC)
        verify_calendly("second-key", headers[SIGNATURE_HEADER], body, sent)
        with pytest.raises(errors.ForgedEvent):
            verify_calendly("first-key", headers[SIGNATURE_HEADER], body, sent)
    events = [parse_calendly(body) for _, body in calls]
    assert [event.kind for event in events] == ["invitee.created", "invitee.canceled"]
    assert len({event.key for event in events}) == 2
    assert events[0].booking == booking
    assert events[1].booking is not None
    assert events[1].booking.status == "canceled"
    ours.close()

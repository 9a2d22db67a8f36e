"""The client against the sandbox, over HTTP: what it builds is accepted and comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import errors
from sandbox.app import create_app
from sandbox.config import SandboxConfig
from services.mailer import OutgoingMail, PostOutcome
from tools.sendgrid.client import SendGrid
from tools.sendgrid.events import EventKind, SendGridEvent, parse_event, parse_events, verify_events
from tools.sendgrid.inbound import InboundMail, parse_inbound_request
from tools.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify_signature

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


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


class Hooks:
    """Our side of the webhooks: keeps each request as it came."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, httpx.Headers, bytes]] = []

        async def keep(request: Request) -> Response:
            headers = httpx.Headers(list(request.headers.items()))
            self.calls.append((request.url.path, headers, await request.body()))
            return Response(status_code=204)

        self.app = Starlette(routes=[Route("/{path:path}", keep, methods=["POST"])])


@pytest.fixture
def hooks() -> Iterator[tuple[Hooks, str]]:
    kept = Hooks()
    served = Served(kept.app)
    yield kept, served.base_url
    served.close()


@pytest.fixture
def sandbox() -> Iterator[httpx.Client]:
    served = Served(create_app(SandboxConfig(seed=7, people=400, start=START)))
    with httpx.Client(base_url=served.base_url, trust_env=False, timeout=60) as client:
        yield client
    served.close()


@pytest.fixture
def client(sandbox: httpx.Client) -> Iterator[SendGrid]:
    made = SendGrid(
        api_key="SG.sandbox-key",
        base_url=f"{sandbox.base_url}/sendgrid",
        timeout=5.0,
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


def people(sandbox: httpx.Client, count: int) -> list[str]:
    """Addresses of invented people, as the sandbox knows them."""
    found = sandbox.get("/_sandbox/people", params={"limit": count}).json()
    rows = found["people"] if isinstance(found, dict) else found
    return [row["email"] for row in rows if row.get("email")][:count]


def send(client: SendGrid, mail: OutgoingMail, to: str, number: int = 1) -> Any:
    payload = client.payload(replace(mail, to_email=to))
    return client.post(payload, message_id=f"msg-{number}", attempt_id=f"att-{number}")


def test_the_key_may_send_and_another_key_may_not(
    sandbox: httpx.Client, client: SendGrid, mail: OutgoingMail
) -> None:
    client.check_key()
    stranger = SendGrid(api_key="SG.other", base_url=f"{sandbox.base_url}/sendgrid")
    assert stranger.is_alive() is False
    assert send(stranger, mail, "a@b.example").outcome is PostOutcome.MISCONFIGURED
    assert sandbox.get("/_sandbox/mailbox").json() in ([], {"messages": []})


def test_a_message_is_accepted_and_found_again_with_our_ids(
    sandbox: httpx.Client, client: SendGrid, mail: OutgoingMail
) -> None:
    (to,) = people(sandbox, 1)
    claimed = now_of(sandbox)
    result = send(client, mail, to)
    assert (result.outcome, result.status) == (PostOutcome.ACCEPTED, 202)
    step(sandbox, hours=1)
    (record,) = client.find(to, since=claimed, until=now_of(sandbox))
    assert record.custom_args == {"message_id": "msg-1", "attempt_id": "att-1"}
    assert record.vendor_message_id == result.vendor_message_id
    assert record.subject == mail.subject
    kinds = {parse_event(event).kind for event in record.events}
    assert EventKind.PROCESSED in kinds
    assert client.find("nobody@else.example", since=claimed, until=now_of(sandbox)) == []


@pytest.mark.parametrize(
    ("kind", "outcome", "arrives"),
    [
        ("error_before", PostOutcome.UNKNOWN, False),
        ("error_after_accept", PostOutcome.UNKNOWN, True),
        ("cut_before", PostOutcome.UNKNOWN, False),
        ("cut_after_accept", PostOutcome.UNKNOWN, True),
        ("timeout_after_accept", PostOutcome.UNKNOWN, True),
        ("rate_limit", PostOutcome.RATE_LIMITED, False),
        ("revoked_key", PostOutcome.MISCONFIGURED, False),
    ],
)
def test_each_fault_settles_as_it_should_and_the_log_tells_what_happened(
    sandbox: httpx.Client,
    mail: OutgoingMail,
    kind: str,
    outcome: PostOutcome,
    arrives: bool,
) -> None:
    client = SendGrid(
        api_key="SG.sandbox-key",
        base_url=f"{sandbox.base_url}/sendgrid",
        timeout=0.5,
        clock=lambda: now_of(sandbox),
    )
    (to,) = people(sandbox, 1)
    claimed = now_of(sandbox)
    fault = {"vendor": "sendgrid", "path": "/v3/mail/send", "kind": kind, "times": 1, "delay": 2}
    sandbox.post("/_sandbox/faults", json=fault).raise_for_status()
    result = send(client, mail, to)
    assert result.outcome is outcome
    sandbox.request("DELETE", "/_sandbox/faults").raise_for_status()
    step(sandbox, minutes=5)
    found = client.find(to, since=claimed, until=now_of(sandbox))
    assert [record.custom_args.get("attempt_id") for record in found] == ["att-1"] * arrives
    client.close()


def test_events_come_signed_and_are_the_same_that_the_log_tells(
    sandbox: httpx.Client,
    client: SendGrid,
    mail: OutgoingMail,
    hooks: tuple[Hooks, str],
) -> None:
    kept, url = hooks
    key = client.register_event_webhook(f"{url}/events")
    assert client.register_event_webhook(f"{url}/events") == key
    since = now_of(sandbox)
    for number, to in enumerate(people(sandbox, 12)):
        assert send(client, mail, to, number).outcome is PostOutcome.ACCEPTED
    for _ in range(3):
        step(sandbox, days=1)
    told: dict[str, SendGridEvent] = {}
    for path, headers, body in kept.calls:
        assert path == "/events"
        verify_events(key, headers[SIGNATURE_HEADER], headers[TIMESTAMP_HEADER], body)
        told |= {event.event_id: event for event in parse_events(body)}
    _, headers, body = kept.calls[0]
    with pytest.raises(errors.ForgedEvent):
        verify_events(key, headers[SIGNATURE_HEADER], headers[TIMESTAMP_HEADER], body + b" ")
    records = client.activity(since=since, until=now_of(sandbox))
    assert len(records) == 12
    polled = {
        event.event_id: event
        for record in records
        for event in (parse_event(raw) for raw in record.events)
    }
    # A late webhook may still be on its way; what has come is what the log says.
    assert told.keys() <= polled.keys()
    assert len(told) >= 24
    for event_id, event in told.items():
        twin = polled[event_id]
        assert (event.kind, event.at, event.message_id, event.machine) == (
            twin.kind,
            twin.at,
            twin.message_id,
            twin.machine,
        )
    assert {event.message_id for event in told.values()} == {f"msg-{n}" for n in range(12)}


def test_a_suppressed_address_shows_in_the_lists(
    sandbox: httpx.Client, client: SendGrid, mail: OutgoingMail
) -> None:
    since = now_of(sandbox)
    for number, to in enumerate(people(sandbox, 120)):
        send(client, mail, to, number)
    step(sandbox, days=6)
    records = client.activity(since=since, until=now_of(sandbox))
    hard = {
        event.email
        for record in records
        for event in map(parse_event, record.events)
        if event.kind is EventKind.BOUNCE and event.bounce_type == "bounce"
    }
    listed = {one.email for one in client.suppressions(since) if one.kind == "bounce"}
    assert hard
    assert listed == hard


def test_replies_come_signed_and_readable(
    sandbox: httpx.Client,
    client: SendGrid,
    mail: OutgoingMail,
    hooks: tuple[Hooks, str],
) -> None:
    kept, url = hooks
    key = client.register_inbound("in.sender.example", f"{url}/inbound")
    ours = replace(mail, reply_to="reply@in.sender.example")
    everybody = people(sandbox, 150)
    for number, to in enumerate(everybody):
        send(client, ours, to, number)
    for _ in range(8):
        step(sandbox, days=1)
    replies: list[InboundMail] = []
    for _, headers, body in kept.calls:
        verify_signature(key, headers[SIGNATURE_HEADER], headers[TIMESTAMP_HEADER], body)
        replies.append(parse_inbound_request(headers["content-type"], body))
    assert replies
    assert {reply.from_email for reply in replies} <= {address.lower() for address in everybody}
    assert all(reply.text and reply.message_id for reply in replies)
    assert all(reply.envelope_to == ("reply@in.sender.example",) for reply in replies)
    assert any(reply.automatic for reply in replies)
    assert any(not reply.automatic for reply in replies)

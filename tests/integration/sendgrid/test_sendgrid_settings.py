"""Suppression lists, webhook registration, and the tool that an agent is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

import errors
from services.mailer import DeliveryRecord
from tools.sendgrid.client import SendGrid

Make = Callable[..., SendGrid]
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HOOK = "https://rendezvous.example/webhooks/sendgrid"


class SuppressionsDouble:
    def __init__(self, bounces: int) -> None:
        self.bounces = bounces
        self.asked: list[httpx.URL] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        params = request.url.params
        rows: list[dict[str, Any]] = []
        if request.url.path == "/v3/suppression/bounces":
            first = int(params["offset"])
            rows = [
                {
                    "created": int(NOW.timestamp()) - number,
                    "email": f"Person{number}@alto.example",
                    "reason": "550 unknown",
                    "status": "5.1.1",
                }
                for number in range(first, min(first + int(params["limit"]), self.bounces))
            ]
        if request.url.path == "/v3/suppression/unsubscribes":
            rows = [{"created": int(NOW.timestamp()) - 9_999, "email": "out@alto.example"}]
        return httpx.Response(200, json=rows)


def test_every_suppression_list_is_read_to_its_end(sendgrid_at: Make) -> None:
    lists = SuppressionsDouble(bounces=1_203)
    client = sendgrid_at("https://api.sendgrid.com", transport=httpx.MockTransport(lists))
    found = client.suppressions(NOW - timedelta(days=1))
    assert len(found) == 1_204
    assert (found[0].kind, found[0].email, found[0].reason) == (
        "unsubscribe",
        "out@alto.example",
        None,
    )
    assert (found[-1].email, found[-1].status) == ("person0@alto.example", "5.1.1")
    assert found[-1].at == NOW
    assert {url.path.rpartition("/")[2] for url in lists.asked} == {
        "bounces",
        "blocks",
        "invalid_emails",
        "spam_reports",
        "unsubscribes",
    }
    assert {url.params["start_time"] for url in lists.asked} == {
        str(int((NOW - timedelta(days=1)).timestamp()))
    }
    assert {url.params["end_time"] for url in lists.asked} == {str(int(NOW.timestamp()))}


@pytest.mark.parametrize("body", [{"errors": []}, [{"email": "a@b.example"}], None])
def test_a_suppression_list_that_cannot_be_read_is_a_failure(sendgrid_at: Make, body: Any) -> None:
    client = sendgrid_at(
        "https://api.sendgrid.com",
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json=body)),
    )
    with pytest.raises(errors.VendorFailed):
        client.suppressions(NOW - timedelta(days=1))


class SettingsDouble:
    """The account's webhook settings, as the vendor keeps them."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.parse: dict[str, dict[str, Any]] = {}
        self.policies: list[dict[str, Any]] = []
        self.signed: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        below = request.url.path.removeprefix("/v3/user/webhooks/")
        body = json.loads(request.content) if request.content else {}
        match (request.method, below.split("/")):
            case "GET", ["event", "settings", "all"]:
                return httpx.Response(200, json={"max_allowed": 5, "webhooks": [*self._hooks()]})
            case "POST", ["event", "settings"]:
                name = f"hook-{len(self.events)}"
                self.events[name] = body
                return httpx.Response(201, json={"id": name, **body})
            case "PATCH", ["event", "settings", "signed", name]:
                assert body == {"enabled": True}
                self.signed.add(name)
                return httpx.Response(200, json={"id": name, "public_key": f"key-of-{name}"})
            case "PATCH", ["event", "settings", name]:
                self.events[name] |= body
                return httpx.Response(200, json={"id": name})
            case "GET", ["security", "policies"]:
                return httpx.Response(200, json={"policies": self.policies})
            case "POST", ["security", "policies"]:
                assert body["signature"] == {"enabled": True}
                policy = {"id": "pol", "name": body["name"], "signature": {"public_key": "in-key"}}
                self.policies.append(policy)
                return httpx.Response(201, json={"policy": policy})
            case "GET", ["parse", "settings"]:
                return httpx.Response(200, json={"result": [*self.parse.values()]})
            case "POST", ["parse", "settings"]:
                self.parse[body["hostname"]] = body
                return httpx.Response(201, json=body)
            case "PATCH", ["parse", "settings", hostname]:
                self.parse[hostname] |= body
                return httpx.Response(200, json=body)
        raise AssertionError(f"{request.method} {request.url.path} is no route of the vendor")

    def _hooks(self) -> list[dict[str, Any]]:
        return [{"id": name, "url": told["url"]} for name, told in self.events.items()]


def test_the_event_webhook_is_registered_once_signed_and_with_every_event(
    sendgrid_at: Make,
) -> None:
    account = SettingsDouble()
    account.events["theirs"] = {"url": "https://other.example/hook", "enabled": True}
    client = sendgrid_at("https://api.sendgrid.com", transport=httpx.MockTransport(account))
    assert client.register_event_webhook(HOOK) == "key-of-hook-1"
    assert client.register_event_webhook(HOOK) == "key-of-hook-1"
    assert account.events["theirs"] == {"url": "https://other.example/hook", "enabled": True}
    assert len(account.events) == 2
    assert account.signed == {"hook-1"}
    ours = account.events["hook-1"]
    assert ours["enabled"] is True
    assert all(ours[kind] is True for kind in ("delivered", "open", "click", "bounce", "dropped"))
    assert ours["spam_report"] is True
    assert ours["group_unsubscribe"] is True


def test_a_webhook_that_was_switched_off_is_switched_on_again(sendgrid_at: Make) -> None:
    account = SettingsDouble()
    account.events["hook-0"] = {"url": HOOK, "enabled": False}
    client = sendgrid_at("https://api.sendgrid.com", transport=httpx.MockTransport(account))
    client.register_event_webhook(HOOK)
    assert account.events["hook-0"]["enabled"] is True


def test_inbound_mail_is_registered_once_signed_and_whole(sendgrid_at: Make) -> None:
    account = SettingsDouble()
    client = sendgrid_at("https://api.sendgrid.com", transport=httpx.MockTransport(account))
    for _ in range(2):
        key = client.register_inbound("in.sender.example", "https://rendezvous.example/inbound")
        assert key == "in-key"
    assert len(account.policies) == 1
    assert account.parse["in.sender.example"] == {
        "url": "https://rendezvous.example/inbound",
        "hostname": "in.sender.example",
        "spam_check": False,
        "send_raw": True,
        "security_policy": "pol",
    }


class FindsDeliveries:
    def __init__(self, answer: list[DeliveryRecord] | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, datetime, datetime]] = []

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        self.asked.append((to_email, since, until))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture(scope="module")
def delivery_log(quiet_crewai: None) -> Callable[..., Any]:
    # CrewAI takes seconds to import: only here, and only for the tool.
    from tools.sendgrid.tool import SendGridDeliveryLog

    return SendGridDeliveryLog


def test_an_agent_sees_what_became_of_a_mail_and_nothing_it_could_send_with(
    delivery_log: Callable[..., Any],
) -> None:
    record = DeliveryRecord(
        vendor_message_id="req1",
        to_email="anne@alto.example",
        subject="Hello",
        status="delivered",
        at=NOW,
        custom_args={"message_id": "secret-token"},
        events=({"event": "open"}, {"event": "open"}, {"event": "click"}),
    )
    deliveries = FindsDeliveries([record])
    told = delivery_log(deliveries, clock=lambda: NOW).run(to_email="anne@alto.example", days=7)
    assert deliveries.asked == [("anne@alto.example", NOW - timedelta(days=7), NOW)]
    assert json.loads(told)["messages"] == [
        {
            "at": "2026-11-22T09:00:00.000Z",
            "subject": "Hello",
            "status": "delivered",
            "events": {"open": 2, "click": 1},
        }
    ]
    assert "secret-token" not in told


def test_a_failed_look_up_is_raised_and_kept_never_answered(
    delivery_log: Callable[..., Any],
) -> None:
    failure = errors.VendorFailed("SendGrid failed (503)")
    tool = delivery_log(FindsDeliveries(failure), clock=lambda: NOW)
    with pytest.raises(errors.VendorFailed):
        tool.run(to_email="anne@alto.example")
    assert tool.failure is failure
    assert tool.tool_failure_policy == "raise"

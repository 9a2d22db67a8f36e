"""Finding out what became of a message: Email Logs first, Email Activity where it must be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

import errors
from tools.sendgrid.activity import quoted
from tools.sendgrid.client import SendGrid
from tools.sendgrid.events import EventKind, parse_event

Make = Callable[..., SendGrid]
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=1)


class LogsDouble:
    """``/v3/logs`` over messages created at given instants, with the vendor's limit of rows."""

    def __init__(self, *created: datetime, limit: int = 1000) -> None:
        self.created = created
        self.limit = limit
        self.queries: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=self.detail(request.url.path.rpartition("/")[2]))
        asked = json.loads(request.content)
        assert asked["limit"] == 1000
        self.queries.append(asked["query"])
        stamps = re.findall(r'TIMESTAMP "([^"]+)"', asked["query"])
        since, until = (datetime.fromisoformat(stamp) for stamp in stamps)
        rows = [
            self.row(number)
            for number, created in enumerate(self.created)
            if since <= created < until
        ]
        return httpx.Response(200, json={"messages": rows[: self.limit]})

    def row(self, number: int) -> dict[str, Any]:
        return {
            "from_email": "rep@sender.example",
            "sg_message_id": f"req{number}.recvd-85ab-1-{number}.0",
            "subject": f"Subject {number}",
            "to_email": "Anne@alto.example",
            "status": "delivered",
            "sg_message_id_created_at": self.created[number].isoformat(),
        }

    def detail(self, sg_message_id: str) -> dict[str, Any]:
        number = int(sg_message_id.partition(".")[0].removeprefix("req"))
        common = {
            "email": "Anne@alto.example",
            "sg_message_id": sg_message_id,
            "timestamp": int(self.created[number].timestamp()),
            "custom_args": {"message_id": f"msg-{number}", "attempt_id": "att"},
        }
        return {
            **{k: v for k, v in self.row(number).items() if k != "sg_message_id_created_at"},
            "custom_args": {"message_id": f"msg-{number}", "attempt_id": "att"},
            "events": [
                {**common, "event": "open", "sg_event_id": f"o{number}"},
                {**common, "event": "open", "sg_event_id": f"m{number}", "sg_machine_open": True},
                {**common, "event": "delivered", "sg_event_id": f"d{number}"},
            ],
        }


def over(handler: Callable[[httpx.Request], httpx.Response]) -> dict[str, Any]:
    return {"transport": httpx.MockTransport(handler)}


def test_a_message_is_found_with_our_ids_and_its_events(sendgrid_at: Make) -> None:
    logs = LogsDouble(NOW - timedelta(minutes=5))
    client = sendgrid_at("https://api.sendgrid.com", **over(logs))
    (record,) = client.find("anne@alto.example", since=SINCE, until=NOW)
    (query,) = logs.queries
    assert query == (
        'to_email="anne@alto.example"'
        ' AND sg_message_id_created_at >= TIMESTAMP "2026-11-22T08:00:00Z"'
        ' AND sg_message_id_created_at < TIMESTAMP "2026-11-22T09:00:00Z"'
    )
    assert record.vendor_message_id == "req0"
    assert record.to_email == "anne@alto.example"
    assert (record.status, record.subject) == ("delivered", "Subject 0")
    assert record.at == NOW - timedelta(minutes=5)
    assert record.custom_args == {"message_id": "msg-0", "attempt_id": "att"}
    human, machine, delivered = (parse_event(event) for event in record.events)
    assert (human.kind, human.machine, human.message_id) == (EventKind.OPEN, False, "msg-0")
    assert (machine.event_id, machine.machine) == ("m0", True)
    assert (delivered.kind, delivered.machine) == (EventKind.DELIVERED, None)


def test_everybodys_messages_are_asked_for_without_a_recipient(sendgrid_at: Make) -> None:
    logs = LogsDouble(NOW - timedelta(minutes=5), NOW - timedelta(minutes=9))
    client = sendgrid_at("https://api.sendgrid.com", **over(logs))
    records = client.activity(since=SINCE, until=NOW)
    assert [record.vendor_message_id for record in records] == ["req1", "req0"]
    assert "to_email" not in logs.queries[0]


def test_a_span_within_one_second_is_still_asked_for(sendgrid_at: Make) -> None:
    at = NOW - timedelta(minutes=5)
    logs = LogsDouble(at)
    client = sendgrid_at("https://api.sendgrid.com", **over(logs))
    half = timedelta(milliseconds=200)
    assert len(client.find("a@b.example", since=at + half, until=at + 2 * half)) == 1


def test_more_messages_than_one_answer_holds_are_all_found_once(sendgrid_at: Make) -> None:
    logs = LogsDouble(*(SINCE + timedelta(seconds=n) for n in range(2_500)))
    client = sendgrid_at("https://api.sendgrid.com", **over(logs))
    records = client.activity(since=SINCE, until=NOW)
    assert [record.vendor_message_id for record in records] == [f"req{n}" for n in range(2_500)]


def test_more_messages_than_a_second_can_be_told_of_is_a_failure_not_a_part(
    sendgrid_at: Make,
) -> None:
    logs = LogsDouble(*[NOW - timedelta(minutes=1)] * 1_001)
    client = sendgrid_at("https://api.sendgrid.com", **over(logs))
    with pytest.raises(errors.VendorFailed, match="more than 1000"):
        client.activity(since=SINCE, until=NOW)


def test_a_message_that_the_log_forgets_in_between_is_told_from_its_row(sendgrid_at: Make) -> None:
    logs = LogsDouble(NOW - timedelta(minutes=5))

    def forgetful(request: httpx.Request) -> httpx.Response:
        return (
            httpx.Response(404, json={"errors": []}) if request.method == "GET" else logs(request)
        )

    client = sendgrid_at("https://api.sendgrid.com", **over(forgetful))
    (record,) = client.find("anne@alto.example", since=SINCE, until=NOW)
    assert (record.status, record.events) == ("delivered", ())


def test_quotes_in_an_address_cannot_end_the_query() -> None:
    assert quoted('a" OR status="x') == '"a\\" OR status=\\"x"'
    assert quoted("back\\slash") == '"back\\\\slash"'
    with pytest.raises(errors.InvalidInput):
        quoted("a@b.example\n")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"messages": None}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"messages": [{"status": "delivered"}]}),
        httpx.Response(200, text="<html>"),
        httpx.Response(503),
    ],
    ids=["null", "list", "nameless", "html", "down"],
)
def test_an_answer_without_its_messages_is_a_failure_and_not_an_empty_log(
    sendgrid_at: Make, answer: httpx.Response
) -> None:
    client = sendgrid_at("https://api.sendgrid.com", **over(lambda request: answer))
    with pytest.raises(errors.VendorFailed):
        client.find("anne@alto.example", since=SINCE, until=NOW)


def test_naive_times_are_refused(sendgrid_at: Make) -> None:
    client = sendgrid_at("https://api.sendgrid.com", **over(LogsDouble()))
    with pytest.raises(errors.InvalidInput):
        client.find("a@b.example", since=datetime(2026, 11, 22), until=NOW)


class ActivityDouble:
    """An account that has the paid Email Activity and no Email Logs."""

    def __init__(self, refusal: int = 403) -> None:
        self.refusal = refusal
        self.asked: list[httpx.URL] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/v3/logs"):
            return httpx.Response(
                self.refusal, json={"errors": [{"message": "access forbidden", "field": None}]}
            )
        self.asked.append(request.url)
        row = {
            "from_email": "rep@sender.example",
            "msg_id": "req7.filter1-2-3.0",
            "subject": "Hello",
            "to_email": "anne@alto.example",
            "status": "not_delivered",
            "opens_count": 2,
            "clicks_count": 0,
            "last_event_time": "2026-11-22T08:30:00Z",
        }
        if request.url.path == "/v3/messages":
            return httpx.Response(200, json={"messages": [row]})
        opened = {"event_name": "opened", "processed": "2026-11-22T08:20:00Z"}
        return httpx.Response(
            200,
            json={
                **row,
                "unique_args": '{"message_id": "msg-7", "attempt_id": "att-7"}',
                "events": [
                    {
                        "event_name": "bounced",
                        "processed": "2026-11-22T08:30:00Z",
                        "bounce_type": "soft",
                        "reason": "451 later",
                    },
                    opened,
                    opened,
                    {"event_name": "processed", "processed": "2026-11-22T08:10:00Z"},
                ],
            },
        )


@pytest.mark.parametrize("refusal", [403, 404])
def test_where_there_are_no_logs_the_activity_is_asked(sendgrid_at: Make, refusal: int) -> None:
    activity = ActivityDouble(refusal)
    client = sendgrid_at("https://api.sendgrid.com", **over(activity))
    (record,) = client.find("anne@alto.example", since=SINCE, until=NOW - timedelta(minutes=45))
    assert activity.asked[0].params["limit"] == "1000"
    assert activity.asked[0].params["query"] == (
        'to_email="anne@alto.example" AND last_event_time BETWEEN'
        ' TIMESTAMP "2026-11-22T08:00:00Z" AND TIMESTAMP "2026-11-22T09:00:00Z"'
    )
    assert (record.vendor_message_id, record.status) == ("req7", "not_delivered")
    assert record.custom_args == {"message_id": "msg-7", "attempt_id": "att-7"}
    assert record.at == datetime(2026, 11, 22, 8, 10, tzinfo=UTC)
    kinds = [parse_event(event).kind for event in record.events]
    assert kinds == [EventKind.PROCESSED, EventKind.OPEN, EventKind.OPEN, EventKind.BOUNCE]


def test_the_activitys_events_get_ids_that_stay_and_do_not_collide(sendgrid_at: Make) -> None:
    client = sendgrid_at("https://api.sendgrid.com", **over(ActivityDouble()))
    first, second = (
        [parse_event(e) for r in client.activity(since=SINCE, until=NOW) for e in r.events]
        for _ in range(2)
    )
    assert [event.event_id for event in first] == [event.event_id for event in second]
    assert len({event.event_id for event in first}) == 4
    assert {event.machine for event in first} == {None}
    bounce = first[-1]
    assert (bounce.bounce_type, bounce.reason) == ("blocked", "451 later")
    assert (bounce.message_id, bounce.vendor_message_id) == ("msg-7", "req7")


def test_an_eu_account_is_never_asked_for_an_activity_that_it_does_not_keep(
    sendgrid_at: Make,
) -> None:
    activity = ActivityDouble()
    client = sendgrid_at("https://api.eu.sendgrid.com", **over(activity))
    with pytest.raises(errors.KeyRefused):
        client.find("anne@alto.example", since=SINCE, until=NOW)
    assert activity.asked == []


def test_a_key_that_may_read_neither_is_named(sendgrid_at: Make) -> None:
    client = sendgrid_at(
        "https://api.sendgrid.com", **over(lambda request: httpx.Response(403, json={}))
    )
    with pytest.raises(errors.KeyRefused, match="neither"):
        client.find("anne@alto.example", since=SINCE, until=NOW)


def test_more_activity_than_one_answer_holds_is_asked_for_in_parts(sendgrid_at: Make) -> None:
    def crowded(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/logs":
            return httpx.Response(404, json={})
        if request.url.path != "/v3/messages":
            return httpx.Response(200, json={"events": []})
        since, until = (
            datetime.fromisoformat(stamp)
            for stamp in re.findall(r'TIMESTAMP "([^"]+)"', request.url.params["query"])
        )
        times = [SINCE + timedelta(seconds=2 * n) for n in range(1_500)]
        rows = [
            {"msg_id": f"m{n}.x", "to_email": "a@b.example", "status": "delivered"}
            for n, at in enumerate(times)
            if since <= at <= until
        ]
        return httpx.Response(200, json={"messages": rows[:1000]})

    client = sendgrid_at("https://api.sendgrid.com", **over(crowded))
    records = client.activity(since=SINCE, until=NOW)
    assert {record.vendor_message_id for record in records} == {f"m{n}" for n in range(1_500)}

"""Calendly's signed webhook."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import errors
from tools.calendly.webhook import parse_calendly, verify_calendly

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = "signing-key"
API = "https://api.calendly.com"


def header(body: bytes, *, at: datetime = NOW, key: str = KEY, stamp: str | None = None) -> str:
    stamp = stamp or str(int(at.timestamp()))
    signature = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={signature}"


def told(kind: str = "invitee.created", **changes: Any) -> bytes:
    payload = {
        "uri": f"{API}/scheduled_events/E1/invitees/I1",
        "email": "Anne@Alto.example",
        "first_name": "Anne",
        "last_name": "Dupont",
        "name": None,
        "status": "active",
        "event": f"{API}/scheduled_events/E1",
        "tracking": {"utm_content": "tok-1", "utm_campaign": None},
        "rescheduled": False,
        "old_invitee": None,
        "new_invitee": None,
        "created_at": "2026-11-22T08:59:58.000000Z",
        "updated_at": "2026-11-22T08:59:58.000000Z",
        "scheduled_event": {
            "uri": f"{API}/scheduled_events/E1",
            "status": "active",
            "start_time": "2026-11-24T09:30:00.000000Z",
            "end_time": "2026-11-24T10:00:00.000000Z",
        },
        **changes,
    }
    body = {
        "event": kind,
        "created_at": "2026-11-22T08:59:59.000000Z",
        "created_by": f"{API}/users/AAAA",
        "payload": payload,
    }
    return json.dumps(body).encode()


@pytest.mark.parametrize("seconds", [-180, 0, 180])
def test_a_signature_of_now_verifies(seconds: int) -> None:
    body = told()
    verify_calendly(KEY, header(body), body, NOW + timedelta(seconds=seconds))


def test_one_good_signature_among_several_is_enough() -> None:
    body = told()
    verify_calendly(KEY, header(body).replace(",v1", ", v1=00,v0=x,v1"), body, NOW)


@pytest.mark.parametrize("seconds", [-181, 181, 86_400])
def test_an_old_or_early_signature_is_forged(seconds: int) -> None:
    body = told()
    with pytest.raises(errors.ForgedEvent):
        verify_calendly(KEY, header(body), body, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "line",
    [
        None,
        "",
        "t=,v1=",
        "v1=abc",
        f"t={int(NOW.timestamp())}",
        f"t={int(NOW.timestamp())},v1=é",
        header(told(), key="another"),
        header(told() + b" "),
        header(told(), stamp="1e9"),
        header(told(), stamp="9" * 40),
        header(told()) + ",t=1",
        header(told()).replace("v1", "v0"),
    ],
)
def test_anything_else_is_forged(line: str | None) -> None:
    with pytest.raises(errors.ForgedEvent):
        verify_calendly(KEY, line, told(), NOW)


def test_without_a_key_nothing_verifies() -> None:
    body = told()
    with pytest.raises(errors.Misconfigured):
        verify_calendly("", header(body, key=""), body, NOW)


def test_a_booking_is_read_with_our_ids() -> None:
    event = parse_calendly(told())
    assert event.kind == "invitee.created"
    assert event.at == datetime(2026, 11, 22, 8, 59, 59, tzinfo=UTC)
    booking = event.booking
    assert booking is not None
    assert (booking.email, booking.name) == ("anne@alto.example", "Anne Dupont")
    assert booking.starts_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert booking.tracking == {"utm_content": "tok-1"}
    assert booking.status == "active"


def test_a_cancellation_says_by_whom_and_why() -> None:
    cancellation = {"canceled_by": "Anne", "reason": "ill", "canceler_type": "invitee"}
    event = parse_calendly(
        told("invitee.canceled", status="canceled", cancellation=cancellation, rescheduled=True)
    )
    assert event.booking is not None
    assert event.booking.status == "canceled"
    assert (event.booking.canceled_by, event.booking.cancel_reason) == ("invitee", "ill")
    assert event.booking.rescheduled


def test_the_key_is_the_same_for_each_delivery_and_another_for_each_happening() -> None:
    created = parse_calendly(told())
    again = parse_calendly(told(updated_at="2026-11-22T09:00:00.000000Z"))
    canceled = parse_calendly(told("invitee.canceled"))
    assert created.key == again.key
    assert created.key != canceled.key


def test_a_kind_that_is_not_ours_is_kept_without_a_booking() -> None:
    event = parse_calendly(b'{"event":"routing_form_submission.created","payload":{"uri":"x"}}')
    assert (event.kind, event.booking) == ("routing_form_submission.created", None)
    other = parse_calendly(b'{"event":"routing_form_submission.created","payload":{"uri":"y"}}')
    assert event.key != other.key


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>",
        b'{"payload":{}}',
        b'{"event":5}',
        b'{"event":"invitee.created"}',
        b'{"event":"invitee.created","payload":[]}',
        told(scheduled_event=None),
        told(email=None),
    ],
)
def test_what_is_not_calendlys_is_named(body: bytes) -> None:
    with pytest.raises(errors.InvalidInput):
        parse_calendly(body)

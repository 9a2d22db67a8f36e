"""Faults: each does what it says, as often as it says, and no more."""

from __future__ import annotations

import httpx
import pytest
from conftest import mail_to

TO = "someone@nowhere.example"


def fault(box, kind, **fields):
    body = {"vendor": "sendgrid", "path": "/v3/mail/send", "kind": kind, **fields}
    answer = box.http.post("/_sandbox/faults", json=body)
    assert answer.status_code == 201, answer.text


def kept(box):
    return len(box.http.get("/_sandbox/mailbox").json()["messages"])


def send(box, timeout=30.0):
    return box.sendgrid.post("/v3/mail/send", json=mail_to(TO), timeout=timeout)


@pytest.mark.parametrize(
    ("kind", "status", "messages"),
    [
        ("error_after_accept", 500, 1),
        ("error_before", 500, 0),
        ("outage", 503, 0),
        ("rate_limit", 429, 0),
        ("revoked_key", 401, 0),
    ],
)
def test_answered_faults_answer_so_and_accept_or_not(box, kind, status, messages):
    fault(box, kind, times=1)
    assert send(box).status_code == status
    assert kept(box) == messages
    assert send(box).status_code == 202


@pytest.mark.parametrize(("kind", "messages"), [("cut_before", 0), ("cut_after_accept", 1)])
def test_a_cut_connection_ends_without_an_answer(box, kind, messages):
    fault(box, kind, times=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        send(box)
    assert kept(box) == messages
    assert send(box).status_code == 202


def test_a_time_out_after_acceptance_leaves_the_message_accepted(box):
    fault(box, "timeout_after_accept", times=1, delay=1)
    with pytest.raises(httpx.ReadTimeout):
        send(box, timeout=0.3)
    assert kept(box) == 1


def test_a_slow_answer_still_comes(box):
    fault(box, "slow", times=1, delay=0.2)
    assert send(box).status_code == 202


def test_every_third_request_is_spoiled_until_the_faults_are_cleared(box):
    fault(box, "error_before", every=3)
    assert [send(box).status_code for _ in range(6)] == [202, 202, 500, 202, 202, 500]
    assert box.http.delete("/_sandbox/faults").status_code == 204
    assert [send(box).status_code for _ in range(3)] == [202, 202, 202]


def test_a_fault_spoils_its_path_and_vendor_alone(box):
    fault(box, "outage")
    assert box.sendgrid.get("/v3/scopes").status_code == 200
    assert box.calendly.get("/users/me").status_code == 200
    box.http.post(
        "/_sandbox/faults",
        json={"vendor": "rocketreach", "path": "/person/lookup", "kind": "rate_limit"},
    )
    limited = box.rocketreach.get("/person/lookup", params={"id": 1})
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "2")
    assert box.rocketreach.get("/account").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"vendor": "sendgrid", "kind": "magic"},
        {"vendor": "x", "kind": "slow"},
        {"vendor": "sendgrid", "kind": "slow", "every": 0},
        [],
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(box, body):
    assert box.http.post("/_sandbox/faults", json=body).status_code == 400

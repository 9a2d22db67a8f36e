"""Time moves when it is told to, and what is due happens on the way."""

from __future__ import annotations

from datetime import timedelta

from conftest import mail_to

from sandbox.clock import iso


def test_the_clock_stands_still_until_it_is_stepped(box):
    first = box.now()
    assert box.now() == first
    box.step(hours=2)
    assert box.now() == first + timedelta(hours=2)


def test_the_clock_never_goes_back(box):
    earlier = iso(box.now() - timedelta(seconds=1))
    assert box.http.post("/_sandbox/clock", json={"now": earlier}).status_code == 409


def test_a_time_without_a_zone_is_refused(box):
    answer = box.http.post("/_sandbox/clock", json={"now": "2026-12-01T00:00:00"})
    assert answer.status_code == 400


def test_nothing_is_due_in_a_quiet_world_and_a_mail_makes_something_due(box):
    assert box.http.get("/_sandbox/next").json() == {"next": None}
    box.sendgrid.post("/v3/mail/send", json=mail_to("someone@nowhere.example"))
    due = box.http.get("/_sandbox/next").json()["next"]
    assert due == iso(box.now() + timedelta(seconds=1))


def test_stepping_from_due_instant_to_due_instant_comes_to_an_end(box):
    for person in box.people()[:20]:
        if person["email"]:
            box.sendgrid.post("/v3/mail/send", json=mail_to(person["email"]))
    stops = 0
    while due := box.http.get("/_sandbox/next").json()["next"]:
        assert box.http.post("/_sandbox/clock", json={"now": due}).json()["happened"] >= 1
        stops += 1
    assert stops > 20


def test_a_live_sandbox_moves_by_itself_and_refuses_to_be_stepped(start):
    live = start(live=True)
    first = live.now()
    answer = live.http.post("/_sandbox/clock", json={"now": iso(first + timedelta(days=1))})
    assert answer.status_code == 409
    assert live.http.get("/_sandbox/clock").json()["live"] is True

"""Calendly: slots, links, bookings by page and by API, and signed webhooks."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.clock import iso, parse_instant

PARIS = ZoneInfo("Europe/Paris")
MORNINGS = {
    "timezone": "Europe/Paris",
    "rules": [
        {"type": "wday", "wday": day, "intervals": [{"from": "09:00", "to": "11:00"}]}
        for day in ("tuesday", "thursday")
    ],
}


@pytest.fixture
def me(box):
    return box.calendly.get("/users/me").json()["resource"]


@pytest.fixture
def kind(box, me):
    return box.calendly.get("/event_types", params={"user": me["uri"], "active": "true"}).json()[
        "collection"
    ][0]


def slots(box, kind, days=7):
    begin = box.now() + timedelta(minutes=1)
    params = {
        "event_type": kind["uri"],
        "start_time": iso(begin),
        "end_time": iso(begin + timedelta(days=days)),
    }
    answer = box.calendly.get("/event_type_available_times", params=params)
    assert answer.status_code == 200, answer.text
    return [slot["start_time"] for slot in answer.json()["collection"]]


def share(box, kind, **fields):
    answer = box.calendly.post("/shares", json={"event_type": kind["uri"], **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["resource"]["scheduling_links"][0]["booking_url"]


def offered(page):
    return re.findall(r'value="(\d{4}-[^"]+Z)"', page.text)


def test_a_wrong_token_is_401_in_the_vendors_words(box):
    answer = box.calendly.get("/users/me", headers={"Authorization": "Bearer nope"})
    assert (answer.status_code, answer.json()) == (
        401,
        {"title": "Unauthenticated", "message": "The access token is invalid"},
    )


def test_slots_lie_in_working_hours_and_are_the_same_when_asked_again(box, kind):
    found = slots(box, kind, days=31)
    assert len(found) > 50
    for slot in found:
        local = parse_instant(slot).astimezone(PARIS)
        assert local.weekday() < 5
        assert 9 <= local.hour < 18
    assert slots(box, kind, days=31) == found


@pytest.mark.parametrize(
    ("begin", "length", "parameter"),
    [
        (timedelta(minutes=-1), timedelta(days=1), "start_time"),
        (timedelta(minutes=1), timedelta(days=31, seconds=1), "end_time"),
    ],
)
def test_slots_are_asked_for_the_future_and_for_31_days_at_most(
    box, kind, begin, length, parameter
):
    start = box.now() + begin
    params = {
        "event_type": kind["uri"],
        "start_time": iso(start),
        "end_time": iso(start + length),
    }
    answer = box.calendly.get("/event_type_available_times", params=params)
    assert answer.status_code == 400
    assert answer.json()["details"][0]["parameter"] == parameter


def test_a_user_or_organization_must_be_named_and_be_ours(box):
    assert box.calendly.get("/event_types").status_code == 400
    other = {"user": "https://api.calendly.com/users/OTHER"}
    assert box.calendly.get("/event_types", params=other).status_code == 403


def test_a_share_offers_its_own_days_and_hours_alone(box, kind):
    page = box.http.get(share(box, kind, availability_rule=MORNINGS))
    times = [parse_instant(slot).astimezone(PARIS) for slot in offered(page)]
    assert times
    assert {time.weekday() for time in times} <= {1, 3}
    assert all(9 <= time.hour < 11 for time in times)


def test_a_fixed_period_bounds_a_share(box, kind):
    begin, end = (
        (box.now() + timedelta(days=2)).date(),
        (box.now() + timedelta(days=3)).date(),
    )
    link = share(box, kind, period_type="fixed", start_date=f"{begin}", end_date=f"{end}")
    days = {parse_instant(slot).astimezone(PARIS).date() for slot in offered(box.http.get(link))}
    assert days
    assert days <= {begin, end}


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        (
            {"availability_rule": {"timezone": "Mars/Olympus", "rules": []}},
            "availability_rule.timezone",
        ),
        (
            {
                "availability_rule": {
                    "timezone": "UTC",
                    "rules": [{"type": "wday", "wday": "caturday"}],
                }
            },
            "availability_rule.rules[0].wday",
        ),
        ({"period_type": "fixed"}, "start_date"),
        ({"period_type": "moving"}, "max_booking_time"),
        ({"duration": 0}, "duration"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_share_is_a_400_that_names_the_parameter(box, kind, fields, parameter):
    answer = box.calendly.post("/shares", json={"event_type": kind["uri"], **fields})
    assert answer.status_code == 400
    assert parameter in [detail["parameter"] for detail in answer.json()["details"]]


def test_a_link_books_once_prefilled_with_tracking_and_then_is_used_up(box, kind, me):
    link = share(box, kind)
    query = "?name=Zo%C3%A9%20%3Cb%3E&email=zoe@nowhere.example&utm_content=tok-1&utm_campaign=c7"
    page = box.http.get(link + query)
    assert "Zoé &lt;b&gt;" in page.text
    slot = offered(page)[0]
    form = {"name": "Zoé", "email": "zoe@nowhere.example", "start": slot}
    assert box.http.post(link + query, data=form).status_code == 201
    assert box.http.get(link).status_code == 410
    assert box.http.post(link, data=form).status_code == 410
    (event,) = box.calendly.get(
        "/scheduled_events",
        params={"user": me["uri"], "invitee_email": "zoe@nowhere.example"},
    ).json()["collection"]
    uuid = event["uri"].rpartition("/")[2]
    (invitee,) = box.calendly.get(f"/scheduled_events/{uuid}/invitees").json()["collection"]
    assert invitee["tracking"]["utm_content"] == "tok-1"
    assert invitee["tracking"]["utm_campaign"] == "c7"
    assert parse_instant(event["start_time"]) == parse_instant(slot)


def test_a_booked_slot_is_free_for_nobody_else(box, kind):
    first, second = share(box, kind), share(box, kind)
    slot = offered(box.http.get(first))[0]
    form = {"name": "A", "email": "a@nowhere.example", "start": slot}
    assert box.http.post(first, data=form).status_code == 201
    assert box.http.post(second, data=form).status_code == 409
    assert slot not in offered(box.http.get(second))
    assert parse_instant(slot) not in [parse_instant(other) for other in slots(box, kind, days=31)]


def invitee_body(kind, slot, **changes):
    invitee = {"email": "b@nowhere.example", "name": "B", "timezone": "Europe/Paris"}
    return {
        "event_type": kind["uri"],
        "start_time": slot,
        "invitee": {**invitee, **changes},
    }


def test_the_api_books_and_a_taken_slot_is_a_400(box, kind):
    slot = slots(box, kind)[0]
    made = box.calendly.post("/invitees", json=invitee_body(kind, slot))
    assert made.status_code == 201
    assert made.json()["resource"]["status"] == "active"
    again = box.calendly.post("/invitees", json=invitee_body(kind, slot, email="c@nowhere.example"))
    assert (again.status_code, again.json()["title"]) == (400, "Invalid Argument")


def test_a_meeting_is_cancelled_once(box, kind):
    made = box.calendly.post("/invitees", json=invitee_body(kind, slots(box, kind)[0])).json()[
        "resource"
    ]
    uuid = made["event"].rpartition("/")[2]
    cancelled = box.calendly.post(f"/scheduled_events/{uuid}/cancellation", json={"reason": "ill"})
    assert cancelled.status_code == 201
    assert cancelled.json()["resource"]["canceler_type"] == "host"
    again = box.calendly.post(f"/scheduled_events/{uuid}/cancellation", json={})
    assert (again.status_code, again.json()["message"]) == (
        403,
        "Event is already canceled",
    )


def test_lists_page_through_everything_once(box, kind, me):
    for slot in slots(box, kind)[::2][:7]:
        box.calendly.post("/invitees", json=invitee_body(kind, slot))
    seen, token = [], None
    while True:
        params = {"user": me["uri"], "count": 3, "sort": "start_time:asc"} | (
            {"page_token": token} if token else {}
        )
        page = box.calendly.get("/scheduled_events", params=params).json()
        seen += [event["start_time"] for event in page["collection"]]
        token = page["pagination"]["next_page_token"]
        if not token:
            break
    assert len(seen) >= 5
    assert seen == sorted(set(seen))
    assert (
        box.calendly.get("/scheduled_events", params={"user": me["uri"], "count": 101}).status_code
        == 400
    )


def subscribe(box, me, url, key="secret"):
    body = {
        "url": url,
        "events": ["invitee.created", "invitee.canceled", "invitee_no_show.created"],
        "organization": me["current_organization"],
        "user": me["uri"],
        "scope": "user",
        "signing_key": key,
    }
    return box.calendly.post("/webhook_subscriptions", json=body)


def test_bookings_and_moves_are_announced_signed_over_the_raw_body(box, kind, me, listener):
    assert subscribe(box, me, listener.url).status_code == 201
    made = box.calendly.post("/invitees", json=invitee_body(kind, slots(box, kind)[0])).json()[
        "resource"
    ]
    box.step(minutes=1)
    page = box.http.get(made["reschedule_url"])
    assert (
        box.http.post(made["reschedule_url"], data={"start": offered(page)[-1]}).status_code == 200
    )
    box.step(minutes=1)
    for post in listener.received:
        stamp, given = re.fullmatch(
            r"t=(\d+),v1=(\w+)", post.headers["Calendly-Webhook-Signature"]
        ).groups()
        mac = hmac.new(b"secret", f"{stamp}.".encode() + post.body, hashlib.sha256).hexdigest()
        assert mac == given
    created, cancelled, moved = (json.loads(post.body) for post in listener.received)
    assert [created["event"], cancelled["event"], moved["event"]] == [
        "invitee.created", "invitee.canceled", "invitee.created",
    ]  # fmt: skip
    assert created["payload"]["scheduled_event"]["status"] == "active"
    assert cancelled["payload"]["rescheduled"] is True
    assert cancelled["payload"]["new_invitee"] == moved["payload"]["uri"]
    assert moved["payload"]["old_invitee"] == created["payload"]["uri"]


def test_a_url_is_subscribed_once_and_the_key_is_never_shown(box, me):
    first = subscribe(box, me, "http://127.0.0.1:9/hook")
    assert "signing_key" not in first.json()["resource"]
    again = subscribe(box, me, "http://127.0.0.1:9/hook")
    assert (again.status_code, again.json()["message"]) == (
        409,
        "Hook with this url already exists",
    )


def test_a_subscription_that_refuses_for_a_day_is_disabled(box, kind, me, listener):
    uri = subscribe(box, me, listener.url).json()["resource"]["uri"]
    listener.status = 500
    box.calendly.post("/invitees", json=invitee_body(kind, slots(box, kind)[0]))
    box.step(hours=30)
    resource = box.calendly.get(f"/webhook_subscriptions/{uri.rpartition('/')[2]}").json()[
        "resource"
    ]
    assert resource["state"] == "disabled"
    assert len(listener.received) == 10


def test_a_single_use_link_wants_exactly_one_event_and_an_event_type(box, kind):
    post = box.calendly.post
    body = {"max_event_count": 1, "owner": kind["uri"], "owner_type": "EventType"}
    assert post("/scheduling_links", json=body).status_code == 201
    assert post("/scheduling_links", json={**body, "max_event_count": 2}).status_code == 400
    missing = {**body, "owner": kind["uri"].rpartition("/")[0] + "/NONE"}
    assert post("/scheduling_links", json=missing).status_code == 404

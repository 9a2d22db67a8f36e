"""What people do: plausible, only what the mail allows, and the same for the same seed."""

from __future__ import annotations

import re

import pytest
from conftest import mail_to


def single_use(box):
    me = box.calendly.get("/users/me").json()["resource"]["uri"]
    kind = box.calendly.get("/event_types", params={"user": me}).json()["collection"][0]["uri"]
    made = box.calendly.post("/shares", json={"event_type": kind}).json()["resource"]
    return made["scheduling_links"][0]["booking_url"]


def campaign(box, *, number=100, reverse=False, hours=24, **changes):
    """Write to ``number`` people with a single-use link each, five a day; the records after it."""
    people = [row for row in box.people() if row["grade"] in ("A", "A-") and not row["dirt"]]
    chosen = people[:number]
    for first in range(0, number, 5):
        group = chosen[first : first + 5]
        for row in reversed(group) if reverse else group:
            link = single_use(box)
            url = f"{link}?email={row['email']}&utm_content={row['true_person']}"
            sent = box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"], url, **changes))
            assert sent.status_code == 202
        for _ in range(24 // hours):
            box.step(hours=hours)
    box.step(days=8)
    return box.records()


def what_happened(records):
    return {
        kind: sorted((entry["at"], entry["email"]) for entry in records[kind])
        for kind in (
            "opens",
            "clicks",
            "replies",
            "bounces",
            "unsubscribes",
            "bookings",
            "cancellations",
        )
    }


@pytest.mark.parametrize("seed", [7, 8])
def test_a_month_of_a_hundred_mails_is_as_busy_as_real_life(start, seed):
    box = start(people=1500, seed=seed)
    records = campaign(box)
    opened = {entry["email"] for entry in records["opens"]}
    clicked = {entry["email"] for entry in records["clicks"]}
    assert 20 <= len(opened) <= 50
    assert 8 <= len(clicked) <= 25
    assert clicked <= opened
    assert 3 <= len(records["bookings"]) <= 14
    assert len(records["bounces"]) <= 8


def test_the_same_seed_lives_the_same_month_whatever_the_steps_and_the_order_of_requests(
    start,
):
    one = campaign(start(people=600), number=60)
    two = campaign(start(people=600), number=60, reverse=True, hours=3)
    assert what_happened(one) == what_happened(two)
    assert sum(len(entries) for entries in what_happened(one).values()) > 20


def test_another_seed_lives_another_month(start):
    one = campaign(start(people=300, seed=1), number=20)
    two = campaign(start(people=300, seed=2), number=20)
    assert what_happened(one) != what_happened(two)


def test_without_a_booking_link_nobody_clicks_or_books(start):
    box = start(people=600)
    for row in [row for row in box.people() if row["grade"] == "A"][:80]:
        box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"]))
    box.step(days=9)
    records = box.records()
    assert records["opens"]
    assert records["clicks"] == records["bookings"] == records["meetings"] == []


def test_bookings_are_made_on_the_link_of_the_mail_and_carry_its_tracking(start):
    box = start(people=1500)
    records = campaign(box)
    tracked = {i["email"]: i["tracking"]["utm_content"] for i in records["invitees"]}
    assert tracked
    people = {row["email"]: row["true_person"] for row in box.people()}
    assert all(tracked[email] == people[email] for email in tracked)


def test_untracked_mail_is_read_all_the_same_but_tells_nobody(start):
    off = {"open_tracking": {"enable": False}, "click_tracking": {"enable": False}}
    box = start(people=600)
    records = campaign(box, number=60, tracking_settings=off)
    assert records["opens"]
    assert records["clicks"]
    kept = box.sendgrid.post("/v3/logs", json={"limit": 1000}).json()["messages"]
    events = {
        event["event"]
        for message in kept
        for event in box.sendgrid.get(f"/v3/logs/{message['sg_message_id']}").json()["events"]
    }
    assert events <= {
        "processed",
        "delivered",
        "bounce",
        "deferred",
        "unsubscribe",
        "spamreport",
    }


def test_scanners_click_every_link_within_seconds_and_people_do_not(start):
    box = start(people=600)
    scanned = [row for row in box.people() if row["scanner"] and row["grade"] == "A"][:10]
    for row in scanned:
        box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"], "https://x.example/a"))
    box.step(minutes=3)
    clicked = 0
    for message in box.sendgrid.post("/v3/logs", json={"limit": 100}).json()["messages"]:
        events = box.sendgrid.get(f"/v3/logs/{message['sg_message_id']}").json()["events"]
        at = {event["event"]: event["timestamp"] for event in events}
        if "click" in at:
            clicked += 1
            assert at["click"] - at["delivered"] <= 10
    assert clicked >= 7
    assert box.records()["clicks"] == []


def test_people_read_in_their_own_working_hours(start):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    box = start(people=900)
    zones = {row["email"]: row["timezone"] for row in box.people() if row["email"]}
    records = campaign(box, number=60)
    assert records["opens"]
    for entry in records["opens"]:
        local = datetime.fromisoformat(entry["at"]).astimezone(ZoneInfo(zones[entry["email"]]))
        assert local.weekday() < 5, entry
        assert 8 <= local.hour < 19, entry


def test_one_click_unsubscribes_reach_the_address_in_the_header(start, listener):
    headers = {
        "List-Unsubscribe": f"<{listener.url}/u/token>, <mailto:u@rendezvous.example>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    box = start(people=2400)
    for row in [row for row in box.people() if row["grade"] == "A"][:400]:
        box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"], headers=headers))
    box.step(days=9)
    asked = box.records()["unsubscribes"]
    assert asked
    assert len(listener.received) == len(asked)
    assert all(post.body == b"List-Unsubscribe=One-Click" for post in listener.received)
    assert {re.sub(r".*/u/", "/u/", post.path) for post in listener.received} == {"/u/token"}


def test_without_one_click_an_unsubscribe_suppresses_at_the_vendor(start):
    box = start(people=2400)
    for row in [row for row in box.people() if row["grade"] == "A"][:400]:
        box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"]))
    box.step(days=9)
    asked = {entry["email"] for entry in box.records()["unsubscribes"]}
    listed = {row["email"] for row in box.sendgrid.get("/v3/suppression/unsubscribes").json()}
    assert asked == listed
    assert asked


def test_scanners_really_get_links_where_they_are_told_to_and_post_nothing(start, listener):
    box = start(people=600, scanners_fetch=True)
    scanned = [row for row in box.people() if row["scanner"] and row["grade"] == "A"][:5]
    links = []
    for row in scanned:
        links.append(f"{listener.url}/u/{row['true_person']}")
        box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"], links[-1]))
    box.step(minutes=2)
    arrived = {f"{listener.url}{path}" for path in listener.got}
    assert arrived <= set(links)
    assert len(arrived) >= 4
    assert listener.received == []

"""SendGrid's posts: signed, batched, repeated after refusal, and never one too few."""

from __future__ import annotations

import json
from collections import Counter
from email.parser import BytesParser
from email.policy import HTTP

import pytest
from conftest import mail_to
from sendgrid.helpers.eventwebhook import EventWebhook

from sandbox.behaviour import rates

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
KINDS = (
    "processed", "dropped", "delivered", "deferred", "bounce", "open", "click", "spam_report",
    "unsubscribe", "group_unsubscribe", "group_resubscribe",
)  # fmt: skip
ALL = dict.fromkeys(KINDS, True)


def register(box, url, **settings):
    made = box.sendgrid.post(
        "/v3/user/webhooks/event/settings",
        json={"enabled": True, "url": url, **ALL, **settings},
    )
    assert made.status_code == 201, made.text
    return made.json()["id"]


def posted(listener):
    return [event for post in listener.received for event in json.loads(post.body)]


def verified(key, post):
    checker = EventWebhook(key)
    body = post.body.decode()
    return checker.verify_signature(body, post.headers[SIGNATURE], post.headers[TIMESTAMP])


def test_the_vendors_own_library_verifies_the_signature_and_not_over_other_bytes(box, listener):
    hook = register(box, listener.url)
    path = f"/v3/user/webhooks/event/settings/signed/{hook}"
    key = box.sendgrid.patch(path, json={"enabled": True}).json()["public_key"]
    box.sendgrid.post("/v3/mail/send", json=mail_to("someone@nowhere.example"))
    box.step(minutes=5)
    assert listener.received
    for post in listener.received:
        assert post.body.endswith(b"]\r\n")
        assert verified(key, post)
        post.body = post.body.rstrip()
        assert not verified(key, post)


def test_an_unsigned_webhook_has_no_signature(box, listener):
    register(box, listener.url)
    box.sendgrid.post("/v3/mail/send", json=mail_to("someone@nowhere.example"))
    box.step(minutes=5)
    assert listener.received
    assert all(SIGNATURE not in post.headers for post in listener.received)


def test_events_carry_custom_args_flat_and_reserved_keys_win(box, listener):
    register(box, listener.url)
    body = mail_to("someone@nowhere.example", categories=["first"])
    body["custom_args"]["event"] = "forged"
    answer = box.sendgrid.post("/v3/mail/send", json=body)
    box.step(minutes=5)
    events = posted(listener)
    assert {"processed", "delivered"} & {event["event"] for event in events}
    for event in events:
        assert event["message_id"] == "m-1"
        assert event["event"] != "forged"
        assert event["category"] == ["first"]
        assert event["sg_message_id"].startswith(answer.headers["X-Message-Id"] + ".")


def test_a_refused_batch_comes_again_unchanged_until_it_is_taken(box, listener):
    register(box, listener.url)
    listener.status = 503
    box.sendgrid.post("/v3/mail/send", json=mail_to("someone@nowhere.example"))
    box.step(minutes=4)
    tried = len(listener.received)
    assert tried >= 2
    first = listener.received[0].body
    listener.status = 204
    box.step(hours=2)
    assert [post.body for post in listener.received].count(first) >= 2
    taken = len(listener.received)
    box.step(minutes=1)
    assert len(listener.received) == taken


def test_switched_off_kinds_are_not_posted(box, listener):
    register(box, listener.url, processed=False)
    box.sendgrid.post("/v3/mail/send", json=mail_to("someone@nowhere.example"))
    box.step(minutes=5)
    assert "processed" not in {event["event"] for event in posted(listener)}


def test_every_kept_event_reaches_the_webhook_some_twice_under_the_same_id(start, listener):
    box = start(people=900)
    register(box, listener.url)
    addresses = [row["email"] for row in box.people() if row["email"]][:250]
    for address in addresses:
        box.sendgrid.post("/v3/mail/send", json=mail_to(address))
    box.step(days=12)
    counts = Counter(event["sg_event_id"] for event in posted(listener))
    kept = set()
    for message in box.sendgrid.post("/v3/logs", json={"limit": 1000}).json()["messages"]:
        detail = box.sendgrid.get(f"/v3/logs/{message['sg_message_id']}").json()
        kept |= {event["sg_event_id"] for event in detail["events"]}
    assert set(counts) == kept
    repeated = sum(count > 1 for count in counts.values()) / len(counts)
    assert 0 < repeated < 3 * rates.EVENT_REPEATED
    times = [event["timestamp"] for event in posted(listener)]
    assert times != sorted(times)


def test_the_test_route_posts_one_event_of_each_kind(box, listener):
    answer = box.sendgrid.post("/v3/user/webhooks/event/test", json={"url": listener.url})
    assert answer.status_code == 204
    assert {event["event"] for event in posted(listener)} >= {
        "delivered",
        "open",
        "click",
        "bounce",
    }


def test_no_more_than_five_webhooks_and_no_bad_address(box):
    for number in range(5):
        register(box, f"http://127.0.0.1:9/{number}")
    more = box.sendgrid.post(
        "/v3/user/webhooks/event/settings", json={"url": "http://127.0.0.1:9/6"}
    )
    assert more.status_code == 400
    assert (
        box.sendgrid.post("/v3/user/webhooks/event/settings", json={"url": "x"}).status_code == 400
    )
    listed = box.sendgrid.get("/v3/user/webhooks/event/settings/all").json()
    assert len(listed["webhooks"]) == listed["max_allowed"] == 5


def test_a_webhook_outside_this_machine_is_never_called(box):
    register(box, "http://192.0.2.1/hook")
    box.sendgrid.post("/v3/mail/send", json=mail_to("someone@nowhere.example"))
    box.step(minutes=2)
    assert box.app.state.sandbox.outbound.may_reach("http://127.0.0.1:80/x")
    assert not box.app.state.sandbox.outbound.may_reach("http://192.0.2.1/hook")
    assert not box.app.state.sandbox.outbound.may_reach("http://localhost.evil.example/")


def form_of(post):
    head = f"Content-Type: {post.headers['Content-Type']}\r\n\r\n".encode()
    parts = BytesParser(policy=HTTP).parsebytes(head + post.body)
    return {
        part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True).decode()
        for part in parts.iter_parts()
    }


@pytest.fixture
def replied(start, listener):
    """A world in which mail went out to many and the replies came back."""
    box = start(people=900)
    policy = box.sendgrid.post(
        "/v3/user/webhooks/security/policies",
        json={"name": "ours", "signature": {"enabled": True}},
    ).json()["policy"]
    setting = {
        "hostname": "reply.rendezvous.example",
        "url": f"{listener.url}/inbound",
        "security_policy": policy["id"],
    }
    assert box.sendgrid.post("/v3/user/webhooks/parse/settings", json=setting).status_code == 201
    for row in [row for row in box.people() if row["grade"] in ("A", "A-")][:200]:
        box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"]))
    box.step(days=12)
    return box, listener, policy["signature"]["public_key"]


def test_replies_are_posted_as_signed_forms_that_quote_the_original(replied):
    box, listener, key = replied
    replies = box.records()["replies"]
    assert len(listener.received) == len(replies) > 10
    for post in listener.received:
        assert verified(key, post)
        form = form_of(post)
        assert json.loads(form["envelope"])["to"] == ["r@reply.rendezvous.example"]
        assert "In-Reply-To: <" in form["headers"]
        if "Auto-Submitted: auto-replied" not in form["headers"]:
            assert "> Parlons-en." in form["text"]
    assert {"out_of_office", "interested"} <= {reply["kind"] for reply in replies}


def test_automatic_answers_say_so_and_name_the_day_of_return(replied):
    box, _, _ = replied
    away = [reply for reply in box.records()["replies"] if reply["kind"] == "out_of_office"]
    assert away
    for reply in away:
        assert reply["headers"]["Auto-Submitted"] == "auto-replied"
        assert any(year in reply["text"] for year in ("2026", "2027"))


def test_some_bounces_come_late_without_a_message_id_but_with_our_ids(start, listener):
    box = start(people=2400)
    register(box, listener.url)
    for row in [row for row in box.people() if row["grade"] == "F"]:
        box.sendgrid.post("/v3/mail/send", json=mail_to(row["email"]))
    box.step(hours=12)
    bounces = [event for event in posted(listener) if event["event"] == "bounce"]
    unnamed = [event for event in bounces if "sg_message_id" not in event]
    assert 0 < len(unnamed) < len(bounces) / 2
    assert all(event["attempt_id"] == "a-1" and "ip" not in event for event in unnamed)

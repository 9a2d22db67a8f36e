from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import signing
from events_field import Field
from starlette.testclient import TestClient

EVENTS = "/webhooks/sendgrid/events"
INBOUND = "/webhooks/sendgrid/inbound"
CALENDLY = "/webhooks/calendly"


@pytest.fixture(autouse=True)
def keys(field: Field) -> None:
    signing.register(field.store)


def _event(field: Field, number: int = 0, **told: object) -> dict[str, object]:
    one = field.sown[number]
    return {
        "event": "bounce", "type": "bounce", "email": one.email, "sg_event_id": f"id-{number}",
        "timestamp": int(one.sent_at.timestamp()) + 5, "message_id": one.token,
        "attempt_id": one.attempt, "reason": "550 5.1.1 unknown", **told,
    }  # fmt: skip


def _reply(field: Field, number: int = 0) -> dict[str, str]:
    one = field.sown[number]
    mail = (
        f"From: Alix <{one.email}>\r\nTo: reply+{one.token}@in.rdv.example\r\n"
        f"Subject: Re: hello\r\nMessage-ID: <m{number}@firm.example>\r\n\r\nYes, gladly.\r\n"
    )
    return {
        "email": mail,
        "envelope": json.dumps({"to": [f"reply+{one.token}@in.rdv.example"], "from": one.email}),
    }


def test_a_signed_batch_of_events_is_stored_answered_and_applied(
    public: TestClient, field: Field
) -> None:
    body = signing.events(_event(field), _event(field, 1, event="delivered"))
    answer = public.post(EVENTS, content=body, headers=signing.sendgrid(body, field.clock.now()))
    assert (answer.status_code, field.raw_count()) == (200, 2)
    assert field.stage(0) == "contacted"  # stored; applying it is tracking's
    field.tracking.apply_pending()
    assert field.stage(0) == "bounced"


def test_the_same_batch_posted_again_is_answered_and_stores_nothing(
    public: TestClient, field: Field
) -> None:
    body = signing.events(_event(field))
    headers = signing.sendgrid(body, field.clock.now() - timedelta(days=3))
    assert [public.post(EVENTS, content=body, headers=headers).status_code for _ in "12"] == [
        200,
        200,
    ]
    assert field.raw_count() == 1


def _wrong_requests(field: Field) -> Iterator[tuple[str, str, bytes, dict[str, str], int]]:
    now = field.clock.now()
    body = signing.events(_event(field))
    good = signing.sendgrid(body, now)
    yield "unsigned", EVENTS, body, {"Content-Type": "application/json"}, 401
    yield "forged", EVENTS, body, signing.sendgrid(body, now, forged=True), 401
    yield "changed by one byte", EVENTS, body.replace(b"550", b"551"), good, 401
    yield "without its line end", EVENTS, body.rstrip(), good, 401
    yield "another time", EVENTS, body, {**good, signing.STAMP: "1"}, 401
    yield "another type", EVENTS, body, {**good, "Content-Type": "text/plain"}, 415
    yield "no JSON", EVENTS, b"{", signing.sendgrid(b"{", now), 400
    big = b"[" + b" " * (4 * 1024 * 1024) + b"]"
    yield "too large", EVENTS, big, signing.sendgrid(big, now), 413

    mail, kind = signing.form(**_reply(field))
    typed = {**signing.sendgrid(mail, now), "Content-Type": kind}
    yield "unsigned mail", INBOUND, mail, {"Content-Type": kind}, 401
    yield "forged mail", INBOUND, mail + b" ", typed, 401
    yield "mail as JSON", INBOUND, mail, {**typed, "Content-Type": "application/json"}, 415
    empty, kind = signing.form(nothing="here")
    yield "no mail", INBOUND, empty, {**signing.sendgrid(empty, now), "Content-Type": kind}, 400

    booked = signing.invitee("invitee.created", "inv/1", "tok0", "2026-11-23T08:00:00Z")
    yield "unsigned booking", CALENDLY, booked, {"Content-Type": "application/json"}, 401
    yield "other key", CALENDLY, booked, signing.calendly(booked, now, key="guess"), 401
    late = signing.calendly(booked, now - timedelta(seconds=181))
    yield "stale booking", CALENDLY, booked, late, 401
    early = signing.calendly(booked, now + timedelta(seconds=181))
    yield "booking from the future", CALENDLY, booked, early, 401
    odd = b'{"event": "invitee.created", "payload": {}}'
    yield "incomplete booking", CALENDLY, odd, signing.calendly(odd, now), 400


def test_what_is_forged_stale_oversize_or_of_another_type_is_refused_and_not_stored(
    public: TestClient, field: Field
) -> None:
    seen = {}
    for name, path, body, headers, status in _wrong_requests(field):
        answer = public.post(path, content=body, headers=headers)
        seen[name] = (answer.status_code, status)
    assert {name: pair for name, pair in seen.items() if pair[0] != pair[1]} == {}
    assert len(seen) == 17
    assert field.raw_count() == 0


def test_a_body_in_chunks_is_verified_as_a_whole_and_limited_as_it_comes(
    public: TestClient, field: Field
) -> None:
    body = signing.events(_event(field))
    headers = signing.sendgrid(body, field.clock.now())
    whole = public.post(EVENTS, content=(body[i : i + 7] for i in range(0, len(body), 7)),
                        headers=headers)  # fmt: skip
    endless = public.post(EVENTS, content=(b" " * 65536 for _ in range(1000)), headers=headers)
    assert (whole.status_code, endless.status_code, field.raw_count()) == (200, 413, 1)


def test_without_a_registered_key_nothing_is_believed(public: TestClient, field: Field) -> None:
    with field.store.begin() as work:
        for name in ("sendgrid_events_public_key", "calendly_signing_key"):
            work.upsert("secrets", name=name, value="", created_at="2026-11-01T00:00:00.000Z")
    body = signing.events(_event(field))
    answer = public.post(EVENTS, content=body, headers=signing.sendgrid(body, field.clock.now()))
    booked = signing.invitee("invitee.created", "inv/1", "tok0", "2026-11-23T08:00:00Z")
    other = public.post(CALENDLY, content=booked,
                        headers=signing.calendly(booked, field.clock.now(), key=""))  # fmt: skip
    assert answer.status_code != 200
    assert other.status_code != 200
    assert field.raw_count() == 0


def test_a_mail_that_comes_in_is_kept_once_by_its_message_id_and_stops_the_conversation(
    public: TestClient, field: Field
) -> None:
    for edge in ("one", "two"):  # the vendor's second try is another form around the same mail
        body, kind = signing.form(**_reply(field), attempt=edge)
        headers = {**signing.sendgrid(body, field.clock.now()), "Content-Type": kind}
        assert public.post(INBOUND, content=body, headers=headers).status_code == 200
    field.tracking.apply_pending()
    assert field.raw_count() == 1
    assert field.stage(0) == "replied"


def test_a_booking_by_somebody_else_is_its_prospects_and_an_event_without_booking_is_let_go(
    public: TestClient, field: Field
) -> None:
    now = field.clock.now()
    booked = signing.invitee("invitee.created", "inv/1", "tok1", "2026-11-23T08:00:00Z")
    other = b'{"event": "invitee_no_show.created", "created_at": "x", "payload": {"uri": "u"}}'
    for body in (booked, booked, other):
        answer = public.post(CALENDLY, content=body, headers=signing.calendly(body, now))
        assert answer.status_code == 200
    assert field.raw_count() == 1
    field.tracking.apply_pending()
    assert field.stage(1) == "meeting"


def test_text_that_no_database_holds_is_stored_mended(public: TestClient, field: Field) -> None:
    told = json.dumps([_event(field, reason="half \ud83d and \x00 zero", sg_event_id="\udc00")])
    body = told.encode()
    answer = public.post(EVENTS, content=body, headers=signing.sendgrid(body, field.clock.now()))
    assert answer.status_code == 200
    assert field.tracking.apply_pending() == {"bounce": 1}


# -- unsubscribing -----------------------------------------------------------------------


def test_looking_at_an_unsubscribe_address_changes_nothing(
    public: TestClient, field: Field
) -> None:
    seen = public.get("/u/unsub0")
    head = public.head("/u/unsub0")
    assert (seen.status_code, head.status_code) == (200, 200)
    assert 'method="post"' in seen.text
    assert "script" not in seen.text
    assert field.raw_count() == 0
    assert field.stage(0) == "contacted"


def test_a_post_is_in_force_before_it_is_answered_even_for_a_queued_message(
    public: TestClient, field: Field
) -> None:
    queued = field.queue_another(0)
    answer = public.post("/u/unsub0", data={"List-Unsubscribe": "One-Click"},
                         follow_redirects=False)  # fmt: skip
    assert answer.status_code == 200
    assert field.stage(0) == "unsubscribed"
    assert field.message_stage(queued) == "cancelled"
    assert field.outcome()["figures"]["engagement"]["unsubscribes"] == 1


def test_posting_again_stores_nothing_more_while_it_is_in_force(
    public: TestClient, field: Field
) -> None:
    for _ in range(5):
        public.post("/u/unsub0", content=b"List-Unsubscribe=One-Click")
    assert field.raw_count() == 1


def test_who_was_taken_off_the_list_by_mistake_can_unsubscribe_again(
    public: TestClient, field: Field
) -> None:
    public.post("/u/unsub0")
    with field.store.begin() as work:
        work.run("remove_suppression", kind="address", value=field.sown[0].email)
    field.clock.move_to(field.clock.now() + timedelta(minutes=1))
    public.post("/u/unsub0")
    assert field.outcome()["suppressions"] == [("address", field.sown[0].email, "unsubscribed")]


def test_an_address_that_was_never_given_out_is_answered_alike_and_stores_nothing(
    public: TestClient, field: Field
) -> None:
    known, unknown = public.post("/u/unsub0"), public.post("/u/guessed")
    assert (unknown.status_code, unknown.text) == (known.status_code, known.text)
    assert field.raw_count() == 1


def test_the_unsubscribe_page_may_not_be_framed_cached_or_told_on(public: TestClient) -> None:
    headers = public.get("/u/unsub0").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert public.post("/u/unsub0", content=b"x" * 70_000).status_code == 413


def test_health_tells_whether_the_database_answers(public: TestClient) -> None:
    assert public.get("/healthz").json() == {"status": "ok", "worker": "none"}

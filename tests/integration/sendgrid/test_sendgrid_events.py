"""Signed events: what verifies, what does not, and how each kind is read."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sendgrid import EventWebhook

import errors
from tools.sendgrid.events import EventKind, parse_event, parse_events, verify_events

KEY = ec.derive_private_key(20_261_122, ec.SECP256R1())
BODY = json.dumps([{"event": "délivré", "email": "a@b.example"}]).encode() + b"\r\n"
STAMP = "1763802000"


def public(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def signed(body: bytes, stamp: str = STAMP) -> str:
    return base64.b64encode(KEY.sign(stamp.encode() + body, ec.ECDSA(SHA256()))).decode()


def test_a_body_signed_by_sendgrid_verifies() -> None:
    verify_events(public(KEY), signed(BODY), STAMP, BODY)


def test_the_vendors_own_verifier_agrees() -> None:
    assert EventWebhook(public(KEY)).verify_signature(BODY.decode(), signed(BODY), STAMP)


def test_a_key_between_pem_marks_is_the_same_key() -> None:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    verify_events(pem.decode(), signed(BODY), STAMP, BODY)


def test_bytes_that_are_no_text_verify_too() -> None:
    body = b"--x\r\n\xff\xfe\x00\r\n--x--"
    verify_events(public(KEY), signed(body), STAMP, body)


@pytest.mark.parametrize(
    ("signature", "stamp", "body"),
    [
        (signed(BODY), STAMP, BODY.rstrip()),
        (signed(BODY), STAMP, BODY + b" "),
        (signed(BODY), "1763802001", BODY),
        (signed(BODY), STAMP + "[", BODY[1:]),
        (signed(BODY)[:-4], STAMP, BODY),
        ("no base64!", STAMP, BODY),
        ("", STAMP, BODY),
        (None, STAMP, BODY),
        (signed(BODY), None, BODY),
        (base64.b64encode(b"\x30\x06\x02\x01\x00\x02\x01\x00").decode(), STAMP, BODY),
    ],
    # Signatures differ from run to run: two processes must name the cases alike.
    ids=[
        "cut body",
        "longer body",
        "other time",
        "moved bracket",
        "cut signature",
        "no base64",
        "empty signature",
        "no signature",
        "no time",
        "zeros",
    ],
)
def test_anything_else_is_forged(signature: str | None, stamp: str | None, body: bytes) -> None:
    with pytest.raises(errors.ForgedEvent):
        verify_events(public(KEY), signature, stamp, body)


def test_another_accounts_signature_is_forged() -> None:
    other = ec.derive_private_key(7, ec.SECP256R1())
    signature = base64.b64encode(other.sign(STAMP.encode() + BODY, ec.ECDSA(SHA256()))).decode()
    with pytest.raises(errors.ForgedEvent):
        verify_events(public(KEY), signature, STAMP, BODY)


@pytest.mark.parametrize("key", ["", "AAAA", "not base64 at all", None])
def test_an_unusable_public_key_is_our_mistake_and_not_a_forgery(key: str | None) -> None:
    rsa_key = public(rsa.generate_private_key(65537, 2048)) if key is None else key
    with pytest.raises(errors.Misconfigured):
        verify_events(rsa_key, signed(BODY), STAMP, BODY)


def test_the_custom_args_and_the_request_id_come_back() -> None:
    (event,) = parse_events(
        json.dumps(
            [
                {
                    "email": "Anne@Alto.example",
                    "timestamp": 1763802000,
                    "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
                    "event": "delivered",
                    "category": "campaign-1",
                    "sg_event_id": "ZGVsaXZlcmVk",
                    "sg_message_id": "14c5d75ce93.recvd-85abf8d92c-3qfgp-2-7890E356-43C.1",
                    "response": "250 OK",
                    "message_id": "msg-1",
                    "attempt_id": "att-1",
                }
            ]
        ).encode()
        + b"\r\n"
    )
    assert event.event_id == "ZGVsaXZlcmVk"
    assert event.kind is EventKind.DELIVERED
    assert event.email == "anne@alto.example"
    assert event.at == datetime(2025, 11, 22, 9, 0, tzinfo=UTC)
    assert (event.message_id, event.attempt_id) == ("msg-1", "att-1")
    assert event.vendor_message_id == "14c5d75ce93"
    assert event.raw["smtp-id"] == "<14c5d75ce93.dfd.64b469@ismtpd-555>"


@pytest.mark.parametrize(
    "kind",
    [
        "processed",
        "deferred",
        "delivered",
        "bounce",
        "dropped",
        "open",
        "click",
        "spamreport",
        "unsubscribe",
        "group_unsubscribe",
        "group_resubscribe",
    ],
)
def test_each_kind_the_vendor_documents_is_known(kind: str) -> None:
    assert parse_event({"event": kind}).kind == kind


def test_an_open_says_machine_only_where_sendgrid_says_so() -> None:
    assert parse_event({"event": "open", "sg_machine_open": True}).machine is True
    assert parse_event({"event": "open", "sg_machine_open": False}).machine is False
    assert parse_event({"event": "open"}).machine is False
    assert parse_event({"event": "open", "sg_machine_open": None}).machine is None
    assert parse_event({"event": "click"}).machine is None


def test_a_bounce_says_why_and_how_hard() -> None:
    event = parse_event(
        {"event": "bounce", "reason": "550 no such user", "status": "5.1.1", "type": "bounce"}
    )
    assert (event.reason, event.status, event.bounce_type) == (
        "550 no such user",
        "5.1.1",
        "bounce",
    )


def test_a_bounce_without_a_message_id_is_still_read() -> None:
    event = parse_event({"event": "bounce", "email": "a@b.example", "type": "blocked"})
    assert (event.vendor_message_id, event.bounce_type) == (None, "blocked")


def test_odd_events_do_not_hold_up_their_batch() -> None:
    body = json.dumps(
        [
            {"event": "account_status_change", "type": "compliance_suspend", "timestamp": "soon"},
            "not an event",
            {"event": ["open"], "email": None, "timestamp": 1e300, "sg_message_id": 5},
            {"event": "open", "timestamp": True, "url": {"a": 1}, "message_id": 17},
        ]
    ).encode()
    odd, listed, numbered = parse_events(body)
    assert (odd.kind, odd.at) == (EventKind.OTHER, None)
    assert (listed.kind, listed.at, listed.email) == (EventKind.OTHER, None, "")
    assert (numbered.at, numbered.url, numbered.message_id) == (None, None, "17")


def test_an_event_without_an_id_gets_one_that_stays() -> None:
    told = {"event": "open", "email": "a@b.example", "timestamp": 1}
    turned = dict(reversed(told.items()))
    assert parse_event(told).event_id == parse_event(turned).event_id
    assert parse_event(told).event_id != parse_event({**told, "timestamp": 2}).event_id


@pytest.mark.parametrize("body", [b"", b"<html>", b'"text"', b"\xff\xfe"])
def test_what_is_no_batch_is_named(body: bytes) -> None:
    with pytest.raises(errors.InvalidInput):
        parse_events(body)

"""RocketReach's webhook: a lookup's result comes by itself and is paid for once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from events_field import Field
from starlette.testclient import TestClient

from services.tracking import Tracking
from services.webhooks_setup import ROCKETREACH_KEY
from tools.rocketreach.people import lookup_of

ROUTE = "/webhooks/rocketreach"
SECRET = "rocketreach-secret"


@pytest.fixture(autouse=True)
def asked(field: Field) -> None:
    """A lookup that was asked and paid for, and is open still."""
    with field.store.begin() as work:
        work.upsert(
            "secrets", name=ROCKETREACH_KEY, value=SECRET, created_at="2026-11-01T00:00:00.000Z"
        )
        work.insert(
            "lookups", source="RocketReach", profile_id="77", reveal="professional_email",
            campaign_id=1, state="asked", candidate="{}", credits=2, day="2026-11-22",
        )  # fmt: skip
    field.tracking = Tracking(field.store, field.clock, lookup_of)


def _profile(number: int = 77, status: str = "complete") -> dict[str, object]:
    return {
        "id": number, "status": status, "name": "Ann Bell", "current_employer": "Alpha Sails",
        "emails": [
            {"email": "ann@alpha-sails.example", "type": "professional", "grade": "A",
             "smtp_valid": "valid"},
            {"email": "ann@mailbox.example", "type": "personal", "grade": "A",
             "smtp_valid": "valid"},
        ],
    }  # fmt: skip


def _post(public: TestClient, told: object, *, key: str = SECRET, request: str = "req-1") -> int:
    body = json.dumps(told).encode()
    mac = hmac.new(key.encode(), body, hashlib.sha256).digest()
    headers = {
        "Content-Type": "application/json",
        "RR-Request-ID": request,
        "X-RocketReach-Signature": base64.b64encode(mac).decode(),
    }
    return public.post(ROUTE, content=body, headers=headers).status_code


def _lookup(field: Field) -> tuple[str, str | None]:
    [row] = field.rows("SELECT state, facts FROM lookups WHERE profile_id = '77'")
    return row[0], row[1]


def test_a_finished_lookup_is_written_into_the_ledger_with_what_was_asked_for_alone(
    public: TestClient, field: Field
) -> None:
    assert [_post(public, _profile()) for _ in "12"] == [200, 200]
    assert (field.raw_count(), _lookup(field)[0]) == (1, "asked")
    assert field.tracking.apply_pending() == {"lookup complete": 1}
    state, facts = _lookup(field)
    assert state == "complete"
    assert facts is not None
    assert "ann@alpha-sails.example" in facts
    assert "mailbox.example" not in facts


def test_a_bulk_of_profiles_is_stored_each_by_itself_and_others_profiles_change_nothing(
    public: TestClient, field: Field
) -> None:
    assert _post(public, [_profile(78), _profile(status="failed"), _profile(79)]) == 200
    assert field.raw_count() == 3
    assert field.tracking.apply_pending() == {"lookup not open": 2, "lookup failed": 1}
    assert _lookup(field)[0] == "failed"


def test_news_of_a_lookup_under_way_leaves_it_open_and_late_news_does_not_undo_its_end(
    public: TestClient, field: Field
) -> None:
    _post(public, _profile(status="complete"), request="second")
    _post(public, _profile(status="progress"), request="first")
    field.tracking.apply_pending()
    assert _lookup(field)[0] == "complete"


def test_what_is_not_signed_with_the_secret_is_refused_and_counted(
    public: TestClient, field: Field
) -> None:
    body = json.dumps(_profile()).encode()
    answers = [
        _post(public, _profile(), key="guess"),
        public.post(ROUTE, content=body, headers={"Content-Type": "application/json"}).status_code,
        public.post(ROUTE, content=b"x" * (9 << 20)).status_code,
        _post(public, {"no": "id"}),
    ]
    assert answers == [401, 401, 415, 400]
    assert field.raw_count() == 0
    assert field.rows("SELECT route, status, count FROM refused_calls") == [(ROUTE, 401, 2)]

"""Vendors' answers made to fill the memory, to take for ever, or to be what they are not."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

import errors
from domain.campaign import Reveal
from tools.answers import fields_of, reason_of
from tools.calendly.bookings import booking_of
from tools.calendly.webhook import parse_calendly
from tools.http import LARGEST_ANSWER, LONGEST_ANSWER, VendorHttp
from tools.rocketreach.companies import company_facts
from tools.rocketreach.people import candidate_of, facts_of
from tools.sendgrid.events import parse_events

DEEP = b"[" * 200_000
ODD: list[Any] = [
    None, True, 0, -1, 1e308, 10**400, float("nan"), float("inf"), "", "\ud800", "a\x00b",
    "x" * 100_000, [], [[]], {"a": 1}, [None, 1, "x", {"a": [1]}], "9" * 400, "2026-99-99",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
]  # fmt: skip


class Pieces(httpx.SyncByteStream):
    """A body in pieces; counts those that were taken."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.taken = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.taken += 1
            yield piece


def vendor(
    make: Callable[[], httpx.Response], monotonic: Callable[[], float] = lambda: 0.0
) -> VendorHttp:
    return VendorHttp(
        vendor="Vendor",
        base_url="https://vendor.example",
        headers={"Authorization": "Bearer very-secret-key-1234"},
        transport=httpx.MockTransport(lambda _: make()),
        sleep=lambda _: None,
        clock=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        monotonic=monotonic,
    )


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_without_end_is_given_up_when_it_is_too_large(status: int) -> None:
    body = Pieces(itertools.repeat(b"x" * 65_536))
    http = vendor(lambda: httpx.Response(status, stream=body))
    with pytest.raises(errors.OutcomeUnknown, match="over 16,777,216 bytes"):
        http.send("POST", "/thing", json={})
    assert body.taken == LARGEST_ANSWER // 65_536 + 1


def test_an_answer_that_drips_is_given_up_when_it_takes_too_long() -> None:
    clock = itertools.count(0, 1)
    body = Pieces(itertools.repeat(b" "))
    http = vendor(lambda: httpx.Response(200, stream=body), lambda: float(next(clock)))
    with pytest.raises(errors.OutcomeUnknown, match="not whole after 120 seconds"):
        http.send("POST", "/thing", json={})
    assert body.taken <= LONGEST_ANSWER + 2


def test_an_answer_that_unpacks_to_too_much_is_given_up() -> None:
    packed = gzip.compress(b"0" * (4 * LARGEST_ANSWER))
    http = vendor(
        lambda: httpx.Response(
            200, stream=Pieces(iter([packed])), headers={"Content-Encoding": "gzip"}
        )
    )
    with pytest.raises(errors.OutcomeUnknown, match="over"):
        http.send("POST", "/thing", json={})


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, gzip, gzip, gzip"])
def test_an_answer_packed_in_another_way_is_not_unpacked(encoding: str) -> None:
    body = Pieces(iter([b"\x1f\x8b"]))
    http = vendor(lambda: httpx.Response(200, stream=body, headers={"Content-Encoding": encoding}))
    with pytest.raises(errors.OutcomeUnknown, match="not asked for"):
        http.send("POST", "/thing", json={})
    assert body.taken == 0


def test_an_answer_that_is_packed_as_asked_is_read() -> None:
    packed = gzip.compress(b'{"fine": true}')
    http = vendor(
        lambda: httpx.Response(
            200, stream=Pieces(iter([packed])), headers={"Content-Encoding": "gzip"}
        )
    )
    assert http.read_json(http.get("/thing")) == {"fine": True}


@pytest.mark.parametrize(
    "body", [DEEP, b'{"a": NaN}', b"[Infinity]", b"9" * 5_000, b"", b"\xff\xfe", b'{"a": 1'],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_what_is_no_json_is_the_vendors_failure(body: bytes) -> None:
    http = vendor(lambda: httpx.Response(200, content=body))
    with pytest.raises(errors.VendorFailed) as caught:
        http.read_json(http.get("/thing"))
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize("body", [DEEP, b'{"errors": 5}', b'{"errors": {"a": 1}}', b"[[[]]]"])
def test_a_refusal_in_any_shape_is_told_in_one_short_line(body: bytes) -> None:
    response = httpx.Response(400, content=body)
    assert len(reason_of(response)) <= 300 and "\n" not in reason_of(response)
    assert isinstance(fields_of(response), tuple)


@pytest.mark.parametrize(
    "told",
    ["nan", "inf", "1e300", "99999999999999", "-5", "Mon, 01 Jan 99999 00:00:00 GMT",
     "Fri, 31 Dec 9999 23:59:59 -2359", "\u0661"],
)  # fmt: skip
def test_a_senseless_retry_after_is_a_rate_limit_all_the_same(told: str) -> None:
    headers = {"Retry-After": told.encode("utf-8")}
    body = b"available in 99999999999999999999999 seconds"
    http = vendor(lambda: httpx.Response(429, headers=headers, content=body))
    with pytest.raises(errors.RateLimited):
        http.send("POST", "/thing", json={})


PROFILE: dict[str, Any] = {
    "id": 1,
    "name": "Ada Byron",
    "status": "complete",
    "current_title": "CEO",
    "current_employer": "Engines",
    "current_employer_domain": "engines.example",
    "emails": [{"email": "ada@engines.example", "grade": "A", "type": "professional"}],
    "phones": [{"number": "+33123456789", "country_code": "FR"}],
    "job_history": [{"is_current": True}],
    "skills": ["x"],
}
COMPANY_KEYS = (
    "name", "domain", "industry", "industries", "num_employees", "revenue", "address",
    "description", "links", "year_founded", "total_funding", "funding_investors", "growth",
    "techstack", "competitors",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_a_profile_with_any_value_anywhere_is_read_as_text_that_can_be_stored(odd: Any) -> None:
    reveal = Reveal(phone=True, personal_email=True)
    shapes = [{**PROFILE, key: odd} for key in PROFILE]
    shapes += [{**PROFILE, "emails": [{**PROFILE["emails"][0], key: odd}]} for key in ("email",)]
    shapes += [{**PROFILE, "phones": [{**PROFILE["phones"][0], key: odd}]} for key in ("number",)]
    for shape in shapes:
        candidate_of(shape)
        found = facts_of(shape, reveal)
        for text in (*dict(found.known()).values(), *found.extra.values()):
            assert text.encode("utf-8") and "\x00" not in text
    for key in COMPANY_KEYS:
        facts = company_facts({"name": "Engines", key: odd}, date(2026, 11, 22))
        for text in dict(facts.known()).values():
            assert text.encode("utf-8") and "\x00" not in text
            assert text.lower() not in ("nan", "inf", "infinity")


INVITEE: dict[str, Any] = {
    "uri": "https://c.example/1",
    "email": "a@b.example",
    "name": "N",
    "tracking": {"utm_content": "x"},
    "cancellation": {},
    "created_at": "2026-11-22T00:00:00Z",
}
EVENT: dict[str, Any] = {
    "uri": "https://c.example/e",
    "start_time": "2026-11-22T00:00:00Z",
    "end_time": "2026-11-22T01:00:00Z",
}


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_a_booking_with_any_value_anywhere_is_read_or_refused_by_name(odd: Any) -> None:
    keys = (*INVITEE, "first_name", "last_name", "status", "old_invitee", "rescheduled")
    shapes = [({**INVITEE, key: odd, **({"name": ""} if "_name" in key else {})}, EVENT)
              for key in keys]  # fmt: skip
    shapes += [(INVITEE, {**EVENT, key: odd}) for key in (*EVENT, "status", "cancellation")]
    for invitee, event in shapes:
        try:
            booking = booking_of(invitee, event)
        except errors.VendorFailed:
            continue
        texts = (booking.name, booking.cancel_reason, booking.canceled_by, booking.old_invitee)
        assert all(text is None or isinstance(text, str) for text in texts)
        assert booking.starts_at.tzinfo is not None


@pytest.mark.parametrize("body", [DEEP, b"", b"NaN", b"\xff", b"[[]]", b"9" * 5_000])
def test_a_webhook_body_that_is_none_is_refused_by_name(body: bytes) -> None:
    for parse in (parse_events, parse_calendly):
        try:
            parse(body)
        except errors.InvalidInput:
            continue
        assert body == b"[[]]"

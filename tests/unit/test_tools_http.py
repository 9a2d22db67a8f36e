"""What a vendor's answer, or its absence, becomes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

import errors
from tools.answers import fields_of, reason_of
from tools.http import TRIES, VendorHttp

NOW = datetime(2026, 11, 22, 9, 17, tzinfo=UTC)
KEY = "very-secret-key-1234"
Handler = Callable[[httpx.Request], httpx.Response]


class Vendor:
    """Answers with each of ``answers`` in turn, the last one for ever; keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []
        self.http = VendorHttp(
            vendor="Vendor",
            base_url="https://vendor.example/api/v2",
            headers={"Authorization": f"Bearer {KEY}"},
            transport=httpx.MockTransport(self._answer),
            sleep=self.slept.append,
            clock=lambda: NOW,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


OK = httpx.Response(200, json={"fine": True})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.ConnectError("refused"), errors.NotConnected),
        (httpx.ConnectTimeout("slow"), errors.NotConnected),
        (httpx.PoolTimeout("busy"), errors.NotConnected),
        (httpx.ReadTimeout("slow"), errors.OutcomeUnknown),
        (httpx.WriteError("broken pipe"), errors.OutcomeUnknown),
        (httpx.RemoteProtocolError("disconnected"), errors.OutcomeUnknown),
        (httpx.Response(401, json={"detail": "Invalid API key"}), errors.KeyRefused),
        (httpx.Response(403, json={"detail": "No scope"}), errors.KeyRefused),
        (httpx.Response(402, json={"detail": "Pay"}), errors.CreditsExhausted),
        (
            httpx.Response(403, json={"detail": "You have insufficient lookup credits. Upgrade"}),
            errors.CreditsExhausted,
        ),
        (httpx.Response(404, json={"detail": "Gone"}), errors.VendorNotFound),
        (httpx.Response(408), errors.VendorFailed),
        (httpx.Response(500, text="oops"), errors.VendorFailed),
        (httpx.Response(503, text="<html>down</html>"), errors.VendorFailed),
        (httpx.Response(302, headers={"Location": "https://login.example"}), errors.VendorFailed),
        (httpx.Response(429), errors.RateLimited),
        (httpx.Response(400, json={"start": ["too large"]}), errors.VendorRefused),
        (httpx.Response(413, text="<html><title>413 Too Large</title>"), errors.VendorRefused),
        (httpx.Response(422, json={"message": "no"}), errors.VendorRefused),
    ],
)
def test_each_failure_has_its_own_error(
    answer: httpx.Response | Exception, expected: type[errors.RendezvousError]
) -> None:
    vendor = Vendor(answer)
    with pytest.raises(errors.RendezvousError) as caught:
        vendor.http.send("POST", "/thing", json={})
    assert type(caught.value) is expected
    assert caught.value.record == "POST /thing"
    assert len(vendor.requests) == 1  # nothing that may have acted is repeated


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"detail": "Invalid API key", "error_code": "authentication_failed"}, "Invalid API key"),
        ({"start": ["Ensure this value is greater."]}, "start: Ensure this value is greater."),
        ({"non_field_errors": ["Please specify one"]}, "Please specify one"),
        ({"status": 401, "message": "Invalid API Key"}, "Invalid API Key"),
        (
            {"errors": [{"message": "Bad from.", "field": "from.email", "help": None}], "id": "x"},
            "from.email: Bad from.",
        ),
        ({"errors": [{"message": "too many requests", "field": None}]}, "too many requests"),
        (
            {
                "title": "Invalid Argument",
                "message": "The supplied parameters are invalid.",
                "details": [{"parameter": "start_time", "message": "must be future"}],
            },
            "The supplied parameters are invalid.; start_time: must be future",
        ),
        ({}, "Bad Request"),
        ([], "Bad Request"),
    ],
)
def test_the_reason_is_read_in_every_vendors_shape(body: object, reason: str) -> None:
    assert reason_of(httpx.Response(400, json=body)) == reason


def test_a_page_instead_of_an_answer_is_told_in_one_short_line() -> None:
    page = "<html><head><title>502 Bad\nGateway</title></head>" + "<p>x</p>" * 5000
    assert reason_of(httpx.Response(502, text=page)) == "a web page: 502 Bad Gateway"
    assert len(reason_of(httpx.Response(500, text="long " * 1000))) <= 300


def test_the_fields_complained_of_are_named() -> None:
    sendgrid = {"errors": [{"message": "m", "field": "personalizations.0.to"}]}
    assert fields_of(httpx.Response(400, json=sendgrid)) == ("personalizations.0.to",)
    assert fields_of(httpx.Response(400, json={"page_size": ["no"]})) == ("page_size",)
    assert fields_of(httpx.Response(400, text="no")) == ()


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "90"}, "", 90.0),
        ({"Retry-After": "Sun, 22 Nov 2026 09:19:00 GMT"}, "", 120.0),
        ({}, '{"detail": "Request was throttled. Expected available in 45 seconds."}', 45.0),
    ],
)
def test_a_429_says_from_when_on(headers: dict[str, str], body: str, seconds: float) -> None:
    vendor = Vendor(httpx.Response(429, headers=headers, text=body))
    with pytest.raises(errors.RateLimited) as caught:
        vendor.http.get("/thing")
    assert caught.value.not_before == NOW + timedelta(seconds=seconds)
    assert len(vendor.requests) == 1, "a long wait is the caller's to plan"
    assert vendor.slept == []


def test_a_429_without_a_time_and_with_nonsense_still_is_one() -> None:
    for headers in ({}, {"Retry-After": "soon"}, {"Retry-After": "9" * 400}):
        vendor = Vendor(httpx.Response(429, headers=headers))
        with pytest.raises(errors.RateLimited) as caught:
            vendor.http.send("POST", "/thing")
        assert caught.value.not_before is None


def test_a_vendors_own_header_tells_the_wait() -> None:
    http = VendorHttp(
        vendor="Vendor",
        base_url="https://vendor.example",
        headers={},
        transport=httpx.MockTransport(
            lambda _: httpx.Response(429, headers={"X-RateLimit-Reset": "1795339200"})
        ),
        clock=lambda: NOW,
        not_before=lambda response, _: datetime.fromtimestamp(
            int(response.headers["X-RateLimit-Reset"]), UTC
        ),
    )
    with pytest.raises(errors.RateLimited) as caught:
        http.send("POST", "/thing")
    assert caught.value.not_before == datetime.fromtimestamp(1795339200, UTC)


def test_a_read_is_tried_again_after_growing_waits() -> None:
    vendor = Vendor(httpx.ReadTimeout("slow"), httpx.Response(503), OK)
    assert vendor.http.get("/thing").json() == {"fine": True}
    assert len(vendor.slept) == 2
    assert 0.25 <= vendor.slept[0] <= 0.75
    assert 0.5 <= vendor.slept[1] <= 1.5


def test_a_read_gives_up_after_three_tries_with_the_last_error() -> None:
    vendor = Vendor(httpx.ConnectError("refused"))
    with pytest.raises(errors.NotConnected):
        vendor.http.get("/thing")
    assert len(vendor.requests) == TRIES


def test_a_short_retry_after_is_waited_for() -> None:
    vendor = Vendor(httpx.Response(429, headers={"Retry-After": "3"}), OK)
    vendor.http.get("/thing")
    assert 3.0 <= vendor.slept[0] <= 4.0


def test_what_cannot_get_better_is_not_tried_again() -> None:
    vendor = Vendor(httpx.Response(400, json={"detail": "no"}))
    with pytest.raises(errors.VendorRefused):
        vendor.http.get("/thing")
    assert len(vendor.requests) == 1


def test_unseen_repeats_only_what_the_vendor_did_not_act_on() -> None:
    vendor = Vendor(
        httpx.ConnectError("refused"), httpx.Response(429, headers={"Retry-After": "1"}), OK
    )
    vendor.http.send("POST", "/thing", retry="unseen")
    assert len(vendor.requests) == 3
    for answer in (httpx.ReadTimeout("slow"), httpx.Response(500)):
        vendor = Vendor(answer, OK)
        with pytest.raises((errors.OutcomeUnknown, errors.VendorFailed)):
            vendor.http.send("POST", "/thing", retry="unseen")
        assert len(vendor.requests) == 1


def test_the_key_is_in_no_message() -> None:
    for answer in (
        httpx.Response(401, json={"detail": f"Invalid key {KEY}"}),
        httpx.Response(500, text=f"Bearer {KEY}"),
        httpx.ConnectError(f"cannot send {KEY}"),
        httpx.Response(200, text=f"<html>{KEY}</html>"),
    ):
        vendor = Vendor(answer)
        with pytest.raises(errors.RendezvousError) as caught:
            vendor.http.read_json(vendor.http.send("GET", "/thing"))
        assert KEY not in str(caught.value)
        assert "***" in str(caught.value)


def test_the_query_is_in_no_message() -> None:
    vendor = Vendor(httpx.Response(404, json={"detail": "no"}))
    with pytest.raises(errors.VendorNotFound) as caught:
        vendor.http.get("/people?email=zoe@alto.example")
    assert "zoe" not in str(caught.value)


@pytest.mark.parametrize("key", ["abc\n", "clé", "abc\r\nX-Evil: 1"])
def test_a_key_that_http_cannot_carry_is_named_without_being_shown(key: str) -> None:
    with pytest.raises(errors.Misconfigured) as caught:
        VendorHttp(vendor="Vendor", base_url="https://v.example", headers={"Api-Key": key})
    assert key.strip() not in str(caught.value)


@pytest.mark.parametrize(
    "base_url", ["ftp://v.example", "v.example", "", "https://u:p@v.example", "file:///etc/passwd"]
)
def test_a_base_url_must_be_http(base_url: str) -> None:
    with pytest.raises(errors.Misconfigured):
        VendorHttp(vendor="Vendor", base_url=base_url, headers={})


def test_the_key_goes_to_no_other_server() -> None:
    vendor = Vendor(OK)
    with pytest.raises(errors.UnsafeAddress):
        vendor.http.get("https://elsewhere.example/api/v2/thing")
    vendor.http.get("https://vendor.example/api/v2/thing")
    assert [str(r.url) for r in vendor.requests] == ["https://vendor.example/api/v2/thing"]


def test_parameters_repeat_and_booleans_are_lower_case() -> None:
    vendor = Vendor(OK)
    vendor.http.get("/thing", [("ids", 1), ("ids", 2), ("cached", False), ("none", None)])
    vendor.http.get("thing", {"ids": [3, 4]})
    assert [r.url.query for r in vendor.requests] == [b"ids=1&ids=2&cached=false", b"ids=3&ids=4"]


def test_an_answer_that_is_no_json_is_the_vendors_failure() -> None:
    vendor = Vendor(httpx.Response(200, text="<html><title>Welcome</title></html>"))
    with pytest.raises(errors.VendorFailed, match="Welcome"):
        vendor.http.read_json(vendor.http.get("/thing"))

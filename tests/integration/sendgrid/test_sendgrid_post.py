"""Every row of the settle table, over real connections."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

import errors
from services.mailer import OutgoingMail, PostOutcome, PostResult
from tools.sendgrid.client import SendGrid

if TYPE_CHECKING:
    from conftest import WireVendor

Make = Callable[..., SendGrid]
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def posted(client: SendGrid, mail: OutgoingMail) -> PostResult:
    return client.post(client.payload(mail), message_id="msg-1", attempt_id="att-1")


def test_a_202_is_accepted_under_the_vendors_id(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.will_answer("202 Accepted", X_Message_Id="14c5d75ce93")
    result = posted(sendgrid_at(wire.base_url), mail)
    assert result == PostResult(PostOutcome.ACCEPTED, 202, "14c5d75ce93")
    (request,) = wire.received
    assert (request.method, request.path) == ("POST", "/v3/mail/send")
    assert request.headers["authorization"] == "Bearer SG.test-key"
    assert request.headers["content-type"] == "application/json"
    assert request.json()["custom_args"] == {"message_id": "msg-1", "attempt_id": "att-1"}


def test_the_base_url_may_have_a_path(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.will_answer("202 Accepted")
    posted(sendgrid_at(wire.base_url + "/sendgrid/"), mail)
    assert wire.received[0].path == "/sendgrid/v3/mail/send"


def test_each_post_opens_a_connection_of_its_own(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.will_answer("202 Accepted", X_Message_Id="x")
    client = sendgrid_at(wire.base_url)
    posted(client, mail)
    posted(client, mail)
    assert wire.connections == 2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("400 Bad Request", PostOutcome.REFUSED),
        ("413 Payload Too Large", PostOutcome.REFUSED),
        ("422 Unprocessable Entity", PostOutcome.REFUSED),
        ("401 Unauthorized", PostOutcome.MISCONFIGURED),
        ("403 Forbidden", PostOutcome.MISCONFIGURED),
        ("404 Not Found", PostOutcome.MISCONFIGURED),
        ("405 Method Not Allowed", PostOutcome.MISCONFIGURED),
        ("429 Too Many Requests", PostOutcome.RATE_LIMITED),
        ("408 Request Timeout", PostOutcome.UNKNOWN),
        ("500 Internal Server Error", PostOutcome.UNKNOWN),
        ("503 Service Unavailable", PostOutcome.UNKNOWN),
        ("200 OK", PostOutcome.UNKNOWN),
        ("204 No Content", PostOutcome.UNKNOWN),
        ("301 Moved Permanently", PostOutcome.UNKNOWN),
        ("307 Temporary Redirect", PostOutcome.UNKNOWN),
        ("409 Conflict", PostOutcome.UNKNOWN),
    ],
)
def test_each_answer_has_its_outcome_and_is_asked_for_once(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail, status: str, outcome: PostOutcome
) -> None:
    wire.will_answer(status, Location=wire.base_url + "/v3/mail/elsewhere")
    result = posted(sendgrid_at(wire.base_url), mail)
    assert (result.outcome, result.status) == (outcome, int(status[:3]))
    assert result.vendor_message_id is None
    assert len(wire.received) == 1


def test_a_refusal_says_which_field_and_why(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    body = b'{"errors":[{"message":"Does not contain a valid address.","field":"from.email"}]}'
    wire.will_answer("400 Bad Request", body, Content_Type="application/json")
    result = posted(sendgrid_at(wire.base_url), mail)
    assert result.reason == "400: from.email: Does not contain a valid address."


def test_a_413_in_html_is_still_a_refusal_in_words(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    page = b"<html><head><title>413 Request Entity Too Large</title></head></html>"
    wire.will_answer("413 Request Entity Too Large", page, Content_Type="text/html")
    result = posted(sendgrid_at(wire.base_url), mail)
    assert result.outcome is PostOutcome.REFUSED
    assert result.reason is not None
    assert "Request Entity Too Large" in result.reason
    assert "<" not in result.reason


@pytest.mark.parametrize(
    ("reset", "expected"),
    [
        (str(int(NOW.timestamp()) + 42), NOW + timedelta(seconds=42)),
        (str(int(NOW.timestamp()) - 5), None),
        (str(int(NOW.timestamp()) + 86_400), None),
        ("42", None),
        ("soon", None),
        ("1e400", None),
        ("nan", None),
    ],
)
def test_a_429_waits_until_the_reset_where_that_makes_sense(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail, reset: str, expected: object
) -> None:
    wire.will_answer("429 Too Many Requests", X_RateLimit_Reset=reset)
    result = posted(sendgrid_at(wire.base_url), mail)
    assert (result.outcome, result.not_before) == (PostOutcome.RATE_LIMITED, expected)


def test_a_connection_refused_leaves_the_mail_unsent(sendgrid_at: Make, mail: OutgoingMail) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = posted(sendgrid_at(f"http://127.0.0.1:{port}"), mail)
    assert result.outcome is PostOutcome.NOT_ACCEPTED


def test_a_name_that_does_not_resolve_leaves_the_mail_unsent(
    sendgrid_at: Make, mail: OutgoingMail
) -> None:
    result = posted(sendgrid_at("http://sendgrid.invalid"), mail)
    assert result.outcome is PostOutcome.NOT_ACCEPTED


def test_a_failed_tls_handshake_leaves_the_mail_unsent(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.hang_up_at_once = True
    result = posted(sendgrid_at(wire.base_url.replace("http:", "https:")), mail)
    assert result.outcome is PostOutcome.NOT_ACCEPTED
    assert wire.received == []


def test_a_cut_after_the_request_left_is_unknown(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.answer = None
    result = posted(sendgrid_at(wire.base_url), mail)
    assert result.outcome is PostOutcome.UNKNOWN
    assert len(wire.received) == 1


def test_a_cut_before_the_request_was_read_is_unknown_too(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.hang_up_at_once = True
    result = posted(sendgrid_at(wire.base_url), mail)
    assert result.outcome is PostOutcome.UNKNOWN


def test_silence_is_unknown(wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail) -> None:
    wire.answer = ...
    result = posted(sendgrid_at(wire.base_url, timeout=0.2), mail)
    assert result.outcome is PostOutcome.UNKNOWN
    assert len(wire.received) == 1


def test_an_answer_that_is_no_http_is_unknown(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.answer = b"220 smtp.example ESMTP\r\n\r\n"
    assert posted(sendgrid_at(wire.base_url), mail).outcome is PostOutcome.UNKNOWN


def test_a_202_whose_body_breaks_off_is_still_accepted(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    cut = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: kept\r\nContent-Length: 50\r\n\r\nhalf"
    wire.answer = cut
    result = posted(sendgrid_at(wire.base_url, timeout=0.2), mail)
    assert (result.outcome, result.vendor_message_id) == (PostOutcome.ACCEPTED, "kept")


def test_the_key_never_shows_in_a_reason(
    wire: WireVendor, sendgrid_at: Make, mail: OutgoingMail
) -> None:
    wire.will_answer("401 Unauthorized", b'{"errors":[{"message":"bad SG.test-key"}]}')
    result = posted(sendgrid_at(wire.base_url), mail)
    assert result.reason is not None
    assert "SG.test-key" not in result.reason


def test_a_key_with_a_line_end_is_named_before_anything_is_sent() -> None:
    with pytest.raises(errors.Misconfigured):
        SendGrid(api_key="SG.test-key\n")
    with pytest.raises(errors.Misconfigured):
        SendGrid(api_key="")


@pytest.mark.parametrize(
    ("status", "body", "alive"),
    [
        ("200 OK", b'{"scopes":["mail.send","stats.read"]}', True),
        ("200 OK", b'{"scopes":["stats.read"]}', False),
        ("200 OK", b'{"scopes":null}', False),
        ("200 OK", b"<html>maintenance</html>", False),
        ("401 Unauthorized", b"", False),
        ("503 Service Unavailable", b"", False),
    ],
)
def test_the_probe_says_whether_mail_can_be_sent(
    wire: WireVendor, sendgrid_at: Make, status: str, body: bytes, alive: bool
) -> None:
    wire.will_answer(status, body)
    assert sendgrid_at(wire.base_url).is_alive() is alive
    assert [(r.method, r.path) for r in wire.received] == [("GET", "/v3/scopes")]


def test_the_probe_is_not_alive_when_the_connection_is_cut(
    wire: WireVendor, sendgrid_at: Make
) -> None:
    wire.answer = None
    assert sendgrid_at(wire.base_url).is_alive() is False


def test_a_key_that_may_not_send_is_named(wire: WireVendor, sendgrid_at: Make) -> None:
    wire.will_answer("200 OK", b'{"scopes":["stats.read"]}')
    with pytest.raises(errors.KeyRefused, match="may not send"):
        sendgrid_at(wire.base_url).check_key()

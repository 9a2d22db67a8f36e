"""Each row of the settle table, on sockets: what was answered, and what follows from it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from prepared_home import Home, faulty, opened

from domain.instants import from_text
from services.settling import prove_sent


def test_202_is_sent_and_carries_the_vendors_id(house: Home) -> None:
    house.send()
    mail = house.sandbox.mailbox()[0]
    message = house.rows(
        "SELECT * FROM messages WHERE token = ?", mail["custom_args"]["message_id"]
    )[0]
    assert (message["stage"], message["vendor_message_id"]) == ("sent", mail["message_id"])


@pytest.mark.parametrize("broken", ["refused", "no such host", "not TLS"])
def test_no_connection_made_leaves_the_message_queued_for_later(house: Home, broken: str) -> None:
    with listening_socket() as port:
        address = {
            "refused": f"http://127.0.0.1:{closed_port()}",
            "no such host": "http://nobody.invalid",
            "not TLS": f"https://127.0.0.1:{port}",
        }[broken]
        cut_off = reopened(house, sendgrid_base_url=address)
        assert cut_off.send() == {"not_accepted": 1, "halted": 1}
    assert not cut_off.tokens("sent", "uncertain", "failed", "sending")
    assert cut_off.send() == {"halted": 1}, "it waits before it knocks again"

    cut_off.wait(minutes=3)
    mended = reopened(cut_off)
    mended.send()
    assert sorted(mended.delivered()) == sorted(mended.tokens("sent"))
    assert not mended.tokens("queued")


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refusal_of_this_message_fails_it_with_the_vendors_reason_and_no_other(
    house: Home, status: int
) -> None:
    with answering(status, b'{"errors":[{"message":"no such thing","field":"subject"}]}') as url:
        refused = reopened(house, sendgrid_base_url=url)
        outcomes = refused.send()
    assert set(outcomes) == {"refused"}
    for message in refused.messages("failed"):
        assert str(status) in message["failure"]
        assert "no such thing" in message["failure"]
    assert len(refused.messages("failed")) == outcomes["refused"]
    # Nobody got anything: their prospects are a person's to decide on again.
    (one,) = {
        row["stage"]
        for row in refused.rows(
            "SELECT p.stage FROM prospects p JOIN messages m ON m.prospect_id = p.id"
            " WHERE m.stage = 'failed'"
        )
    }
    assert one == "qualified"


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_refused_key_halts_once_and_loudly_and_goes_on_when_it_is_mended(
    house: Home, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with answering(status, b'{"errors":[{"message":"not with this key"}]}') as url:
        locked_out = reopened(house, sendgrid_base_url=url)
        assert locked_out.send() == {"misconfigured": 1, "halted": 1}
        for _ in range(5):
            locked_out.wait(minutes=16)
            assert locked_out.send() == {"halted": 1}
    said = [record for record in caplog.records if "sending halted" in record.message]
    assert len(said) == 1
    halts = locked_out.rows("SELECT why FROM audit WHERE why LIKE 'sending halted%'")
    assert len(halts) == 1

    locked_out.wait(minutes=16)
    mended = reopened(locked_out)
    mended.send()
    assert len(mended.delivered()) == len(mended.tokens("sent")) >= 4
    assert not mended.tokens("queued", "failed", "uncertain")


def test_a_rate_limit_waits_until_the_vendors_reset(house: Home) -> None:
    with faulty(house.sandbox, "rate_limit", times=1):
        assert house.send() == {"rate_limited": 1, "halted": 1}
    (waiting,) = [row for row in house.messages("queued") if row["not_before"]]
    assert from_text(waiting["not_before"]) > house.clock.now()
    assert house.send() == {"halted": 1}
    assert not house.delivered()
    house.clock.move_to(from_text(waiting["not_before"]))
    house.send()
    assert sorted(house.delivered()) == sorted(house.tokens("sent"))
    assert not house.tokens("queued")


@pytest.mark.parametrize(
    ("kind", "went_out"),
    [
        ("timeout_after_accept", True),
        ("error_after_accept", True),
        ("cut_after_accept", True),
        ("error_before", False),
        ("cut_before", False),
    ],
)
def test_an_unknown_outcome_is_settled_by_the_vendors_log_or_put_before_a_person(
    house: Home, kind: str, went_out: bool
) -> None:
    with faulty(house.sandbox, kind, times=1, delay=0.05):
        outcomes = house.send()
    assert outcomes["unknown"] == 1
    (message,) = house.messages("uncertain")
    house.app.reconciling.run()
    if went_out:
        assert house.message(message["id"])["stage"] == "sent"
    else:
        assert house.app.reconciling.for_a_person() == [], "the log may be late"
        house.wait(minutes=31)
        house.app.reconciling.run()
        assert [row["id"] for row in house.app.reconciling.for_a_person()] == [message["id"]]
        house.app.reconciling.resolve(message["id"], went_out=False, who="rep")
        house.send()
        assert house.message(message["id"])["stage"] == "sent"
    assert house.delivered().count(message["token"]) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 200, 302])
def test_any_other_answer_leaves_the_outcome_unknown(house: Home, status: int) -> None:
    with answering(status, b"{}") as url:
        unclear = reopened(house, sendgrid_base_url=url)
        assert unclear.send() == {"unknown": 3, "halted": 1}
    assert len(unclear.tokens("uncertain")) == 3


def test_a_late_event_for_an_attempt_that_was_sent_again_raises_the_alarm(house: Home) -> None:
    with faulty(house.sandbox, "error_before", times=1):
        house.send()
    (message,) = house.messages("uncertain")
    house.wait(minutes=31)
    house.app.reconciling.resolve(message["id"], went_out=False, who="rep")
    house.send()
    assert house.message(message["id"])["alarm"] is None

    prove(house, message["id"], attempt_id=message["attempt_id"])
    assert "two copies" in house.message(message["id"])["alarm"]


def test_proof_that_comes_before_it_is_sent_again_stops_the_second_copy(house: Home) -> None:
    with faulty(house.sandbox, "error_before", times=1):
        house.send()
    (message,) = house.messages("uncertain")
    house.app.reconciling.resolve(message["id"], went_out=False, who="rep")
    prove(house, message["id"], attempt_id=message["attempt_id"])
    house.send()
    assert house.message(message["id"])["stage"] == "sent"
    assert message["token"] not in house.delivered()


def test_the_log_is_asked_once_more_before_it_is_sent_again(house: Home) -> None:
    with faulty(house.sandbox, "error_after_accept", times=1):
        house.send()
    (message,) = house.messages("uncertain")
    # The person is quicker than the log, and wrong.
    house.app.reconciling.resolve(message["id"], went_out=False, who="rep")
    assert house.send() == {"proved": 1}
    assert house.delivered().count(message["token"]) == 1


def prove(house: Home, message_id: int, *, attempt_id: str) -> None:
    with house.app.store.begin() as work:
        prove_sent(
            work,
            message_id,
            attempt_id=attempt_id,
            vendor_message_id="late",
            now=house.clock.now(),
            by="a delivered event",
        )


def reopened(house: Home, **settings: str) -> Home:
    house.app.store.close()
    return opened(house.app.settings.home, house.sandbox, house.campaign_id, **settings)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def listening_socket() -> Iterator[int]:
    """A port that speaks anything but TLS: whoever comes is told so and cut off."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1024)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A server that answers everything alike; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

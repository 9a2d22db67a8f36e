"""Real sockets on this machine: refused, cut, slow, and cut in the middle of an answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

import errors
from domain.campaign import Reveal
from tools.rocketreach.client import RocketReach


@contextmanager
def listening(behave: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server that hands each connection to ``behave`` after reading the request's head."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    head = b""
                    while b"\r\n\r\n" not in head and (chunk := connection.recv(4096)):
                        head += chunk
                    requests.append(head)
                    behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/v2", requests
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def client(base_url: str) -> RocketReach:
    return RocketReach(
        api_key="key-1234",
        base_url=base_url,
        family="classic",
        timeout=httpx.Timeout(0.3),
        sleep=lambda _: None,
    )


def test_a_refused_connection_was_seen_by_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(errors.NotConnected):
        client(f"http://127.0.0.1:{port}").look_up("1", Reveal())


def test_a_connection_cut_without_an_answer_leaves_the_outcome_unknown() -> None:
    with listening(lambda connection: None) as (base_url, requests):
        with pytest.raises(errors.OutcomeUnknown):
            client(base_url).look_up("1", Reveal())
        assert len(requests) == 1, "a paid lookup is asked once"
        with pytest.raises(errors.OutcomeUnknown):
            client(base_url).credits()
        assert len(requests) == 4, "a free question is asked three times"
    assert b"api-key: key-1234" in requests[0].lower()


def test_an_answer_cut_in_the_middle_is_no_answer() -> None:
    def cut(connection: socket.socket) -> None:
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id": 1, "status"')

    with listening(cut) as (base_url, _), pytest.raises(errors.OutcomeUnknown):
        client(base_url).look_up("1", Reveal())


def test_a_silent_vendor_is_left_after_the_time_out() -> None:
    release = threading.Event()
    with listening(lambda connection: release.wait(5) and None) as (base_url, _):
        with pytest.raises(errors.OutcomeUnknown):
            client(base_url).look_up("1", Reveal())
        release.set()

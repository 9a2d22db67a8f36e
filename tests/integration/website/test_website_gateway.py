"""The gateway over real sockets: paths, redirects inside and outside, size, silence."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

import errors
from tools.website.client import CompanyWebsite
from tools.website.gateway import GatewayFetch


class Websites(BaseHTTPRequestHandler):
    """Plays a gateway under ``/websites``; what each path answers is below."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        redirects = {
            "/websites/moved.example/": "/fr/",
            "/websites/inside.example/": f"{base}/websites/alto.example/",
            "/websites/path.example/": "/websites/alto.example/",
            "/websites/escape.example/": f"{base}/admin",
            "/websites/private.example/": "http://10.0.0.1/",
            "/websites/dots.example/": "/websites/../admin",
            "/websites/climb.example/": "https://climb.example/../../admin",
            "/websites/coded.example/": "https://coded.example/%2e%2e/%2E%2e/admin",
        }
        if self.path in redirects:
            self.send_response(302)
            self.send_header("Location", redirects[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.path == "/websites/huge.example/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for _ in range(60):
                self.wfile.write(b"x" * 65_536)
            return
        if self.path == "/websites/cut.example/":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"<p>half")
            self.close_connection = True
            return
        if self.path == "/websites/reset.example/" and self.asked.count(self.path) == 1:
            # Zero seconds of lingering: the connection is reset, as one kept too long is.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        known = {
            "/websites/reset.example/": "<p>Here after all</p>",
            "/websites/alto.example/": "<p>Alto</p>",
            "/websites/moved.example/fr/": "<p>Bonjour</p>",
            "/admin": "<p>secret</p>",
        }
        body = known.get(self.path, "no").encode()
        self.send_response(200 if self.path in known else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Last-Modified", "Wed, 18 Nov 2026 10:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def gateway() -> Iterator[str]:
    Websites.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Websites) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/websites"
        server.shutdown()


def test_a_website_is_read_through_the_gateway(gateway: str) -> None:
    reading = CompanyWebsite(GatewayFetch(gateway)).read("alto.example")
    assert reading.url == "https://alto.example/"
    assert reading.description == "Alto"
    assert reading.updated_on == date(2026, 11, 18)
    assert all(path.startswith("/websites/alto.example/") for path in Websites.asked)


@pytest.mark.parametrize(
    ("domain", "url"),
    [
        ("moved.example", "https://moved.example/fr/"),
        ("inside.example", "https://alto.example/"),
        ("path.example", "https://alto.example/"),
    ],
)
def test_a_redirect_stays_inside_the_gateway(gateway: str, domain: str, url: str) -> None:
    assert CompanyWebsite(GatewayFetch(gateway)).read(domain).url == url


@pytest.mark.parametrize("name", ["escape", "private", "dots", "climb", "coded"])
def test_a_redirect_out_of_the_gateway_is_not_followed(gateway: str, name: str) -> None:
    with pytest.raises(errors.UnsafeAddress):
        CompanyWebsite(GatewayFetch(gateway)).read(f"{name}.example")
    assert "/admin" not in Websites.asked


def test_a_page_that_does_not_end_is_left_at_two_megabytes(gateway: str) -> None:
    with pytest.raises(errors.UnsafeAddress, match="2,000,000"):
        CompanyWebsite(GatewayFetch(gateway)).read("huge.example")


def test_a_cut_answer_is_no_page(gateway: str) -> None:
    with pytest.raises(errors.Temporary):
        CompanyWebsite(GatewayFetch(gateway)).read("cut.example")
    assert Websites.asked == ["/websites/cut.example/"] * 2


def test_a_connection_that_was_reset_is_made_anew_once(gateway: str) -> None:
    page = GatewayFetch(gateway)("https://reset.example/", max_bytes=1_000, seconds=5)
    assert page.body == b"<p>Here after all</p>"
    assert Websites.asked == ["/websites/reset.example/"] * 2


def test_a_missing_website_is_not_found(gateway: str) -> None:
    with pytest.raises(errors.NotFound):
        CompanyWebsite(GatewayFetch(gateway)).read("nobody.example")


@pytest.mark.parametrize("address", ["", "gateway", "ftp://x.example", "http://"])
def test_a_gateway_is_an_http_address(address: str) -> None:
    with pytest.raises(errors.Misconfigured):
        GatewayFetch(address)

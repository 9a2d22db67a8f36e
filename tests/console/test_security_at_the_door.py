"""What the server lets in and says to browsers, over real HTTP and real websockets."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from served import PASSWORD, Served, serving_console
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from console.guard import SESSION_COOKIE, SESSION_COOKIE_OVER_TLS
from console.page import all_pages
from domain.roles import Role
from services.sessions import TRIES_A_NAME

PAGES = sorted(all_pages())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_console(tmp_path_factory.mktemp("door") / "home") as served:
        yield served


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """As behind a proxy that ends TLS: people open it by ``https``."""
    home = tmp_path_factory.mktemp("tls") / "home"
    with serving_console(home, RENDEZVOUS_CONSOLE_URL="https://console.example") as served:
        yield served


def opened(served: Served) -> str:
    """The token of a new session, without a log-in: those of one network address are counted."""
    email = f"user{len(served.house.users.all())}@firm.example"
    user_id, _ = served.house.users.add(email, role=Role.ADMINISTRATOR, who="test")
    return served.house.sessions.open(user_id, why="test")


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    """A browser that is logged in."""
    with served.client() as client:
        client.cookies.set(SESSION_COOKIE, opened(served))
        yield client


def stream(served: Served, token: str) -> ClientConnection:
    return connect(
        served.url.replace("http", "ws") + "/_stcore/stream",
        additional_headers={"Cookie": f"{SESSION_COOKIE}={token}"},
        origin=served.url,
        proxy=None,
        max_size=None,
    )


def ask_for(path: str) -> bytes:
    from streamlit.util import calc_hash

    message = BackMsg()
    message.rerun_script.page_script_hash = calc_hash(path)
    return message.SerializeToString()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_who_is_not_logged_in_to_the_login(served: Served, path: str) -> None:
    with served.client() as client:
        assert client.get(f"/{path}").status_code == 401
        led = client.get(f"/{path}?id=7", headers={"Accept": "text/html"})
    assert led.status_code == 303
    assert led.headers["location"] == f"/login?next=%2F{path}%3Fid%3D7"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_answers_an_open_websocket_once_its_session_is_ended(
    served: Served, path: str
) -> None:
    token = opened(served)
    with stream(served, token) as socket:
        served.house.sessions.log_out(token)
        socket.send(ask_for(path))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=20)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008


def test_the_websocket_is_refused_under_another_host_name(served: Served) -> None:
    token = opened(served)
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Cookie": f"{SESSION_COOKIE}={token}",
    }  # fmt: skip
    statuses = []
    for host in (served.url.removeprefix("http://"), "evil.example"):
        with served.client(Host=host, Origin=f"http://{host}", **upgrade) as client:
            statuses.append(client.get("/_stcore/stream").status_code)
    assert statuses == [101, 400]


@pytest.mark.parametrize("path", ["", *PAGES])
def test_no_page_is_served_under_another_host_name(client: httpx.Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 200
    assert client.get(f"/{path}", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/login"), ("POST", "/welcome/x"), ("POST", "/session"), ("POST", "/"),
     ("PUT", "/_stcore/upload_file/a/b"), ("DELETE", "/_stcore/upload_file/a/b"),
     ("PATCH", "/dashboard")],
)  # fmt: skip
def test_nothing_that_changes_is_taken_from_another_site(
    client: httpx.Client, method: str, path: str, origin: str
) -> None:
    answer = client.request(method, path, headers={"Origin": origin})
    assert (answer.status_code, answer.text) == (403, "This came from another site.\n")


@pytest.mark.parametrize("path", ["/", "/login", "/session", "/healthz", "/app/static/icon.png",
                                  "/nothing", *(f"/{path}" for path in PAGES)])  # fmt: skip
def test_every_answer_says_what_the_browser_may_load(
    client: httpx.Client, served: Served, path: str
) -> None:
    for answer in (client.get(path), httpx.get(served.url + path, trust_env=False)):
        headers = answer.headers
        rules = dict(
            rule.strip().partition(" ")[::2]
            for rule in headers["content-security-policy"].split(";")
        )
        assert rules["default-src"] in ("'self'", "'none'")
        assert rules.get("object-src", rules["default-src"]) == "'none'"
        assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
        assert not [rule for rule in rules.values() if "http" in rule or "*" in rule]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        # An icon may be looked at from anywhere; what has a session may not.
        is_public = path.startswith("/app/static/")
        assert is_public or "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/", "/session", *(f"/{path}" for path in PAGES)])
def test_what_belongs_to_a_session_is_not_kept_by_caches(client: httpx.Client, path: str) -> None:
    said = client.get(path).headers["cache-control"]
    assert "no-store" in said or "no-cache" in said


def test_over_tls_the_cookie_is_this_hosts_alone_and_goes_over_tls_alone(over_tls: Served) -> None:
    email = over_tls.user("tls@firm.example")
    with over_tls.client(Host="console.example", Origin="https://console.example") as client:
        form = {"email": email, "password": PASSWORD}
        answer = client.post("/login", data=form)
        assert answer.status_code == 303
        name, _, rest = answer.headers["set-cookie"].partition("=")
        flags = {flag.strip().lower() for flag in rest.split(";")[1:]}
        assert name == SESSION_COOKIE_OVER_TLS
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags
        assert not any(flag.startswith("domain") for flag in flags)
        said = answer.headers["strict-transport-security"]
        assert said == "max-age=31536000; includeSubDomains"
        token = rest.partition(";")[0]
        for cookie, status in {SESSION_COOKIE_OVER_TLS: 200, SESSION_COOKIE: 401}.items():
            opened = client.get("/dashboard", headers={"Cookie": f"{cookie}={token}"})
            assert opened.status_code == status, cookie


def test_a_login_makes_a_session_of_its_own_and_takes_none_that_was_brought(
    served: Served,
) -> None:
    email = served.user("fixed@firm.example")
    with served.client() as client:
        brought = "f" * 32
        client.cookies.set(SESSION_COOKIE, brought)
        answer = client.post("/login", data={"email": email, "password": PASSWORD})
    assert answer.cookies[SESSION_COOKIE] != brought
    assert served.house.sessions.user(brought) is None


def test_the_login_throttle_holds_across_two_consoles(
    served: Served, tmp_path_factory: pytest.TempPathFactory
) -> None:
    email = served.user("tried@firm.example")
    with serving_console(served.house.settings.home) as other:
        said = []
        for number in range(TRIES_A_NAME):
            with (served, other)[number % 2].client() as client:
                form = {"email": email, "password": "not the password"}
                said.append(client.post("/login", data=form).status_code)
        assert said == [401] * TRIES_A_NAME
        for each in (served, other):
            with each.client() as client:
                answer = client.post("/login", data={"email": email, "password": PASSWORD})
                assert answer.status_code == 429, "not even with the right password"


def test_a_refused_login_is_in_the_log_without_what_was_typed(served: Served) -> None:
    with served.client() as client:
        client.post("/login", data={"email": "typed@firm.example", "password": "typed-secret-1"})
        client.post("/login", headers={"Origin": "https://evil.example"}, data={})
    said = served.log.read_text(encoding="utf-8")
    assert "a log-in from 127.0.0.1 was refused: login_refused" in said
    assert "a form of another site was refused: POST /login" in said
    assert "typed-secret-1" not in said and "typed@firm.example" not in said


@pytest.mark.parametrize(
    "path",
    ["/.env", "/.git/config", "/rendezvous.db", "/var/rendezvous.db", "/console/guard.py",
     "/app/static/../guard.py", "/app/static/%2e%2e/guard.py", "/app/static/..%2fguard.py",
     "/app/static/..%5cguard.py", "/static/%2e%2e/%2e%2e/app.py", "/app/static/", "/app/static",
     "/docs", "/openapi.json", "/_stcore/metrics"],
)  # fmt: skip
def test_no_file_of_the_program_or_of_the_home_is_served(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    for tell_tale in ("SQLite format", "[core]", "from __future__", '"openapi":', "Index of"):
        assert tell_tale not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
def test_methods_that_only_tell_are_not_served(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/login").status_code in (400, 404, 405)


def test_a_session_s_token_stands_in_no_address_and_no_answer(
    client: httpx.Client, served: Served
) -> None:
    token = client.cookies[SESSION_COOKIE]
    for path in ("/", "/session", "/login", "/_stcore/host-config"):
        answer = client.get(path)
        assert token not in answer.text and token not in str(answer.headers)
    assert token not in served.log.read_text(encoding="utf-8")

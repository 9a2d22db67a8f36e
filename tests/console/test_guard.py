"""Who is let in, over real HTTP and a real websocket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served import PASSWORD, Served, serving_console
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from console.guard import SESSION_COOKIE, safe_next
from domain.roles import Role

CLOSED = ("/", "/dashboard", "/prospects", "/static/index.html", "/_stcore/health",
          "/_stcore/host-config", "/_stcore/agent/openapi.json", "/media/x.png",
          "/component/x/y.js", "/nothing-of-the-kind", "/login/x", "/healthz/x")  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_console(tmp_path_factory.mktemp("guard") / "home") as served:
        yield served


def stream(served: Served, token: str | None, *, origin: str | None = None) -> ClientConnection:
    """Streamlit's websocket, as the browser of that session opens it."""
    cookie = {"Cookie": f"{SESSION_COOKIE}={token}"} if token else {}
    return connect(
        served.url.replace("http", "ws") + "/_stcore/stream",
        additional_headers=cookie,
        origin=origin or served.url,
        proxy=None,
        max_size=None,
    )


def rerun() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = ""
    return message.SerializeToString()


@pytest.mark.parametrize("path", CLOSED)
def test_without_a_session_nothing_is_shown(served: Served, path: str) -> None:
    with served.client() as client:
        assert client.get(path).status_code == 401
        led = client.get(path, headers={"Accept": "text/html"})
        assert led.status_code == 303
        assert led.headers["location"].startswith("/login")


def test_a_made_up_session_is_none(served: Served) -> None:
    with served.client() as client:
        client.cookies.set(SESSION_COOKIE, "0" * 32)
        assert client.get("/").status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/login", "/session", "/app/static/icon.png"])
def test_what_must_stay_open_is_open(served: Served, path: str) -> None:
    with served.client() as client:
        assert client.get(path).status_code == 200


def test_vendors_and_recipients_need_no_session_and_no_origin(served: Served) -> None:
    with served.client() as client:
        del client.headers["Origin"]
        unsigned = client.post("/webhooks/sendgrid/events", json=[])
        assert (unsigned.status_code, unsigned.text) == (401, "signature refused")
        assert client.post("/u/nobody").status_code in (200, 404)


def test_the_one_time_link_on_the_terminal_makes_the_administrator(served: Served) -> None:
    said = served.log.read_text(encoding="utf-8")
    path = said.partition("Make the administrator here: ")[2].split()[0].removeprefix(served.url)
    with served.client() as client:
        assert "administrator" in client.get(path).text
        form = {"name": "Ana", "email": "Ana@Firm.example", "password": "short"}
        assert client.post(path, data=form).status_code == 400
        made = client.post(path, data={**form, "password": PASSWORD})
        assert (made.status_code, made.headers["location"]) == (303, "/")
        assert client.get("/").status_code == 200
        assert client.post(path, data={**form, "password": PASSWORD}).status_code == 404
    [user] = served.house.users.all()
    assert (user["email"], user["role"]) == ("ana@firm.example", "administrator")
    assert served.house.users.first_link() is None


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(served: Served) -> None:
    email = served.user("cookie@firm.example")
    with served.client() as client:
        answer = client.post("/login", data={"email": email, "password": PASSWORD})
        cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    token = answer.cookies[SESSION_COOKIE]
    files = served.house.settings.home.glob("rendezvous.db*")
    assert not any(token.encode() in file.read_bytes() for file in files)


def test_known_and_unknown_addresses_are_refused_alike(served: Served) -> None:
    email = served.user("known@firm.example")
    with served.client() as client:
        answers = [
            client.post("/login", data={"email": each, "password": "not the password"})
            for each in (email, "nobody@firm.example")
        ]
    assert [answer.status_code for answer in answers] == [401, 401]
    pages = [answer.text.replace(each, "X") for answer, each in
             zip(answers, (email, "nobody@firm.example"), strict=True)]  # fmt: skip
    assert pages[0] == pages[1]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_of_another_site_is_refused(served: Served, origin: str) -> None:
    with served.client(Origin=origin) as client:
        answer = client.post("/login", data={"email": "a@b.example", "password": "x"})
    assert answer.status_code == 403


def test_another_host_name_is_refused(served: Served) -> None:
    with served.client(Host="evil.example") as client:
        assert client.get("/login").status_code == 400


def test_the_login_leads_on_to_the_page_that_was_wanted(served: Served) -> None:
    email = served.user("next@firm.example")
    form = {"email": email, "password": PASSWORD}
    with served.client() as client:
        answer = client.post("/login?next=%2Fprospects%3Fid%3D7", data=form)
        assert answer.headers["location"] == "/prospects?id=7"
        answer = client.post("/login?next=%2F%2Fevil.example", data=form)
        assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "wanted",
    [None, "", "evil.example", "//evil.example", "/\\evil.example", "https://evil.example",
     "/a\r\nb", "/\t/evil.example", "javascript:alert(1)", "/login?next=/login"],
)  # fmt: skip
def test_next_never_leaves_the_site(wanted: str | None) -> None:
    assert safe_next(wanted) == "/"


@pytest.mark.parametrize("token", [None, "0" * 32])
def test_the_websocket_is_refused_without_a_session(served: Served, token: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused, stream(served, token):
        pass
    assert refused.value.response.status_code == 403


def test_the_websocket_is_refused_to_another_site(served: Served) -> None:
    token = served.logged_in(served.user("origin@firm.example")).cookies[SESSION_COOKIE]
    with pytest.raises(InvalidStatus), stream(served, token, origin="https://evil.example"):
        pass


@pytest.mark.parametrize("end", ["log out", "shut out", "reset"])
def test_an_ended_session_acts_no_more_on_an_open_websocket(served: Served, end: str) -> None:
    email = served.user(f"{end.replace(' ', '-')}@firm.example", Role.REP)
    client = served.logged_in(email)
    token = client.cookies[SESSION_COOKIE]
    [user_id] = [user["id"] for user in served.house.users.all() if user["email"] == email]
    with stream(served, token) as socket:
        socket.send(rerun())
        assert socket.recv(timeout=20)
        match end:
            case "log out":
                served.house.sessions.log_out(token)
            case "shut out":
                served.house.users.set_active(user_id, False, who="test")
            case "reset":
                served.house.users.reset(email, who="test")
        socket.send(rerun())
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=20)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008
    assert client.get("/session").json() == {"logged_in": False}
    assert client.get("/").status_code == 401


def test_every_answer_forbids_what_is_not_of_this_site(served: Served) -> None:
    client = served.logged_in(served.user("headers@firm.example"))
    for path in ("/", "/login", "/healthz", "/session"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path

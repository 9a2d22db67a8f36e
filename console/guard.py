"""Nobody passes without a session: pages, files and the websocket, message by message.

Pure ASGI, because Starlette's own kind of middleware never sees a websocket. Every message
that comes over one is checked against the database anew: the cookie of an open connection
is frozen, and what a button does runs before any check that a page could make.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.users import User

log = logging.getLogger(__name__)
SESSION_COOKIE = "rendezvous_session"
SESSION_COOKIE_OVER_TLS = f"__Host-{SESSION_COOKIE}"
"""Browsers take a cookie of such a name from this very host alone, and over TLS alone."""
VENDORS = ("/webhooks/", "/u/")
"""Called by other machines: their own proof is a signature or a token in the address."""
OPEN = (*VENDORS, "/welcome/", "/app/static/")
OPEN_EXACTLY = frozenset({"/healthz", "/metrics", "/login", "/session"})
_SAFE = ("GET", "HEAD", "OPTIONS")
_POLICY_VIOLATION = 1008
HEADERS = {
    # Streamlit's own page needs inline code and WebAssembly; nothing may come from elsewhere,
    # pictures in somebody's mail included.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' data: blob:; worker-src 'self' blob:; media-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Where the answer itself says nothing: Streamlit says it of its own unchanging files.
    "Cache-Control": "no-store",
}
HEADERS_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class Guard:
    """``user_of`` asks the database whose session a token is; it may block.

    ``is_over_tls`` says whether people open the console by ``https``.
    """

    def __init__(
        self, app: ASGIApp, user_of: Callable[[str | None], User | None], *, is_over_tls: bool
    ) -> None:
        self._app = app
        self._user_of = user_of
        self._cookie = session_cookie(is_over_tls)
        self._headers = HEADERS | (HEADERS_OVER_TLS if is_over_tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, headers = scope["path"], Headers(scope=scope)
        refusal: Response | None = None
        if (
            scope["method"] not in _SAFE
            and not path.startswith(VENDORS)
            and not is_same_origin(headers)
        ):
            log.warning("a form of another site was refused: %s %s", scope["method"], path[:80])
            refusal = PlainTextResponse("This came from another site.\n", 403)
        elif not is_open(path) and not await self._is_known(headers):
            refusal = _to_login(scope, headers)
        await (refusal or self._app)(scope, receive, _with_headers(send, self._headers))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not await self._is_known(headers):
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return

        async def receive_checked() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not await self._is_known(headers):
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
            return message

        await self._app(scope, receive_checked, send)

    async def _is_known(self, headers: Headers) -> bool:
        token = session_token(headers, self._cookie)
        return token is not None and await run_in_threadpool(self._user_of, token) is not None


def is_open(path: str) -> bool:
    return path in OPEN_EXACTLY or path.startswith(OPEN)


def session_cookie(is_over_tls: bool) -> str:
    """The name of the session's cookie."""
    return SESSION_COOKIE_OVER_TLS if is_over_tls else SESSION_COOKIE


def session_token(headers: Headers, cookie: str) -> str | None:
    """The token in the session's cookie, of that name."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(cookie)
    except CookieError:
        return None
    return morsel.value if morsel else None


def is_same_origin(headers: Headers) -> bool:
    """Whether a page of this very site sent it: browsers say so with every POST."""
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host", "\0")


def safe_next(wanted: str | None) -> str:
    """Where to go after the log-in: a path on this site, else its first page."""
    if not wanted or not wanted.startswith("/") or wanted[1:2] in ("/", "\\"):
        return "/"
    if any(ord(c) < 33 or c == "\\" for c in wanted) or is_open(wanted.partition("?")[0]):
        return "/"
    return wanted


def _to_login(scope: Scope, headers: Headers) -> Response:
    """A person who opens a page is led to the log-in; anything else is told 401."""
    if scope["method"] != "GET" or "text/html" not in headers.get("accept", ""):
        return PlainTextResponse("Log in first.\n", 401)
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    tail = f"?next={quote(wanted, safe='')}" if wanted != "/" else ""
    return RedirectResponse(f"/login{tail}", 303)


def _with_headers(send: Send, more: dict[str, str]) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in more.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers

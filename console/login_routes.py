"""Logging in, and choosing a password by a one-time link. Streamlit can set no cookie."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import anyio
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from bootstrap import Rendezvous
from console.guard import safe_next, session_cookie, session_token
from console.i18n import preferred_language
from console.login_page import login_page, welcome_page
from errors import NotFound, RendezvousError
from services.sessions import TooManyTries
from webhooks.bodies import TooLarge, TooSlow, WrongType, read_body

log = logging.getLogger(__name__)
MAX_FORM_BYTES = 8 * 1024
FORM = ("application/x-www-form-urlencoded",)
VERIFIED_AT_ONCE = 2
"""Argon2 takes 64 MiB and a core each time; the others wait their turn."""


@dataclass
class LoginRoutes:
    house: Callable[[], Rendezvous]
    _turns: anyio.CapacityLimiter | None = field(default=None, init=False)

    def routes(self) -> list[Route]:
        return [
            Route("/login", self.login, methods=["GET", "POST"]),
            Route("/welcome/{token}", self.welcome, methods=["GET", "POST"]),
            Route("/session", self.session, methods=["GET"]),
        ]

    async def session(self, request: Request) -> Response:
        """Whether the browser's session is in force: open pages ask now and then."""
        token = self._token(request)
        user = await anyio.to_thread.run_sync(self.house().sessions.user, token)
        return JSONResponse({"logged_in": user is not None}, headers={"Cache-Control": "no-store"})

    async def login(self, request: Request) -> Response:
        language = preferred_language(request.headers.get("accept-language", ""))
        wanted = safe_next(request.query_params.get("next"))
        sessions = self.house().sessions
        if request.method != "POST":
            token = self._token(request)
            if await anyio.to_thread.run_sync(sessions.user, token):
                return RedirectResponse(wanted, 303)
            return self._page(login_page(language))
        form = await _form(request)
        if isinstance(form, Response):
            return form
        place = request.client.host if request.client else "unknown"
        email = form.get("email", "")
        try:
            token = await self._in_turn(
                lambda: sessions.log_in(email, form.get("password", ""), place=place)
            )
        except RendezvousError as error:
            log.warning("a log-in from %s was refused: %s", place, error.code)
            status = 429 if isinstance(error, TooManyTries) else 401
            return self._page(login_page(language, email=email, error=error), status)
        return self._let_in(request, token, wanted)

    async def welcome(self, request: Request) -> Response:
        language = preferred_language(request.headers.get("accept-language", ""))
        house, token = self.house(), request.path_params["token"]
        link = await anyio.to_thread.run_sync(house.users.link, token)
        if link is None:
            gone = NotFound("This link does not work any more.")
            return self._page(login_page(language, error=gone), 404)
        if request.method != "POST":
            return self._page(welcome_page(language, email=link["email"]))
        form = await _form(request)
        if isinstance(form, Response):
            return form

        def accept() -> str:
            user_id = house.users.accept(
                token,
                form.get("password", ""),
                email=form.get("email", ""),
                name=form.get("name", ""),
            )
            return house.sessions.open(user_id, why="logged in by a link")

        try:
            session = await self._in_turn(accept)
        except RendezvousError as error:
            page = welcome_page(
                language,
                email=link["email"],
                typed_email=form.get("email", ""),
                name=form.get("name", ""),
                error=error,
            )
            return self._page(page, 400)
        return self._let_in(request, session, "/")

    def _token(self, request: Request) -> str | None:
        return session_token(
            request.headers, session_cookie(self.house().settings.is_console_over_tls)
        )

    async def _in_turn(self, work: Callable[[], str]) -> str:
        if self._turns is None:
            self._turns = anyio.CapacityLimiter(VERIFIED_AT_ONCE)
        return await anyio.to_thread.run_sync(work, limiter=self._turns)

    def _let_in(self, request: Request, token: str, wanted: str) -> Response:
        settings = self.house().settings
        is_over_tls = settings.is_console_over_tls
        response = RedirectResponse(wanted, 303, headers={"Cache-Control": "no-store"})
        response.set_cookie(
            session_cookie(is_over_tls),
            token,
            max_age=int(settings.session_days * 86_400),
            httponly=True,
            samesite="lax",
            secure=is_over_tls or request.url.scheme == "https",
        )
        return response

    @staticmethod
    def _page(html: str, status: int = 200) -> Response:
        return HTMLResponse(
            html,
            status,
            {
                "Cache-Control": "no-store",
                "Content-Security-Policy": (
                    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                ),
            },
        )


async def _form(request: Request) -> dict[str, str] | Response:
    """The fields of a posted form, or the answer to what is none."""
    try:
        body = await read_body(request, limit=MAX_FORM_BYTES, types=FORM)
    except WrongType:
        return PlainTextResponse("A form is expected.\n", 415)
    except TooLarge:
        return PlainTextResponse("Too large.\n", 413)
    except TooSlow:
        return PlainTextResponse("Too slow.\n", 408)
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    return {name: values[0] for name, values in fields.items()}

"""The public routes as Starlette routes; ``app.py`` and the simulation serve them."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from errors import ForgedEvent, InvalidInput, RendezvousError
from services.clock import Clock
from services.incoming import Inbox, OneClick
from services.unit_of_work import Store
from services.webhooks_setup import CALENDLY_KEY, EVENTS_KEY, INBOUND_KEY
from tools.calendly.webhook import parse_calendly, verify_calendly
from tools.sendgrid.events import parse_events
from tools.sendgrid.inbound import parse_inbound_request
from tools.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify_signature
from tools.incoming.translation import from_calendly, from_inbound, from_sendgrid

log = logging.getLogger(__name__)

MAX_EVENTS_BYTES = 4 * 1024 * 1024
"""SendGrid batches up to 768 kB; more than this is not its."""
MAX_INBOUND_BYTES = 30 * 1024 * 1024
MAX_CALENDLY_BYTES = 1024 * 1024
MAX_FORM_BYTES = 64 * 1024



class TooLarge(Exception):
    pass


@dataclass(frozen=True)
class PublicRoutes:
    """The handlers, over one store."""

    store: Store
    clock: Clock

    def routes(self) -> list[Route]:
        return [
            Route("/webhooks/sendgrid/events", self.sendgrid_events, methods=["POST"]),
            Route("/webhooks/sendgrid/inbound", self.sendgrid_inbound, methods=["POST"]),
            Route("/webhooks/calendly", self.calendly, methods=["POST"]),
            Route("/u/{token}", self.unsubscribe, methods=["GET", "POST"]),
            Route("/healthz", self.health, methods=["GET"]),
        ]

    async def sendgrid_events(self, request: Request) -> Response:
        def keep(body: bytes) -> None:
            self._verify_sendgrid(EVENTS_KEY, request, body)
            events = parse_events(body)
            now = self.clock.now()
            self._inbox.keep(
                "sendgrid", [(e.event_id, from_sendgrid(e, received_at=now)) for e in events]
            )

        return await self._take(request, MAX_EVENTS_BYTES, keep)

    async def sendgrid_inbound(self, request: Request) -> Response:
        def keep(body: bytes) -> None:
            self._verify_sendgrid(INBOUND_KEY, request, body)
            mail = parse_inbound_request(request.headers.get("content-type", ""), body)
            self._inbox.keep("inbound", [from_inbound(mail, body, received_at=self.clock.now())])

        return await self._take(request, MAX_INBOUND_BYTES, keep)

    async def calendly(self, request: Request) -> Response:
        def keep(body: bytes) -> None:
            verify_calendly(
                self._secret(CALENDLY_KEY),
                request.headers.get("calendly-webhook-signature"),
                body,
                self.clock.now(),
            )
            event = parse_calendly(body)
            if event.booking is not None:
                self._inbox.keep(
                    "calendly", [(event.key, from_calendly(event, received_at=self.clock.now()))]
                )

        return await self._take(request, MAX_CALENDLY_BYTES, keep)

    async def unsubscribe(self, request: Request) -> Response:
        """RFC 8058: POST acts at once; GET only asks, since scanners follow links."""
        token = request.path_params["token"]
        if request.method == "GET":
            return HTMLResponse(_ASK, headers=_PAGE_HEADERS)

        def keep(_: bytes) -> None:
            click = OneClick(unsubscribe_token=token, at=self.clock.now())
            self._inbox.keep("one_click", [(token, click)])

        answer = await self._take(request, MAX_FORM_BYTES, keep)
        if answer.status_code != 200:
            return answer
        return HTMLResponse(_DONE, headers=_PAGE_HEADERS)

    async def health(self, _: Request) -> Response:
        def ask() -> None:
            with self.store.read() as reading:
                reading.query("campaigns_running")

        try:
            await run_in_threadpool(ask)
        except Exception:
            log.exception("health: the database does not answer")
            return JSONResponse({"status": "database unavailable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    # -- inside ------------------------------------------------------------------

    @property
    def _inbox(self) -> Inbox:
        return Inbox(self.store, self.clock)

    def _secret(self, name: str) -> str:
        with self.store.read() as reading:
            row = reading.one("secret", name=name)
        if row is None:
            raise ForgedEvent(
                f"No key is registered to verify this with ({name}).",
                fix="Register the webhooks first.",
            )
        return str(row["value"])

    def _verify_sendgrid(self, name: str, request: Request, body: bytes) -> None:
        verify_signature(
            self._secret(name),
            request.headers.get(SIGNATURE_HEADER),
            request.headers.get(TIMESTAMP_HEADER),
            body,
        )

    async def _take(self, request: Request, limit: int, keep: object) -> Response:
        """Read at most ``limit`` bytes and keep them; 2xx only when they are stored."""
        try:
            body = await _read(request, limit)
            await run_in_threadpool(keep, body)  # type: ignore[arg-type]
        except TooLarge:
            return PlainTextResponse("too large", status_code=413)
        except ForgedEvent as error:
            log.warning("%s refused: %s", request.url.path, error.message)
            return PlainTextResponse("signature refused", status_code=401)
        except InvalidInput as error:
            log.warning("%s not understood: %s", request.url.path, error.message)
            return PlainTextResponse("not understood", status_code=400)
        except RendezvousError as error:
            log.error("%s not stored: %s", request.url.path, error.message)
            return PlainTextResponse("not stored, try again", status_code=503)
        return PlainTextResponse("ok")


async def _read(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)


_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><title>{title}</title><style>body{{font:17px/1.5 system-ui;'
    "max-width:32rem;margin:15vh auto;padding:0 1rem;color:#1d2433;background:#fbfaf7}}"
    "button{{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:8px;background:#1f6f5c;"
    "color:#fff}}</style></head><body>{body}</body></html>"
)
_ASK = _PAGE.format(
    title="Unsubscribe / Se désabonner",
    body=(
        "<p>No more mail from us? / Ne plus recevoir nos messages ?</p>"
        '<form method="post"><button name="List-Unsubscribe" value="One-Click">'
        "Unsubscribe / Se désabonner</button></form>"
    ),
)
_DONE = _PAGE.format(
    title="Done / C’est fait",
    body="<p>Done: we will not write to you again. / C’est fait : nous ne vous écrirons plus.</p>",
)

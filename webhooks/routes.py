"""The public routes: verified before they are parsed, stored before they are answered.

====================================  ======  ==============================================
what comes                            status  what is stored
====================================  ======  ==============================================
signed, understood                    200     each event once, by the vendor's own key
the same again                        200     nothing
unsigned, forged, no key registered   401     nothing but that it was refused, counted
Calendly's, signed over 3 minutes off 401     nothing
another Content-Type                  415     nothing
more than the limit, also in chunks   413     nothing
not whole within 30 seconds           408     nothing
signed, but not understood            400     nothing
the database cannot be written        503     nothing; the vendor comes again
====================================  ======  ==============================================

SendGrid's signature carries a time too, and its age is *not* bounded: SendGrid posts a batch
that failed again for 24 hours and does not say whether it signs it anew, so a bound could
lose events, while a replayed batch stores nothing (``sg_event_id``, and of mails the
``Message-ID``). Calendly asks for a tolerance of three minutes and signs each delivery.
RocketReach signs the body alone; a repeated call is known by its request, profile and state.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from domain.instants import from_text
from errors import ForgedEvent, InvalidInput, RendezvousError
from services.clock import Clock
from services.incoming import Inbox
from services.refused_calls import RefusedCalls
from services.tracking import Tracking
from services.unit_of_work import Store
from services.webhooks_setup import CALENDLY_KEY, EVENTS_KEY, INBOUND_KEY, ROCKETREACH_KEY
from tools.calendly.webhook import SIGNATURE_HEADER as CALENDLY_HEADER
from tools.calendly.webhook import parse_calendly, verify_calendly
from tools.incoming.translation import from_calendly, from_inbound, from_rocketreach, from_sendgrid
from tools.rocketreach.webhook import REQUEST_HEADER, parse_rocketreach, verify_rocketreach
from tools.rocketreach.webhook import SIGNATURE_HEADER as ROCKETREACH_HEADER
from tools.sendgrid.events import parse_events
from tools.sendgrid.inbound import parse_inbound_request
from tools.sendgrid.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify_signature
from webhooks.bodies import TooLarge, TooSlow, WrongType, read_body
from webhooks.metrics import CONTENT_TYPE, may_read, metrics_text
from webhooks.pages import ASK, DONE, HEADERS

log = logging.getLogger(__name__)

MAX_EVENTS_BYTES = 4 * 1024 * 1024
"""SendGrid batches up to 768 kB; more than this is not its."""
MAX_INBOUND_BYTES = 32 * 1024 * 1024
"""SendGrid takes mails of up to 30 MB; the form around them adds a little."""
MAX_CALENDLY_BYTES = 1024 * 1024
MAX_LOOKUPS_BYTES = 8 * 1024 * 1024
"""A hundred profiles of a bulk lookup, each with a long working life."""
MAX_FORM_BYTES = 64 * 1024
SILENT_AFTER = timedelta(seconds=30)
"""A worker beats every two seconds; a disk that is busy may delay a beat or some."""
JSON = ("application/json",)
FORM = ("multipart/form-data", "application/x-www-form-urlencoded")


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
            Route("/webhooks/rocketreach", self.rocketreach, methods=["POST"]),
            Route("/u/{token}", self.unsubscribe, methods=["GET", "POST"]),
            Route("/healthz", self.health, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def sendgrid_events(self, request: Request) -> Response:
        def keep(body: bytes) -> None:
            self._verify_sendgrid(EVENTS_KEY, request, body)
            events = parse_events(body)
            now = self.clock.now()
            self._inbox.keep(
                "sendgrid", [(e.event_id, from_sendgrid(e, received_at=now)) for e in events]
            )

        return await self._take(request, keep, limit=MAX_EVENTS_BYTES, types=JSON)

    async def sendgrid_inbound(self, request: Request) -> Response:
        def keep(body: bytes) -> None:
            self._verify_sendgrid(INBOUND_KEY, request, body)
            mail = parse_inbound_request(request.headers.get("content-type", ""), body)
            self._inbox.keep("inbound", [from_inbound(mail, body, received_at=self.clock.now())])

        return await self._take(request, keep, limit=MAX_INBOUND_BYTES, types=FORM)

    async def calendly(self, request: Request) -> Response:
        def keep(body: bytes) -> None:
            now = self.clock.now()
            verify_calendly(
                self._secret(CALENDLY_KEY), request.headers.get(CALENDLY_HEADER), body, now
            )
            event = parse_calendly(body)
            if event.booking is not None:
                self._inbox.keep("calendly", [(event.key, from_calendly(event, received_at=now))])

        return await self._take(request, keep, limit=MAX_CALENDLY_BYTES, types=JSON)

    async def rocketreach(self, request: Request) -> Response:
        def keep(body: bytes) -> None:
            verify_rocketreach(
                self._secret(ROCKETREACH_KEY), request.headers.get(ROCKETREACH_HEADER), body
            )
            profiles = parse_rocketreach(body)
            request_id = request.headers.get(REQUEST_HEADER)
            now = self.clock.now()
            self._inbox.keep(
                "rocketreach",
                [from_rocketreach(each, request_id, received_at=now) for each in profiles],
            )

        return await self._take(request, keep, limit=MAX_LOOKUPS_BYTES, types=JSON)

    async def unsubscribe(self, request: Request) -> Response:
        """RFC 8058: POST acts at once; GET and HEAD only ask, since scanners follow links.

        Any POST counts, whatever its body: who asks in an unusual way asks all the same.
        The answer does not tell whether the address was ever given out.
        """
        token = request.path_params["token"]
        if request.method != "POST":
            return HTMLResponse(ASK, headers=HEADERS)

        def keep(_: bytes) -> None:
            Tracking(self.store, self.clock).unsubscribe(token)

        answer = await self._take(request, keep, limit=MAX_FORM_BYTES, types=())
        return HTMLResponse(DONE, headers=HEADERS) if answer.status_code == 200 else answer

    async def health(self, _: Request) -> Response:
        """200 while this process does its part; ``worker`` tells of the other one."""

        def ask() -> str:
            with self.store.read() as reading:
                reading.query("campaigns_running")
                lease = reading.one("lease")
            if lease is None:
                return "none"
            age = self.clock.now() - from_text(lease["beat_at"])
            return "beats" if abs(age) <= SILENT_AFTER else "silent"

        try:
            worker = await run_in_threadpool(ask)
        except Exception:
            log.exception("health: the database does not answer")
            return JSONResponse({"status": "database unavailable"}, status_code=503)
        return JSONResponse({"status": "ok", "worker": worker})

    async def metrics(self, request: Request) -> Response:
        if not may_read(request):
            return PlainTextResponse("Not Found", status_code=404)
        text = await run_in_threadpool(metrics_text, self.store, self.clock)
        return Response(text, media_type=CONTENT_TYPE)

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

    async def _take(
        self,
        request: Request,
        keep: Callable[[bytes], None],
        *,
        limit: int,
        types: tuple[str, ...],
    ) -> Response:
        """Read the body and keep it; 200 only when it is stored. See the module's table."""
        route = request.url.path if types else "/u/…"
        try:
            body = await read_body(request, limit=limit, types=types)
            await run_in_threadpool(keep, body)
        except WrongType as told:
            log.warning("%s refused: content type %s", route, told)
            return PlainTextResponse("unsupported media type", status_code=415)
        except TooSlow:
            log.warning("%s refused: the body did not come in time", route)
            return PlainTextResponse("too slow", status_code=408)
        except TooLarge:
            log.warning("%s refused: more than %d bytes", route, limit)
            return PlainTextResponse("too large", status_code=413)
        except ForgedEvent as error:
            log.warning("%s refused: %s", route, error.message)
            await run_in_threadpool(RefusedCalls(self.store, self.clock).count, route, 401)
            return PlainTextResponse("signature refused", status_code=401)
        except InvalidInput as error:
            log.warning("%s not understood: %s", route, error.message)
            return PlainTextResponse("not understood", status_code=400)
        except RendezvousError as error:
            log.error("%s not stored: %s", route, error.message)
            return PlainTextResponse("not stored, try again", status_code=503)
        return PlainTextResponse("ok")

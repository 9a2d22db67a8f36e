"""The sandbox as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import Message, Receive, Scope, Send

from sandbox.behaviour.acts import on_act
from sandbox.behaviour.delivery import on_arrive, on_late_bounce, on_leave
from sandbox.calendly.routes import calendly_routes
from sandbox.calendly.webhooks import on_webhook as on_calendly_webhook
from sandbox.config import SandboxConfig
from sandbox.control import control_routes
from sandbox.faults import VENDORS, CutConnection, Faults, spoil, vendor_path
from sandbox.pages import inbox_routes
from sandbox.rocketreach.lookup import on_settle, on_webhook
from sandbox.rocketreach.routes import rocketreach_routes
from sandbox.runtime import Sandbox
from sandbox.sendgrid.events import on_batch
from sandbox.sendgrid.inbound import on_inbound
from sandbox.sendgrid.routes import sendgrid_routes
from sandbox.store import Document
from sandbox.websites import website_routes

HANDLERS: dict[str, Callable[[Sandbox, Document], Awaitable[None]]] = {
    "mail.leave": on_leave,
    "mail.arrive": on_arrive,
    "mail.bounce": on_late_bounce,
    "mail.act": on_act,
    "sg.batch": on_batch,
    "sg.inbound": on_inbound,
    "cal.webhook": on_calendly_webhook,
    "rr.settle": on_settle,
    "rr.webhook": on_webhook,
}


class SandboxApp(Starlette):
    """Starlette with faults before its routes, and its store flushed before an answer leaves."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        box: Sandbox = self.state.sandbox
        if box.base_url is None:
            box.base_url = _base_url(scope)

        async def flushing(message: Message) -> None:
            if message["type"] == "http.response.start":
                box.store.flush()
            await send(message)

        vendor, path = vendor_path(scope["path"])
        faults: Faults = self.state.faults
        fault = faults.striking(vendor, path) if vendor in VENDORS else None
        if fault is None:
            await super().__call__(scope, receive, flushing)
            return
        try:
            await spoil(fault, vendor, box, super().__call__, scope, receive, flushing)
        except CutConnection:
            box.store.flush()
            await _cut(send)


def _base_url(scope: Scope) -> str:
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"127.0.0.1").decode("latin-1")
    return f"{scope.get('scheme', 'http')}://{host}"


async def _cut(send: Send) -> None:
    """Close the connection under the server's feet: the client sees it end without an answer."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise CutConnection("this server does not show its transport")
    transport.abort()
    for _ in range(3):  # the server hears of it in the next turns of the loop
        await asyncio.sleep(0)


def create_app(config: SandboxConfig | None = None) -> Starlette:
    """The sandbox for ``config``. Each app has a world, a clock and a store of its own."""
    box = Sandbox(config or SandboxConfig())
    for kind, handler in HANDLERS.items():
        box.handlers[kind] = partial(handler, box)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(box.follow_system_clock()) if box.clock.live else None
        yield
        if following is not None:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
        await box.close()

    routes: list[BaseRoute] = [
        *inbox_routes(),
        Mount("/_sandbox", routes=control_routes()),
        Mount("/rocketreach/api/v2", routes=rocketreach_routes()),
        Mount("/sendgrid", routes=sendgrid_routes()),
        Mount("/calendly", routes=calendly_routes()),
        Mount("/websites", routes=website_routes()),
    ]
    app = SandboxApp(routes=routes, lifespan=lifespan)
    app.state.sandbox = box
    app.state.faults = Faults()
    return app

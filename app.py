"""The process that answers from outside: ``uvicorn app:app`` serves console and public routes.

It takes what vendors and recipients send, stores it, and applies unsubscribes at once; the
worker applies the rest. Nothing is opened before the server starts.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send


class FromSettings:
    """An ASGI application made from the process's settings when the server first calls it."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A server's first call is the start-up: what is wrong with the settings shows there.
        if self._made is None:
            self._made = self._make()
        await self._made(scope, receive, send)


def _console() -> ASGIApp:
    # Streamlit takes a second to load: only who serves pages pays for it.
    from console.application import console_app
    from console.house import house

    return console_app(house)


app = FromSettings(_console)

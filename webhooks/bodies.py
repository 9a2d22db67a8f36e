"""Reading a request's body: of the right type, and no more of it than is allowed."""

from __future__ import annotations

import asyncio

from starlette.requests import Request


class TooLarge(Exception):
    """More than the limit came, or was announced."""


BODY_SECONDS = 30.0
"""For the whole body: a byte now and then must not hold a request open for ever."""


class TooSlow(Exception):
    """The body did not come in time."""


class WrongType(Exception):
    """The ``Content-Type`` is not one that this route takes."""


async def read_body(
    request: Request, *, limit: int, types: tuple[str, ...], seconds: float = BODY_SECONDS
) -> bytes:
    """The raw body, at most ``limit`` bytes, announced or in chunks.

    ``types`` are the media types taken; none at all: any. Raises :class:`WrongType` before
    and :class:`TooLarge` or :class:`TooSlow` while reading; a sender that breaks off raises
    Starlette's ``ClientDisconnect``, and nothing is handed on.
    """
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if types and told not in types:
        raise WrongType(told or "none")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise TooLarge
                parts.append(part)
    except TimeoutError:
        raise TooSlow from None
    return b"".join(parts)

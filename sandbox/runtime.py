"""One running sandbox: its world, clock, store and agenda, and how time moves in it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from sandbox.agenda import Agenda
from sandbox.chance import Chance
from sandbox.clock import Clock, iso, parse_instant, system_now
from sandbox.config import SandboxConfig
from sandbox.outbound import Outbound
from sandbox.store import Document, Store
from sandbox.world.generate import make_world

_log = logging.getLogger("sandbox")

Handler = Callable[[Document], Awaitable[None]]


class Sandbox:
    """Shared by every route. What changes lives in ``store``; the rest is made from the seed."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.chance = Chance(config.seed)
        self.store = Store(config.state)
        self.base_url = config.base_url
        clock = self.store.collection("clock")
        kept = clock.get("clock")
        if kept is None:
            start = system_now() if config.live else config.start
            kept = clock.put("clock", {"start": iso(start), "now": iso(start)})
        self.start = parse_instant(kept["start"])
        self.clock = Clock(parse_instant(kept["now"]), system_now if config.live else None)
        self.world = make_world(config.seed, config.people, self.start.date())
        self.agenda = Agenda(self.store.collection("agenda"))
        self.outbound = Outbound(outside=config.deliver_outside)
        self.handlers: dict[str, Handler] = {}
        self._stepping = asyncio.Lock()
        self.store.flush()

    def now(self) -> datetime:
        return self.clock.now()

    def url(self, path: str) -> str:
        """An absolute address on this server."""
        return f"{(self.base_url or 'http://127.0.0.1').rstrip('/')}{path}"

    def next_due(self) -> datetime | None:
        first = self.agenda.first()
        return first.at if first else None

    async def advance(self, to: datetime) -> int:
        """Let everything due up to ``to`` happen, in time order; how many things that were.

        Each thing happens with the clock at its own instant, webhooks included:
        they are awaited one after another, so that two runs do the same.
        """
        happened = 0
        async with self._stepping:
            while (due := self.agenda.first()) is not None and due.at <= to:
                self._move(due.at)
                try:
                    await self.handlers[due.kind](due.data)
                finally:  # a handler that fails does so once and loudly, and time goes on
                    self.agenda.done(due)
                self.store.flush()
                happened += 1
            self._move(to)
            self.store.flush()
        return happened

    def _move(self, instant: datetime) -> None:
        self.clock.move_to(instant)
        document = {"start": iso(self.start), "now": iso(self.clock.now())}
        self.store.collection("clock").put("clock", document)

    async def follow_system_clock(self, every: float = 1.0) -> None:
        """The live mode: what falls due happens, every second, until cancelled."""
        while True:
            try:
                await self.advance(system_now())
            except Exception:
                _log.exception("something that was due failed and is not tried again")
            await asyncio.sleep(every)

    async def close(self) -> None:
        await self.outbound.close()
        self.store.close()

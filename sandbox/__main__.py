"""``python -m sandbox``: play the vendors until interrupted."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from sandbox.app import create_app
from sandbox.clock import parse_instant
from sandbox.config import DEFAULT_START, SandboxConfig


def parser() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int, default=0, help="0 takes a free one")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--people", type=int, default=3000)
    asked.add_argument("--state", type=Path, help="an SQLite file that outlives the process")
    asked.add_argument(
        "--start",
        type=parse_instant,
        default=DEFAULT_START,
        help="where a stepped clock begins (UTC)",
    )
    asked.add_argument("--live", action="store_true", help="follow the system's clock")
    asked.add_argument("--family", choices=("classic", "universal"), default="classic")
    asked.add_argument("--credits", type=int, default=5000)
    asked.add_argument("--rate-limits", action="store_true")
    asked.add_argument(
        "--scanners-fetch", action="store_true", help="mail scanners really GET the links"
    )
    asked.add_argument("--rocketreach-key", action="append", help="an accepted key (repeatable)")
    asked.add_argument("--sendgrid-key", action="append", help="an accepted key (repeatable)")
    asked.add_argument("--calendly-token", action="append", help="an accepted token (repeatable)")
    asked.add_argument("--rocketreach-webhook", help="where finished lookups are posted")
    asked.add_argument("--rocketreach-webhook-secret")
    asked.add_argument("--timezone", default="Europe/Paris", help="of the calendar")
    asked.add_argument(
        "--slow-site-seconds",
        type=float,
        default=SandboxConfig.slow_site_seconds,
        help="how long the slow ones among the companies' websites take",
    )
    asked.add_argument("--log-level", default="warning")
    return asked


def config_from(arguments: argparse.Namespace, base_url: str) -> SandboxConfig:
    defaults = SandboxConfig()
    return SandboxConfig(
        seed=arguments.seed,
        people=arguments.people,
        start=arguments.start,
        live=arguments.live,
        base_url=base_url,
        state=arguments.state,
        family=arguments.family,
        credits=arguments.credits,
        rate_limits=arguments.rate_limits,
        scanners_fetch=arguments.scanners_fetch,
        rocketreach_keys=tuple(arguments.rocketreach_key or defaults.rocketreach_keys),
        sendgrid_keys=tuple(arguments.sendgrid_key or defaults.sendgrid_keys),
        calendly_tokens=tuple(arguments.calendly_token or defaults.calendly_tokens),
        rocketreach_webhook=arguments.rocketreach_webhook,
        rocketreach_webhook_secret=arguments.rocketreach_webhook_secret,
        calendar_timezone=arguments.timezone,
        slow_site_seconds=arguments.slow_site_seconds,
    )


class AnnouncingServer(uvicorn.Server):
    """Says on stdout, in one line of JSON, that it is ready and where."""

    def __init__(self, config: uvicorn.Config, base_url: str) -> None:
        super().__init__(config)
        self.base_url = base_url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(json.dumps({"base_url": self.base_url, "pid": os.getpid()}) + "\n")
            sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    family = socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((arguments.host, arguments.port))
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    base_url = f"http://{host}:{listener.getsockname()[1]}"
    app = create_app(config_from(arguments, base_url))
    config = uvicorn.Config(app, log_level=arguments.log_level, access_log=False, lifespan="on")
    AnnouncingServer(config, base_url).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""What a sandbox is started with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

Family = Literal["classic", "universal"]

DEFAULT_START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
"""A Monday morning; where a stepped clock begins unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """Every knob. Two sandboxes with the same values live through the same month."""

    seed: int = 7
    people: int = 3000
    """How many invented people, before duplicates and role addresses are added."""
    start: datetime = DEFAULT_START
    """Where the clock begins (UTC); news and growth are dated relative to it."""
    live: bool = False
    """The clock is the system's and what falls due happens by itself, every second."""
    base_url: str | None = None
    """How clients reach this server; ``None`` takes it from the first request."""
    state: Path | None = None
    """An SQLite file that outlives the process; ``None`` keeps everything in memory."""

    family: Family = "classic"
    """Which of RocketReach's two endpoint families the account may use."""
    rocketreach_keys: tuple[str, ...] = ("sandbox-rocketreach-key",)
    sendgrid_keys: tuple[str, ...] = ("SG.sandbox-key",)
    calendly_tokens: tuple[str, ...] = ("sandbox-calendly-token",)

    credits: int = 5000
    """RocketReach lookup credits (classic) or universal credits of the account."""
    rate_limits: bool = False
    """Enforce the vendors' request limits, counted on the system's clock."""
    rocketreach_per_second: int = 10
    calendly_per_minute: int = 500

    rocketreach_webhook: str | None = None
    """Where finished lookups are posted (the vendor's web page sets it, not its API)."""
    rocketreach_webhook_secret: str | None = None

    calendar_timezone: str = "Europe/Paris"
    host_name: str = "Camille Rivière"
    host_email: str = "camille.riviere@rendezvous.example"

    slow_site_seconds: float = 6.0
    """How long the slow ones among the companies' websites take to answer."""

    scanners_fetch: bool = False
    """Mail scanners really GET the links they follow, where these stay on this machine."""
    deliver_outside: bool = False
    """Let webhooks and one-click unsubscribes leave this machine. Off: loopback alone."""

"""Telling the vendors where our public routes are, and keeping the keys to verify them."""

from __future__ import annotations

from typing import Protocol

from domain.instants import to_text
from services.clock import Clock, Ids
from services.unit_of_work import Store

EVENTS_KEY = "sendgrid_events_public_key"
INBOUND_KEY = "sendgrid_inbound_public_key"
CALENDLY_KEY = "calendly_signing_key"
ROCKETREACH_KEY = "rocketreach_webhook_secret"


class MailWebhooks(Protocol):
    def register_event_webhook(self, url: str) -> str: ...

    def register_inbound(self, hostname: str, url: str) -> str: ...


class CalendarWebhooks(Protocol):
    def register_webhook(self, url: str, signing_key: str) -> str: ...


def register_webhooks(
    store: Store,
    mail: MailWebhooks,
    calendar: CalendarWebhooks,
    *,
    public_url: str,
    inbound_host: str | None,
    rocketreach_secret: str | None = None,
    clock: Clock,
    ids: Ids,
) -> None:
    """Register all routes at the vendors and store what verifies their calls.

    RocketReach's is entered by hand in its pages, which make the secret to be given here.
    """
    base = public_url.rstrip("/")
    keys = {EVENTS_KEY: mail.register_event_webhook(f"{base}/webhooks/sendgrid/events")}
    if inbound_host:
        keys[INBOUND_KEY] = mail.register_inbound(inbound_host, f"{base}/webhooks/sendgrid/inbound")
    with store.read() as reading:
        known = reading.one("secret", name=CALENDLY_KEY)
    signing_key = known["value"] if known else ids.token("calendly signing key")
    calendar.register_webhook(f"{base}/webhooks/calendly", signing_key)
    keys[CALENDLY_KEY] = signing_key
    if rocketreach_secret:
        keys[ROCKETREACH_KEY] = rocketreach_secret
    with store.begin() as work:
        for name, value in keys.items():
            work.upsert("secrets", name=name, value=value, created_at=to_text(clock.now()))
        work.audit(who="setup", why="webhooks registered", entity="secrets", key=None)

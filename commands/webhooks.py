"""``webhooks``: where the vendors report what became of a mail or a meeting."""

from __future__ import annotations

from pathlib import Path

import click

from commands.output import answer
from commands.shared import home_option, json_option, open_app


@click.group()
def webhooks() -> None:
    """Where the vendors report what happens."""


@webhooks.command()
@home_option
@json_option
def register(home: Path | None, as_json: bool) -> None:
    """Tell SendGrid and Calendly the address in RENDEZVOUS_PUBLIC_URL. Safe to repeat."""
    from errors import Misconfigured
    from services.webhooks_setup import register_webhooks

    app = open_app(home)
    public_url = app.settings.public_url
    if not public_url:
        raise Misconfigured(
            "There is no address at which the vendors could reach this machine.",
            record="RENDEZVOUS_PUBLIC_URL",
            fix="Set it to an https:// address; without one, events are asked for instead.",
        )
    secret = app.settings.rocketreach_webhook_secret
    register_webhooks(
        app.store,
        app.sendgrid,
        app.calendly,
        public_url=public_url,
        inbound_host=app.settings.inbound_host,
        rocketreach_secret=secret.get_secret_value() if secret else None,
        clock=app.clock,
        ids=app.ids,
    )
    answer(
        as_json,
        {
            "registered": True,
            "public_url": public_url,
            "inbound_host": app.settings.inbound_host,
            "rocketreach": secret is not None,
        },
        f"SendGrid and Calendly report to {public_url}.\n"
        + (
            "RocketReach's secret is kept."
            if secret
            else f"RocketReach: enter {public_url.rstrip('/')}/webhooks/rocketreach in its pages"
            " (API, webhooks), set ROCKETREACH_WEBHOOK_SECRET to the secret shown there, and"
            " register once more."
        ),
    )

"""From a draft's words to the exact request body that a person approves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.campaign import CampaignSpec, Language
from domain.facts import ProspectFacts
from domain.legal import footer
from domain.mail_html import text_to_html
from domain.whereabouts import country_code
from services.mailer import Mailer, OutgoingMail


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the public routes answer, from the settings."""

    public_url: str | None
    """Such as ``https://rdv.example.com``; ``None``: there is no public address."""
    inbound_host: str | None
    """The host whose mail SendGrid's inbound parse hands us."""

    def unsubscribe_url(self, token: str, sender_email: str) -> str:
        if self.public_url:
            return f"{self.public_url.rstrip('/')}/u/{token}"
        return f"mailto:{sender_email}?subject=unsubscribe%20{token}"

    def reply_to(self, token: str, spec: CampaignSpec) -> str:
        """Replies carry the message's token in their address where we receive them."""
        if self.inbound_host:
            return f"reply+{token}@{self.inbound_host}".lower()
        return spec.sender.reply_to or spec.sender.email


def tracks_opens(spec: CampaignSpec, facts: ProspectFacts) -> bool:
    """Whether this recipient's opens are tracked.

    Not in France unless the campaign says so; of somebody whose country is not known, not
    where the campaign writes in French.
    """
    country = country_code(facts.country)
    may_be_in_france = country == "FR" or (country is None and spec.language == "fr")
    return spec.sending.track_opens and (not may_be_in_france or spec.sending.track_opens_in_france)


_LINK_WORDS: dict[Language, tuple[str, str, str]] = {
    "en": ("Choose a time", "privacy notice", "unsubscribe"),
    "fr": ("Choisir un horaire", "notice de confidentialité", "se désabonner"),
}
"""What the HTML shows for the booking, privacy and unsubscribe links."""


def compose(
    mailer: Mailer,
    addresses: Addresses,
    spec: CampaignSpec,
    facts: ProspectFacts,
    *,
    token: str,
    unsubscribe_token: str,
    to_email: str,
    subject: str,
    body: str,
    booking_url: str,
) -> dict[str, Any]:
    """The vendor's request body: recipient, words, footer, headers and tracking, fixed."""
    unsubscribe = addresses.unsubscribe_url(unsubscribe_token, spec.sender.email)
    legal = footer(
        spec.language, spec.sender, spec.legal, unsubscribe, source=facts.sources.get("email")
    )
    text = f"{body.rstrip()}\n\n-- \n{legal}"
    headers = {"List-Unsubscribe": f"<{unsubscribe}>"}
    if unsubscribe.startswith(("https://", "http://")):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    choose, privacy, leave = _LINK_WORDS[spec.language]
    links = {booking_url: choose, spec.legal.privacy_url: privacy, unsubscribe: leave}
    return mailer.payload(
        OutgoingMail(
            to_email=to_email,
            to_name=facts.name,
            from_email=spec.sender.email,
            from_name=spec.sender.name,
            reply_to=addresses.reply_to(token, spec),
            subject=subject,
            text=text,
            html=text_to_html(text, links, links),
            headers=headers,
            categories=("rendezvous", f"template-{spec.template}"),
            track_opens=tracks_opens(spec, facts),
            track_clicks=spec.sending.track_clicks,
        )
    )

"""From a prospect and a template to a draft's columns: link, words, payload and claims.

Nothing is stored here: a kill on the way loses a booking link and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.approval import canonical_json, payload_sha256
from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.pacing import day_of
from domain.template import EmailTemplate
from services.calendar import BookingLink, Calendar, EventType
from services.campaigns import Campaign
from services.clock import Clock, Ids
from services.composing import Addresses, compose
from services.crew_protocols import DraftedEmail, DraftRequest, Writer
from services.draft_requests import (
    HORIZON_DAYS,
    chosen_event_type,
    claims_json,
    draft_request,
    origin_told,
    proposed_day,
)
from services.mailer import Mailer


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the calendar offers this campaign now."""

    event_type: EventType
    day: date | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft that only lacks its words."""

    request: DraftRequest
    token: str
    link: BookingLink
    to_email: str


@dataclass(frozen=True, slots=True)
class Made:
    """A draft's columns, and in words where it comes from."""

    columns: dict[str, Any]
    origin: str


class DraftMaker:
    def __init__(
        self,
        writer: Writer,
        calendar: Calendar,
        mailer: Mailer,
        addresses: Addresses,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._writer = writer
        self._calendar = calendar
        self._mailer = mailer
        self._addresses = addresses
        self._clock = clock
        self._ids = ids

    def invitation(self, spec: CampaignSpec) -> Invitation:
        """Asks the calendar. Raises ``Misconfigured`` without a fitting event type."""
        chosen = chosen_event_type(self._calendar.event_types(), spec)
        now = self._clock.now()
        slots = self._calendar.free_slots(
            chosen.uri, since=now + timedelta(hours=1), until=now + timedelta(days=HORIZON_DAYS)
        )
        return Invitation(chosen, proposed_day(slots, spec, now))

    def make(
        self,
        campaign: Campaign,
        facts: ProspectFacts,
        template: EmailTemplate,
        invitation: Invitation,
        *,
        to_email: str,
    ) -> Made:
        """Columns of ``messages`` but those that say whose it is and of what kind."""
        begun = self.begin(campaign, facts, template, invitation, to_email=to_email)
        return self.finish(begun, self.write(begun))

    def begin(
        self,
        campaign: Campaign,
        facts: ProspectFacts,
        template: EmailTemplate,
        invitation: Invitation,
        *,
        to_email: str,
    ) -> Begun:
        """The booking link and the writer's request: what comes before the slow writing."""
        token = self._ids.token("message")
        link = self._link(campaign, facts, invitation, token, to_email)
        request = draft_request(campaign.spec, template, facts, link.url, invitation.day)
        return Begun(request, token, link, to_email)

    def write(self, begun: Begun) -> DraftedEmail:
        """The words; from any thread, several at once where the writer can."""
        return self._writer.write(begun.request)

    def finish(self, begun: Begun, email: DraftedEmail) -> Made:
        request, token, link = begun.request, begun.token, begun.link
        unsubscribe_token = self._ids.token("unsubscribe")
        payload = compose(
            self._mailer,
            self._addresses,
            request.campaign,
            request.facts,
            token=token,
            unsubscribe_token=unsubscribe_token,
            to_email=begun.to_email,
            subject=email.subject,
            body=email.text,
            booking_url=link.url,
        )
        columns = {
            "token": token,
            "to_email": begun.to_email,
            "sender_email": request.campaign.sender.email,
            "subject": email.subject,
            "body": email.text,
            "payload": canonical_json(payload),
            "payload_sha256": payload_sha256(payload),
            "claims": claims_json(email.subject, email.text, request),
            "booking_url": link.url,
            "booking_kind": link.kind,
            "unsubscribe_token": unsubscribe_token,
            "template": request.template.name,
            "proposed_day": request.day.isoformat() if request.day else None,
            "origin": email.provenance.origin,
            "model": email.provenance.model,
            "prompt_version": email.provenance.prompt_version,
            "fallback_reason": email.provenance.fallback_reason,
        }
        return Made(columns, origin_told(email))

    def _link(
        self,
        campaign: Campaign,
        facts: ProspectFacts,
        invitation: Invitation,
        token: str,
        email: str,
    ) -> BookingLink:
        today = day_of(self._clock.now(), campaign.spec.time_zone)
        return self._calendar.booking_link(
            invitation.event_type,
            hours=campaign.spec.meetings.hours,
            time_zone=campaign.spec.time_zone,
            first_day=today,
            last_day=today + timedelta(days=60),
            duration_minutes=campaign.spec.meetings.duration_minutes,
            name=facts.name,
            email=email,
            tracking={
                "utm_source": "rendezvous",
                "utm_campaign": str(campaign.id),
                "utm_content": token,
            },
        )

"""Drafting: a qualified prospect gets one draft, with a booking link made for them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.approval import canonical_json, payload_sha256
from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.grounding import claims
from domain.identity.emails import read_email
from domain.pacing import day_of
from domain.spoken_days import spoken_day
from domain.stages import Entity, ProspectStage
from errors import ConfigurationInvalid, Misconfigured, Permanent, RendezvousError
from services.calendar import BookingLink, Calendar, EventType, Slot, slots_within
from services.campaigns import Campaign, approved_template, load_campaign, require_running
from services.clock import Clock, Ids
from services.composing import Addresses, compose
from services.crew_protocols import DraftedEmail, DraftRequest, Writer
from services.holding_back import candidates, note_holds
from services.mailer import Mailer
from services.people import facts_of
from services.runs import Progress
from services.suppressing import withdraw_drafts
from services.unit_of_work import Row, Store, UnitOfWork

log = logging.getLogger(__name__)

WHO = "meeting_scheduler"
DAYS_IN_FLIGHT = 2
"""Drafts kept ready: so many days' worth of mail, so that a proposed day is still ahead."""
LEAD_DAYS = 6
"""The proposed day is at least so far off: review and pacing take their time."""
HORIZON_DAYS = 20


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the calendar offers this campaign now."""

    event_type: EventType
    day: date | None


class Drafting:
    def __init__(
        self,
        store: Store,
        writer: Writer,
        calendar: Calendar,
        mailer: Mailer,
        addresses: Addresses,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._writer = writer
        self._calendar = calendar
        self._mailer = mailer
        self._addresses = addresses
        self._clock = clock
        self._ids = ids

    def run(self, campaign_id: int, progress: Progress) -> Mapping[str, Any]:
        """Draft for the best qualified prospects, as many as the pace will send soon.

        ``drafted``, ``held`` (qualified, not to be written to now: each prospect says
        why) and ``failed`` (no draft could be made; tried again by the next run).
        """
        self._sweep()
        with self._store.read() as reading:
            campaign = require_running(reading, campaign_id)
            in_flight = reading.one("messages_in_flight", campaign_id=campaign_id)
            assert in_flight is not None
            found = candidates(reading, campaign, self._clock.now())
        note_holds(self._store, found)
        rows = [each.row for each in found if each.held is None]
        wanted = campaign.spec.sending.per_day * DAYS_IN_FLIGHT - in_flight["n"]
        counts = {"drafted": 0, "held": len(found) - len(rows), "failed": 0}
        if not rows or wanted <= 0:
            return counts
        invitation = self._invitation(campaign.spec)
        for row in rows:
            if counts["drafted"] >= wanted:
                break
            try:
                counts["drafted"] += self._draft(campaign, row, invitation)
            except (Permanent, ConfigurationInvalid) as error:
                # One person's mail that cannot be made is no reason to write to nobody.
                counts["failed"] += 1
                self._note_failure(row, error)
            progress.advance(done=counts["drafted"], total=min(wanted, len(rows)))
        return counts

    def _draft(self, campaign: Campaign, row: Row, invitation: Invitation) -> bool:
        """Nothing is stored before everything is made: a kill on the way loses a link only."""
        spec = campaign.spec
        facts = facts_of(row)
        address = read_email(facts.email or "")
        assert address is not None  # a candidate has one
        with self._store.read() as reading:
            template = approved_template(reading, campaign)
        token = self._ids.token("message")
        link = self._link(campaign, facts, invitation, token, address.address)
        request = draft_request(spec, template, facts, link.url, invitation.day)
        email = self._writer.write(request)
        unsubscribe_token = self._ids.token("unsubscribe")
        payload = compose(
            self._mailer,
            self._addresses,
            spec,
            facts,
            token=token,
            unsubscribe_token=unsubscribe_token,
            to_email=address.address,
            subject=email.subject,
            body=email.text,
            booking_url=link.url,
        )
        with self._store.begin() as work:
            if not self._may_still(work, campaign, row):
                return False
            message_id = work.create(
                Entity.MESSAGE,
                who=WHO,
                why=_origin(email),
                token=token,
                prospect_id=row["prospect_id"],
                person_id=row["person_id"],
                campaign_id=campaign.id,
                kind="first",
                to_email=address.address,
                address_key=address.key,
                sender_email=spec.sender.email,
                subject=email.subject,
                body=email.text,
                payload=canonical_json(payload),
                payload_sha256=payload_sha256(payload),
                claims=claims_json(email.subject, email.text, request),
                booking_url=link.url,
                booking_kind=link.kind,
                unsubscribe_token=unsubscribe_token,
                template=spec.template,
                proposed_day=invitation.day.isoformat() if invitation.day else None,
                origin=email.provenance.origin,
                model=email.provenance.model,
                prompt_version=email.provenance.prompt_version,
                fallback_reason=email.provenance.fallback_reason,
            )
            work.move(
                Entity.PROSPECT,
                row["prospect_id"],
                expected=ProspectStage.QUALIFIED,
                to=ProspectStage.DRAFTED,
                who=WHO,
                why=f"message {message_id} drafted",
                held_reason=None,
            )
        return True

    def _may_still(self, work: UnitOfWork, campaign: Campaign, row: Row) -> bool:
        """Writing takes seconds: what held when it began has to hold when it is stored."""
        now = load_campaign(work, campaign.id)
        if not now.is_running or now.template_sha256 != campaign.template_sha256:
            return False
        again = candidates(work, now, self._clock.now(), prospect_id=row["prospect_id"])
        return [each.held for each in again] == [None] and again[0].row["email"] == row["email"]

    def _note_failure(self, row: Row, error: RendezvousError) -> None:
        log.warning("no draft for prospect %s: %s", row["prospect_id"], error)
        with self._store.begin() as work:
            work.update(
                "prospects", row["prospect_id"], held_reason=f"no draft could be made: {error}"
            )

    def _sweep(self) -> None:
        """Cancel what came back to the queue after its campaign was over.

        A message that was being sent then, and that nothing took, would else stand in
        its person's way for ever.
        """
        with self._store.read() as reading:
            rows = reading.query("messages_left_behind")
        if rows:
            with self._store.begin() as work:
                for row in rows:
                    withdraw_drafts(work, row["prospect_id"], who=WHO, why="the campaign is over")

    # -- calendar ----------------------------------------------------------------

    def _invitation(self, spec: CampaignSpec) -> Invitation:
        chosen = chosen_event_type(self._calendar.event_types(), spec)
        now = self._clock.now()
        slots = self._calendar.free_slots(
            chosen.uri, since=now + timedelta(hours=1), until=now + timedelta(days=HORIZON_DAYS)
        )
        return Invitation(chosen, proposed_day(slots, spec, now))

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


def chosen_event_type(event_types: Sequence[EventType], spec: CampaignSpec) -> EventType:
    """The campaign's event type. Raises ``Misconfigured``, naming those that there are."""
    wanted = spec.meetings.event_type
    active = [event for event in event_types if event.active]
    fitting = [e for e in active if wanted is None or wanted in (e.name, e.slug)]
    if not fitting:
        raise Misconfigured(
            f"Calendly has no active event type {wanted!r}."
            if wanted
            else "Calendly has no active event type.",
            record="meetings.event_type",
            fix="Active ones: " + (", ".join(event.slug for event in active) or "none"),
        )
    # Without a name, a type that is as long as the campaign's meetings comes first.
    fitting.sort(key=lambda e: e.duration_minutes != spec.meetings.duration_minutes)
    return fitting[0]


def proposed_day(slots: list[Slot], spec: CampaignSpec, now: datetime) -> date | None:
    """The first day far enough off with a free slot inside the campaign's hours."""
    earliest = day_of(now, spec.time_zone) + timedelta(days=LEAD_DAYS)
    inside = slots_within(slots, spec.meetings.hours, spec.time_zone)
    return next((at.date() for at in inside if at.date() >= earliest), None)


def draft_request(
    spec: CampaignSpec,
    template: Any,
    facts: ProspectFacts,
    booking_url: str,
    day: date | None,
) -> DraftRequest:
    """What the writer is given; ``allowed`` names what a mail may state beside the facts."""
    day_text = spoken_day(day, spec.language) if day else None
    allowed = {
        "sender_name": spec.sender.name,
        "sender_company": spec.legal.company,
        "booking_url": booking_url,
        "duration_minutes": str(spec.meetings.duration_minutes),
    }
    if day_text:
        allowed["day"] = day_text
    return DraftRequest(facts, spec, template, booking_url, day, day_text, allowed)


def claims_json(subject: str, body: str, request: DraftRequest) -> str:
    found = claims(
        f"{subject}\n\n{body}",
        facts=request.facts,
        campaign=request.campaign,
        allowed=request.allowed,
    )
    return json.dumps([asdict(claim) for claim in found], ensure_ascii=False)


def _origin(email: DraftedEmail) -> str:
    if email.provenance.origin == "model":
        return f"written by {email.provenance.model}"
    reason = email.provenance.fallback_reason
    return "written from the template" + (f": {reason}" if reason else "")

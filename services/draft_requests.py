"""What the writer of a mail is given, and what the calendar can offer in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.grounding import claims
from domain.pacing import day_of
from domain.spoken_days import spoken_day
from errors import Misconfigured
from services.calendar import EventType, Slot, slots_within
from services.crew_protocols import DraftedEmail, DraftRequest

LEAD_DAYS = 6
"""The proposed day is at least so far off: review and pacing take their time."""
HORIZON_DAYS = 20


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


def origin_told(email: DraftedEmail) -> str:
    if email.provenance.origin == "model":
        return f"written by {email.provenance.model}"
    reason = email.provenance.fallback_reason
    return "written from the template" + (f": {reason}" if reason else "")

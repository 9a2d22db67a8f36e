"""Real people that an edit of the prompts is tried on, before it is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.campaign import CampaignSpec, Language
from domain.facts import ProspectFacts
from domain.pacing import day_of
from errors import NotFound
from services.campaigns import load_campaign
from services.clock import Clock
from services.draft_requests import LEAD_DAYS
from services.people import facts_of
from services.unit_of_work import Store

MOST_PEOPLE = 10
"""With a model, each takes up to four answers: two verdicts, and two drafts a template."""
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class RealProspect:
    """Satisfies :class:`services.frozen_set.Tried`."""

    prospect_id: int
    language: Language
    facts: ProspectFacts

    def as_facts(self) -> ProspectFacts:
        return self.facts


@dataclass(frozen=True, slots=True)
class CampaignPeople:
    """Satisfies :class:`services.frozen_set.TriedOn`."""

    as_of: date
    proposed_day: date
    campaigns: Mapping[Language, CampaignSpec]
    prospects: tuple[RealProspect, ...]


def people_of_campaign(
    store: Store, clock: Clock, campaign_id: int, *, most: int = MOST_PEOPLE
) -> CampaignPeople:
    """The latest people of a campaign. Raises ``NotFound`` for a campaign without any."""
    with store.read() as reading:
        spec = load_campaign(reading, campaign_id).spec
        rows = reading.query("trial_people", campaign_id=campaign_id, limit=most)
    if not rows:
        raise NotFound(
            "This campaign has found nobody yet.",
            record=f"campaign {campaign_id}",
            fix="Try it on the invented prospects, or on another campaign's.",
        )
    today = day_of(clock.now(), spec.time_zone)
    return CampaignPeople(
        as_of=today,
        proposed_day=_working_day(today + timedelta(days=LEAD_DAYS)),
        campaigns={spec.language: spec},
        prospects=tuple(
            RealProspect(row["prospect_id"], spec.language, facts_of(row)) for row in rows
        ),
    )


def without_erased(store: Store, result: Mapping[str, Any]) -> dict[str, Any]:
    """What a trial found, but for people who were erased while it ran."""
    shown = [*result["verdicts"], *result["drafts"]]
    ids = [each["prospect_id"] for each in shown if each.get("prospect_id")]
    with store.read() as reading:
        rows = reading.query("prospects_erased_among", ids=json.dumps(ids))
    gone = {row["id"] for row in rows}
    kept = {
        name: [each for each in result[name] if each.get("prospect_id") not in gone]
        for name in ("verdicts", "drafts")
    }
    return {**result, **kept}


def _working_day(day: date) -> date:
    while day.weekday() >= _WEEKEND:
        day += timedelta(days=1)
    return day

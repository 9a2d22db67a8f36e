"""Qualification: each enriched prospect is assessed once and a verdict follows by rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from domain.bant import BantRules, Decision, Verdict, decide
from domain.pacing import day_of
from domain.stages import Entity, ProspectStage
from errors import Conflict, InvalidInput, NotFound
from services.assessments import criteria_to_json
from services.campaigns import STAGE_OF_VERDICT, Campaign, load_campaign, require_running
from services.clock import Clock
from services.crew_protocols import AssessmentRequest, Assessor, Judgement
from services.people import facts_of, facts_to_json
from services.runs import Progress
from services.unit_of_work import Row, Store
from domain.instants import to_text

WHO = "bant_qualifier"
BATCH = 200


class Qualification:
    def __init__(
        self, store: Store, assessor: Assessor, rules: BantRules, rules_version: str, clock: Clock
    ) -> None:
        self._store = store
        self._assessor = assessor
        self._rules = rules
        self._rules_version = rules_version
        self._clock = clock

    def run(self, campaign_id: int, progress: Progress) -> Mapping[str, Any]:
        """Assess everybody who is enriched; how many went to each stage."""
        with self._store.read() as reading:
            campaign = require_running(reading, campaign_id)
        counts: dict[str, int] = {}
        while rows := self._next(campaign_id):
            for row in rows:
                stage = self._assess(campaign, row)
                counts[stage] = counts.get(stage, 0) + 1
                progress.advance(done=sum(counts.values()))
        return counts

    def _next(self, campaign_id: int) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("prospects_to_assess", campaign_id=campaign_id, limit=BATCH))

    def _assess(self, campaign: Campaign, row: Row) -> str:
        facts = facts_of(row)
        today = day_of(self._clock.now(), campaign.spec.time_zone)
        request = AssessmentRequest(
            facts, self._rules, as_of=today, offer_keywords=campaign.spec.offer.keywords
        )
        judgement = self._assessor.assess(request)  # outside any transaction: it may take seconds
        evidence = hashlib.sha256(f"{today}{facts_to_json(facts)}".encode()).hexdigest()
        with self._store.begin() as work:
            current = load_campaign(work, campaign.id)
            counted = work.one("assessments_count", campaign_id=campaign.id)
            assert counted is not None
            is_among_first = counted["n"] < current.spec.qualification.first_reviewed
            decision = decide(
                judgement.assessment,
                threshold=current.threshold,
                rules=self._rules,
                is_among_first=is_among_first,
            )
            work.insert(
                "assessments",
                prospect_id=row["prospect_id"],
                evidence_sha256=evidence,
                threshold=current.threshold,
                is_among_first=int(is_among_first),
                rules_version=self._rules_version,
                **_columns(judgement, decision),
            )
            work.move(
                Entity.PROSPECT,
                row["prospect_id"],
                expected=ProspectStage.ENRICHED,
                to=ProspectStage.ASSESSED,
                who=WHO,
                why=f"{judgement.assessment.score} of 100",
            )
            to = STAGE_OF_VERDICT[decision.verdict]
            work.move(
                Entity.PROSPECT,
                row["prospect_id"],
                expected=ProspectStage.ASSESSED,
                to=to,
                who=WHO,
                why=decision.reason,
            )
        return str(to)


def _columns(judgement: Judgement, decision: Decision) -> dict[str, Any]:
    assessment, provenance = judgement.assessment, judgement.provenance
    return {
        "score": assessment.score,
        "budget": assessment.budget.points,
        "authority": assessment.authority.points,
        "need": assessment.need.points,
        "timeline": assessment.timeline.points,
        "unknown_share": assessment.unknown_share,
        "gate": assessment.gate,
        "criteria": criteria_to_json(assessment),
        "verdict": str(decision.verdict),
        "verdict_reason": decision.reason,
        "origin": provenance.origin,
        "model": provenance.model,
        "prompt_version": provenance.prompt_version,
        "fallback_reason": provenance.fallback_reason,
    }


class Verdicts:
    """A person's word on an assessment: it decides, and it measures the scoring."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def waiting(self, campaign_id: int | None = None) -> list[Row]:
        """Prospects in review, best first."""
        with self._store.read() as reading:
            return list(reading.query("assessments_waiting", campaign_id=campaign_id))

    def all(self, campaign_id: int | None = None) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("assessments_latest", campaign_id=campaign_id))

    def agree(self, prospect_id: int, *, who: str) -> str:
        """Confirm: above the threshold is contacted, else not. The stage after."""
        with self._store.read() as reading:
            row = _latest(reading.one("latest_assessment", prospect_id=prospect_id), prospect_id)
            campaign_id = reading.get("prospects", prospect_id)["campaign_id"]
            threshold = load_campaign(reading, campaign_id).threshold
        verdict = row["verdict"]
        if verdict == Verdict.REVIEW:
            # What the score alone says: a review is agreed with by following it.
            is_contact = row["gate"] is None and row["score"] > threshold
            verdict = "contact" if is_contact else "reject"
        return self.decide(prospect_id, verdict, who=who, why="agreed with the score")

    def disagree(self, prospect_id: int, *, who: str, why: str = "disagreed with the score") -> str:
        """The other way round. The stage after."""
        with self._store.read() as reading:
            row = _latest(reading.one("latest_assessment", prospect_id=prospect_id), prospect_id)
            campaign_id = reading.get("prospects", prospect_id)["campaign_id"]
            threshold = load_campaign(reading, campaign_id).threshold
        said_contact = row["verdict"] == Verdict.CONTACT or (
            row["verdict"] == Verdict.REVIEW and row["gate"] is None and row["score"] > threshold
        )
        return self.decide(prospect_id, "reject" if said_contact else "contact", who=who, why=why)

    def decide(self, prospect_id: int, verdict: str, *, who: str, why: str) -> str:
        if verdict not in ("contact", "reject"):
            raise InvalidInput(
                f"A verdict is contact or reject, not {verdict!r}.", record=f"prospect {prospect_id}"
            )
        to = ProspectStage.QUALIFIED if verdict == "contact" else ProspectStage.DISQUALIFIED
        with self._store.begin() as work:
            prospect = work.get("prospects", prospect_id)
            row = _latest(work.one("latest_assessment", prospect_id=prospect_id), prospect_id)
            decidable = (
                ProspectStage.NEEDS_REVIEW,
                ProspectStage.QUALIFIED,
                ProspectStage.DISQUALIFIED,
            )
            if prospect["stage"] not in decidable:
                raise Conflict(
                    f"The prospect is {prospect['stage']}: the verdict can no longer change it.",
                    record=f"prospect {prospect_id}",
                )
            work.update(
                "assessments",
                row["id"],
                human_verdict=verdict,
                human_by=who,
                human_at=to_text(self._clock.now()),
                human_reason=why,
            )
            if prospect["stage"] != to:
                work.move(
                    Entity.PROSPECT,
                    prospect_id,
                    expected=prospect["stage"],
                    to=to,
                    who=who,
                    why=why,
                )
            else:
                work.audit(who=who, why=why, entity="prospects", key=prospect_id)
        return str(to)


def _latest(row: Row | None, prospect_id: int) -> Row:
    if row is None:
        raise NotFound(
            f"Prospect {prospect_id} has not been assessed yet.",
            record=f"prospect {prospect_id}",
            fix="Run the qualification first.",
        )
    return row

"""Qualification: each enriched prospect is assessed once and a verdict follows by rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.bant import BantRules, Decision, decide
from domain.pacing import day_of
from domain.stages import Entity, ProspectStage
from services.assessments import criteria_to_json
from services.campaigns import Campaign, load_campaign, require_not_over, require_running
from services.clock import Clock
from services.crew_protocols import AssessmentRequest, Assessor, Judgement
from services.deciding import STAGE_OF_VERDICT, decide_again
from services.in_flight import each_in_flight
from services.people import facts_of, facts_to_json
from services.runs import Progress
from services.unit_of_work import Row, Store
from services.verdicts import Verdicts

__all__ = ["Qualification", "Verdicts"]

WHO = "bant_qualifier"
BATCH = 200
_HUMAN = ("human_verdict", "human_by", "human_at", "human_reason")


@dataclass(frozen=True, slots=True)
class _Request:
    prospect_id: int
    asked: AssessmentRequest
    evidence_sha256: str
    """Of what the judgement rests on."""


class Qualification:
    def __init__(
        self,
        store: Store,
        assessor: Assessor,
        rules: BantRules,
        rules_version: str,
        clock: Clock,
        *,
        in_flight: int = 1,
    ) -> None:
        """``in_flight``: how many are assessed at once; the assessor is asked from threads."""
        self._store = store
        self._assessor = assessor
        self._rules = rules
        self._rules_version = rules_version
        self._clock = clock
        self._in_flight = in_flight

    def run(self, campaign_id: int, progress: Progress) -> Mapping[str, Any]:
        """Assess everybody who is enriched; how many went to each stage.

        Whoever was assessed under other criteria than today's is assessed anew first.
        """
        with self._store.read() as reading:
            campaign = require_running(reading, campaign_id)
        reassessed = self.reassess(campaign_id, progress)["reassessed"]
        counts: dict[str, int] = {}

        def store(request: _Request, judged: Callable[[], Judgement]) -> None:
            stage = self._store_first(campaign, request, judged())
            counts[stage] = counts.get(stage, 0) + 1
            progress.advance(done=reassessed + sum(counts.values()))

        while rows := self._next(campaign_id):
            self._judge(campaign, rows, store)
        return {**counts, "reassessed": reassessed} if reassessed else counts

    def reassess(self, campaign_id: int, progress: Progress) -> Mapping[str, int]:
        """New assessments, from stored evidence, of whoever was judged by other criteria.

        Only who may still be decided: whoever is drafted or contacted stays so, a
        person's verdict stands, and the first that no person has seen stay in review.
        A run killed half way goes on where it stood: the rules' version says who is left.
        """
        with self._store.read() as reading:
            campaign = load_campaign(reading, campaign_id)
        require_not_over(campaign)
        done, after = 0, 0

        def store(request: _Request, judged: Callable[[], Judgement]) -> None:
            nonlocal done
            done += self._store_again(campaign, request, judged())
            progress.advance(done=done)

        while rows := self._outdated(campaign_id, after):
            after = rows[-1]["prospect_id"]
            self._judge(campaign, rows, store)
        return {"reassessed": done}

    def _outdated(self, campaign_id: int, after: int) -> list[Row]:
        with self._store.read() as reading:
            return list(
                reading.query(
                    "prospects_to_reassess",
                    campaign_id=campaign_id,
                    rules_version=self._rules_version,
                    after=after,
                    limit=BATCH,
                )
            )

    def _store_again(self, campaign: Campaign, request: _Request, judgement: Judgement) -> bool:
        prospect_id = request.prospect_id
        with self._store.begin() as work:
            before = work.one("assessed_prospect", prospect_id=prospect_id)
            if before is None or before["stage"] not in STAGE_OF_VERDICT.values():
                return False  # drafted meanwhile
            threshold = load_campaign(work, campaign.id).threshold
            decision = decide(
                judgement.assessment,
                threshold=threshold,
                rules=self._rules,
                second_opinion=judgement.by_rules,
            )
            work.insert(
                "assessments",
                prospect_id=prospect_id,
                evidence_sha256=request.evidence_sha256,
                threshold=threshold,
                is_among_first=before["is_among_first"],
                rules_version=self._rules_version,
                **_columns(judgement, decision),
                **{name: before[name] for name in _HUMAN},
            )
            again = work.one("assessed_prospect", prospect_id=prospect_id)
            assert again is not None
            decide_again(
                work, again, threshold=threshold, rules=self._rules, who=WHO, why="new criteria"
            )
        return True

    def _judge(
        self,
        campaign: Campaign,
        rows: list[Row],
        store: Callable[[_Request, Callable[[], Judgement]], None],
    ) -> None:
        """Have each assessed, outside a transaction, and stored as it comes."""
        each_in_flight(
            (self._request(campaign, row) for row in rows),
            lambda request: self._assessor.assess(request.asked),
            store,
            width=self._in_flight,
        )

    def _request(self, campaign: Campaign, row: Row) -> _Request:
        facts = facts_of(row)
        today = day_of(self._clock.now(), campaign.spec.time_zone)
        asked = AssessmentRequest(
            facts, self._rules, as_of=today, offer_keywords=campaign.spec.offer.keywords
        )
        evidence = hashlib.sha256(f"{today}{facts_to_json(facts)}".encode()).hexdigest()
        return _Request(row["prospect_id"], asked, evidence)

    def _next(self, campaign_id: int) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("prospects_to_assess", campaign_id=campaign_id, limit=BATCH))

    def _store_first(self, campaign: Campaign, request: _Request, judgement: Judgement) -> str:
        prospect_id = request.prospect_id
        with self._store.begin() as work:
            current = load_campaign(work, campaign.id)
            counted = work.one("assessments_count", campaign_id=campaign.id)
            assert counted is not None
            first_reviewed = current.spec.qualification.first_reviewed
            if first_reviewed is None:
                first_reviewed = self._rules.first_reviewed
            is_among_first = counted["n"] < first_reviewed
            decision = decide(
                judgement.assessment,
                threshold=current.threshold,
                rules=self._rules,
                is_among_first=is_among_first,
                second_opinion=judgement.by_rules,
            )
            work.insert(
                "assessments",
                prospect_id=prospect_id,
                evidence_sha256=request.evidence_sha256,
                threshold=current.threshold,
                is_among_first=int(is_among_first),
                rules_version=self._rules_version,
                **_columns(judgement, decision),
            )
            work.move(
                Entity.PROSPECT,
                prospect_id,
                expected=ProspectStage.ENRICHED,
                to=ProspectStage.ASSESSED,
                who=WHO,
                why=f"{judgement.assessment.score} of 100",
            )
            to = STAGE_OF_VERDICT[decision.verdict]
            work.move(
                Entity.PROSPECT,
                prospect_id,
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
        "rules_score": judgement.by_rules.score if judgement.by_rules else None,
        "rules_criteria": criteria_to_json(judgement.by_rules) if judgement.by_rules else None,
    }

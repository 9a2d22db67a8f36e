"""A person's word on assessments: it decides, and it measures the scoring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.bant import Verdict
from domain.instants import to_text
from domain.stages import Entity, ProspectStage
from errors import Conflict, InvalidInput, NotFound
from services.campaigns import load_campaign, require_not_over
from services.clock import Clock
from services.deciding import STAGE_OF_VERDICT, live_elsewhere
from services.unit_of_work import Row, Store


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person had before them when they judged."""

    stage: str
    assessment_id: int
    threshold: int


class Verdicts:
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

    def agree(self, prospect_id: int, *, who: str, seen: Seen | None = None) -> str:
        """Confirm what the score says: above the threshold is contacted, else not. The stage.

        ``seen`` is what the person had before them; something else is a ``Conflict``.
        """
        return self._decide(
            prospect_id, score_says, who=who, why="agreed with the score", seen=seen
        )

    def disagree(
        self,
        prospect_id: int,
        *,
        who: str,
        why: str = "disagreed with the score",
        seen: Seen | None = None,
    ) -> str:
        """The other way round. The stage after."""
        return self._decide(prospect_id, _score_denies, who=who, why=why, seen=seen)

    def decide(self, prospect_id: int, verdict: str, *, who: str, why: str) -> str:
        """``contact`` or ``reject``, whatever the score or a gate says. The stage after.

        ``contact`` also asks for another draft where some were rejected.
        """
        if verdict not in ("contact", "reject"):
            raise InvalidInput(
                f"A verdict is contact or reject, not {verdict!r}.",
                record=f"prospect {prospect_id}",
            )
        return self._decide(prospect_id, lambda row, threshold: verdict, who=who, why=why)

    def _decide(
        self,
        prospect_id: int,
        verdict_of: Callable[[Row, int], str],
        *,
        who: str,
        why: str,
        seen: Seen | None = None,
    ) -> str:
        with self._store.begin() as work:
            prospect = work.get("prospects", prospect_id)
            row = _latest(work.one("latest_assessment", prospect_id=prospect_id), prospect_id)
            campaign = load_campaign(work, prospect["campaign_id"])
            require_not_over(campaign)
            stage = prospect["stage"]
            if seen is not None and seen != Seen(stage, row["id"], campaign.threshold):
                raise Conflict(
                    "This prospect was decided or assessed again after you read it.",
                    record=f"prospect {prospect_id}",
                    fix="Read it again first.",
                )
            if stage not in STAGE_OF_VERDICT.values():
                raise Conflict(
                    f"The prospect is {stage}: the verdict can no longer change it.",
                    record=f"prospect {prospect_id}",
                    fix="Reject its draft first." if stage == ProspectStage.DRAFTED else None,
                )
            verdict = verdict_of(row, campaign.threshold)
            to = ProspectStage.QUALIFIED if verdict == "contact" else ProspectStage.DISQUALIFIED
            is_coming_back = stage == ProspectStage.DISQUALIFIED and stage != to
            if is_coming_back and (elsewhere := live_elsewhere(work, prospect)):
                raise Conflict(
                    f"The person is {elsewhere}.",
                    record=f"prospect {prospect_id}",
                    fix="A person is in one campaign at a time.",
                )
            work.update(
                "assessments",
                row["id"],
                human_verdict=verdict,
                human_by=who,
                human_at=to_text(self._clock.now()),
                human_reason=why,
            )
            if stage != to:
                work.move(Entity.PROSPECT, prospect_id, expected=stage, to=to, who=who, why=why)
            else:
                work.audit(who=who, why=why, entity="prospects", key=prospect_id)
        return str(to)


def score_says(row: Row, threshold: int) -> str:
    """``contact`` or ``reject``: what agreeing with a row of ``assessments`` means."""
    if row["verdict"] == Verdict.REVIEW:
        # What the score alone says: a review is agreed with by following it.
        return "contact" if row["gate"] is None and row["score"] > threshold else "reject"
    return str(row["verdict"])


def _score_denies(row: Row, threshold: int) -> str:
    return "reject" if score_says(row, threshold) == "contact" else "contact"


def _latest(row: Row | None, prospect_id: int) -> Row:
    if row is None:
        raise NotFound(
            f"Prospect {prospect_id} has not been assessed yet.",
            record=f"prospect {prospect_id}",
            fix="Run the qualification first.",
        )
    return row

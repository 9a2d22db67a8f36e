"""Deciding again: the verdict on stored points when the threshold or the criteria move."""

from __future__ import annotations

from domain.bant import BantRules, Verdict, decide
from domain.stages import Entity, ProspectStage
from services.assessments import assessment_of, rules_assessment_of
from services.unit_of_work import Row, UnitOfWork

STAGE_OF_VERDICT: dict[Verdict, ProspectStage] = {
    Verdict.CONTACT: ProspectStage.QUALIFIED,
    Verdict.REVIEW: ProspectStage.NEEDS_REVIEW,
    Verdict.REJECT: ProspectStage.DISQUALIFIED,
}


def decide_again(
    work: UnitOfWork, row: Row, *, threshold: int, rules: BantRules, who: str, why: str
) -> str:
    """Decide on a row of ``assessed_prospects`` by its stored points; the stage after.

    A person's verdict stands. Whoever is live in another campaign meanwhile stays
    disqualified here, with the reason beside the prospect.
    """
    if row["human_verdict"]:
        return str(row["stage"])
    decision = decide(
        assessment_of(row),
        threshold=threshold,
        rules=rules,
        # A person who has not yet seen one of the first twenty still has to.
        is_among_first=bool(row["is_among_first"]) and row["stage"] == ProspectStage.NEEDS_REVIEW,
        second_opinion=rules_assessment_of(row),
    )
    work.update(
        "assessments",
        row["assessment_id"],
        verdict=str(decision.verdict),
        verdict_reason=decision.reason,
        threshold=threshold,
    )
    to = STAGE_OF_VERDICT[decision.verdict]
    if to == row["stage"]:
        return str(to)
    if row["stage"] == ProspectStage.DISQUALIFIED and (elsewhere := live_elsewhere(work, row)):
        work.update("prospects", row["prospect_id"], held_reason=elsewhere)
        return str(row["stage"])
    work.move(
        Entity.PROSPECT,
        row["prospect_id"],
        expected=row["stage"],
        to=to,
        who=who,
        why=f"{why}: {decision.reason}",
    )
    return str(to)


def live_elsewhere(work: UnitOfWork, row: Row) -> str | None:
    """In words, the other campaign in which the row's person is live; or ``None``."""
    other = work.one("live_elsewhere", campaign_id=row["campaign_id"], person_id=row["person_id"])
    return f"live in campaign {other['campaign_id']} meanwhile" if other else None

"""From an assessment to a verdict, in an order that is the same for everybody."""

from __future__ import annotations

from domain.bant.assessment import GATE_REASONS, Assessment, Decision, Verdict
from domain.bant.rules import BantRules


def decide(
    assessment: Assessment,
    *,
    threshold: int,
    rules: BantRules,
    is_among_first: bool = False,
    second_opinion: Assessment | None = None,
) -> Decision:
    """Contact, review or reject, by the first of these that applies.

    A gate rejects. Too many unknowns, a score within the doubtful band around
    ``threshold``, one far from that of ``second_opinion`` (the rules', beside a
    model's), or one of a campaign's first assessments go to review. Else a score
    above ``threshold`` is contacted and any other rejected.
    """
    if assessment.gate is not None:
        return Decision(
            Verdict.REJECT, GATE_REASONS.get(assessment.gate, f"Gate: {assessment.gate}.")
        )
    score = assessment.score
    if assessment.unknown_share > rules.unknown_share_max:
        missing = [str(name) for name, part in assessment.criteria() if part.status == "unknown"]
        return Decision(
            Verdict.REVIEW,
            f"{', '.join(missing).capitalize()} unknown: {assessment.unknown_share:.0%} of the "
            f"points, more than the {rules.unknown_share_max:.0%} that rules may leave open.",
        )
    if rules.doubtful_band and abs(score - threshold) <= rules.doubtful_band:
        return Decision(
            Verdict.REVIEW,
            f"{score} points are within {rules.doubtful_band} of the threshold of {threshold}.",
        )
    if second_opinion is not None:
        apart = abs(score - second_opinion.score)
        if apart > rules.differing_points:
            return Decision(
                Verdict.REVIEW,
                f"The model gives {score} points and the rules {second_opinion.score}: {apart} "
                f"apart, more than the {rules.differing_points} that may be.",
            )
    if is_among_first:
        return Decision(
            Verdict.REVIEW,
            f"One of the campaign's first {rules.first_reviewed} assessments ({score} points).",
        )
    if score > threshold:
        return Decision(Verdict.CONTACT, f"{score} points, above the threshold of {threshold}.")
    return Decision(Verdict.REJECT, f"{score} points, not above the threshold of {threshold}.")

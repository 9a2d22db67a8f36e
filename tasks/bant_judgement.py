"""Turns the model's judgement into an assessment: code checks every quote and every point."""

from __future__ import annotations

from typing import Any

from domain.bant import (
    Assessment,
    BantRules,
    Criterion,
    CriterionScore,
    Evidence,
    quote_is_in,
)
from domain.facts import CANONICAL_FIELDS, ProspectFacts
from tasks.outputs import BantJudgement, CriterionJudgement
from tasks.typed_answer import wire_schema

EVIDENCE_FIELDS: dict[Criterion, tuple[str, ...]] = {
    Criterion.BUDGET: ("employees", "revenue", "last_funding_at", "company_news"),
    Criterion.AUTHORITY: ("title",),
    Criterion.NEED: (
        "employees_growth_12m",
        "open_positions",
        "company_news",
        "company_description",
        "industry",
    ),
    Criterion.TIMELINE: (
        "last_post_at",
        "website_updated_at",
        "company_news",
        "last_funding_at",
    ),
}
"""What each criterion may rest on. A quote from anywhere else earns nothing."""


def judgement_of(assessment: Assessment) -> BantJudgement:
    """The rules' assessment in the form that a model answers in."""
    judged: dict[str, CriterionJudgement] = {}
    for criterion, score in assessment.criteria():
        first = score.evidence[0] if score.evidence else None
        judged[str(criterion)] = CriterionJudgement(
            points=score.points,
            reason=score.reason[:400],
            field=first.field if first else "",
            quote=first.quote[:400] if first else "",
        )
    return BantJudgement(**judged)


def assessment_of(
    judgement: BantJudgement, facts: ProspectFacts, rules: BantRules, *, gate: str | None
) -> Assessment:
    """The judgement under the rules; ``gate`` is the one that the rules met.

    Points are brought within 0 and the criterion's maximum. A quote that does
    not stand word for word in a field that the criterion may rest on is void:
    the criterion is then unknown, and earns nothing.
    """
    scores = {
        str(criterion): _score(
            criterion, getattr(judgement, criterion), facts, getattr(rules.maximum, criterion)
        )
        for criterion in Criterion
    }
    return Assessment(**scores, gate=gate)


def objection(judgement: BantJudgement, facts: ProspectFacts, rules: BantRules) -> str | None:
    """What to tell a model whose judgement rests on nothing; ``None``: it can be used.

    A void quote costs its own points. When every quote is void, the model has not
    read the facts, and is asked again.
    """
    void: list[str] = []
    good = 0
    for criterion in Criterion:
        judged: CriterionJudgement = getattr(judgement, criterion)
        if _evidence(criterion, judged, facts) is not None:
            good += 1
        elif judged.quote or judged.points > 0:
            void.append(
                f"{criterion}: the quote does not stand word for word in one of "
                f"{', '.join(EVIDENCE_FIELDS[criterion])}"
            )
    return None if good or not void else "; ".join(void)


def answer_schema(facts: ProspectFacts, rules: BantRules) -> dict[str, Any]:
    """The JSON schema of a judgement of these facts: points, fields and lengths as closed lists.

    Enumerations, since servers that constrain the output ignore ``minimum`` and ``maximum``.
    """
    known = {name for name, _ in facts.known()}
    properties = {}
    for criterion in Criterion:
        fields = [name for name in EVIDENCE_FIELDS[criterion] if name in known]
        schema = wire_schema(CriterionJudgement)
        schema["properties"] = {
            "field": {"type": "string", "enum": ["", *fields]},
            "quote": {"type": "string", "maxLength": 200},
            "reason": {"type": "string", "maxLength": 200},
            "points": {
                "type": "integer",
                "enum": list(range(getattr(rules.maximum, criterion) + 1)),
            },
        }
        schema["required"] = list(schema["properties"])
        properties[str(criterion)] = schema
    return {
        "type": "object",
        "title": BantJudgement.__name__,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def rules_text(rules: BantRules) -> str:
    """The maxima and what each criterion rests on, one line each, for a prompt."""
    questions = {
        Criterion.BUDGET: "can this firm pay? Size, revenue, recent funding.",
        Criterion.AUTHORITY: "does this person decide? A current manager, director, VP, C-level "
        "or owner; not an assistant, not a former one.",
        Criterion.NEED: "why would they want it? Growth, hiring, good or bad news, a match with "
        "our offer.",
        Criterion.TIMELINE: "is something happening now? The newer the sign of life, the more.",
    }
    return "\n".join(
        f"- {criterion} (0 to {getattr(rules.maximum, criterion)} points; from "
        f"{', '.join(EVIDENCE_FIELDS[criterion])}): {questions[criterion]}"
        for criterion in Criterion
    )


def prompt_facts(facts: ProspectFacts) -> dict[str, str]:
    """What a judgement needs of a prospect: no address, no phone number, no name."""
    wanted = {name for fields in EVIDENCE_FIELDS.values() for name in fields}
    wanted |= {"company", "company_domain", "city", "country"}
    known = dict(facts.known())
    return {name: known[name] for name in CANONICAL_FIELDS if name in wanted and name in known}


def _score(
    criterion: Criterion, judged: CriterionJudgement, facts: ProspectFacts, maximum: int
) -> CriterionScore:
    evidence = _evidence(criterion, judged, facts)
    if evidence is None:
        reason = (
            "The model's quote does not stand in the facts."
            if judged.quote
            else judged.reason or "Nothing is known."
        )
        return CriterionScore.unknown(maximum, reason)
    points = min(max(judged.points, 0), maximum)
    return CriterionScore(points, maximum, "known", judged.reason or evidence.quote, (evidence,))


def _evidence(
    criterion: Criterion, judged: CriterionJudgement, facts: ProspectFacts
) -> Evidence | None:
    if judged.field not in EVIDENCE_FIELDS[criterion] or not judged.quote.strip():
        return None
    evidence = Evidence(judged.field, judged.quote)
    return evidence if quote_is_in(facts, evidence) else None

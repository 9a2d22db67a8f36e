"""What an edit of the configuration changes: both versions at work on the same prospects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agents.llm import AnyLLM
from crews.outreach import OutreachCrew
from crews.qualification import QualificationCrew
from domain.bant import BantRules, decide
from domain.grounding import WritingRules, problems
from domain.template import EmailTemplate
from errors import RendezvousError
from services.crew_protocols import AssessmentRequest, DraftRequest
from services.draft_requests import draft_request
from services.frozen_set import Tried, TriedOn
from tasks.prompts import Prompts

BOOKING_URL = "https://calendly.example/d/frozen-set"


@dataclass(frozen=True, slots=True)
class Side:
    """One version's files, read."""

    prompts: Prompts
    rules: BantRules
    writing: WritingRules
    templates: Mapping[str, EmailTemplate]


def compare(
    accepted: Side,
    working: Side,
    llm: AnyLLM,
    on: TriedOn,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Whose verdict and whose draft ``working`` changes. Nothing is stored, no vendor asked.

    ``verdicts``: for each prospect whose verdict or score differs, ``prospect``,
    ``before`` and ``after`` (``verdict``, ``score``, ``reason``, the four criteria's
    points); ``drafts``: ``prospect``, ``template``, ``before`` and ``after`` (``subject``,
    ``body``, ``origin``, ``problems``; or ``error``). What the edit cannot change is not
    made twice: ``judged`` and ``written`` say for how many it was.
    """
    judging = _judging(accepted) != _judging(working)
    written = list(_to_write(accepted, working, on))
    total = (len(on.prospects) if judging else 0) + len(written)
    done = 0
    verdicts: list[dict[str, Any]] = []
    if judging:
        crews = [QualificationCrew(side.prompts, llm) for side in (accepted, working)]
        for prospect in on.prospects:
            before, after = (
                _verdict(crew, side, prospect, on)
                for crew, side in zip(crews, (accepted, working), strict=True)
            )
            if _decided(before) != _decided(after):
                verdicts.append({**_who(prospect), "before": before, "after": after})
            done += 1
            advance(done, total)
    drafts: list[dict[str, Any]] = []
    writers = [OutreachCrew(side.prompts, llm, rules=side.writing) for side in (accepted, working)]
    for prospect, name in written:
        before, after = (
            _draft(writer, side, prospect, name, on)
            for writer, side in zip(writers, (accepted, working), strict=True)
        )
        if before != after:
            drafts.append({**_who(prospect), "template": name, "before": before, "after": after})
        done += 1
        advance(done, total)
    return {
        "model": llm.model,
        "judged": len(on.prospects) if judging else 0,
        "written": len(written),
        "verdicts": verdicts,
        "drafts": drafts,
    }


def _judging(side: Side) -> tuple[Any, ...]:
    """All that an assessment and a verdict depend on, the prospect apart."""
    task = side.prompts.tasks["assess_bant"]
    return task, dict(side.prompts.agents)[task.agent], side.rules  # type: ignore[index]


def _writing(side: Side, template: str) -> tuple[Any, ...]:
    task = side.prompts.tasks["write_email"]
    agent = dict(side.prompts.agents)[task.agent]  # type: ignore[index]
    return task, agent, side.writing, side.templates.get(template)


def _to_write(accepted: Side, working: Side, on: TriedOn) -> Iterator[tuple[Tried, str]]:
    """Each prospect with each template of their language whose mails may have changed."""
    for name in sorted({*accepted.templates, *working.templates}):
        if _writing(accepted, name) == _writing(working, name):
            continue
        template = working.templates.get(name) or accepted.templates[name]
        for prospect in on.prospects:
            if prospect.language == template.language:
                yield prospect, name


def _verdict(crew: QualificationCrew, side: Side, prospect: Tried, on: TriedOn) -> dict[str, Any]:
    spec = on.campaigns[prospect.language]
    judgement = crew.assess(
        AssessmentRequest(
            prospect.as_facts(), side.rules, on.as_of, offer_keywords=spec.offer.keywords
        )
    )
    threshold = spec.qualification.threshold
    decision = decide(
        judgement.assessment,
        threshold=side.rules.threshold if threshold is None else threshold,
        rules=side.rules,
        second_opinion=judgement.by_rules,
    )
    points = {str(name): score.points for name, score in judgement.assessment.criteria()}
    return {
        "verdict": str(decision.verdict),
        "score": judgement.assessment.score,
        "reason": decision.reason,
        **points,
    }


def _decided(verdict: dict[str, Any]) -> dict[str, Any]:
    """Without its reason, whose words alone are no change."""
    return {name: value for name, value in verdict.items() if name != "reason"}


def _draft(
    writer: OutreachCrew, side: Side, prospect: Tried, name: str, on: TriedOn
) -> dict[str, Any] | None:
    template = side.templates.get(name)
    if template is None:
        return None
    spec = on.campaigns[prospect.language].model_copy(update={"template": name})
    request = draft_request(spec, template, prospect.as_facts(), BOOKING_URL, on.proposed_day)
    try:
        mail = writer.write(request)
    except RendezvousError as error:
        return {"error": error.message}
    return {
        "subject": mail.subject,
        "body": mail.text,
        "origin": mail.provenance.origin,
        "problems": _problems(mail.subject, mail.text, request, side.writing),
    }


def _problems(subject: str, body: str, request: DraftRequest, rules: WritingRules) -> list[str]:
    found = problems(
        subject,
        body,
        facts=request.facts,
        campaign=request.campaign,
        allowed=request.allowed,
        rules=rules,
    )
    return [problem.message for problem in found]


def _who(prospect: Tried) -> dict[str, Any]:
    """In words; a real person also by number, so that what was found of them can be erased."""
    facts = prospect.as_facts()
    name = ", ".join(part for part in (facts.name or facts.email, facts.company) if part)
    number = getattr(prospect, "prospect_id", None)
    return {"prospect": name} if number is None else {"prospect": name, "prospect_id": number}

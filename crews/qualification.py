"""The BANT qualifier's crew: one prospect judged, quote by quote."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crewai.tools import BaseTool
from pydantic import BaseModel

from agents.llm import AnyLLM
from crews.agent_tools import website_tools
from crews.kickoff import KickoffFailed, Kickoffs
from domain.bant import assess
from services.crew_protocols import AssessmentRequest, Judgement
from services.website_reader import WebsiteReader
from tasks.bant_judgement import (
    answer_schema,
    assessment_of,
    judgement_of,
    objection,
    prompt_facts,
    rules_text,
)
from tasks.baseline import BaselineTask
from tasks.outputs import BantJudgement
from tasks.prompts import Prompts
from tasks.rendering import fenced

ToolsFor = Callable[[AssessmentRequest], Sequence[BaseTool]]


class QualificationCrew:
    """Satisfies :class:`services.crew_protocols.Assessor`.

    With a live model and a ``website``, the agent may read the prospect's own
    company's site, and no other; ``tools_for`` gives other tools in its stead.
    Without a model none is made.
    """

    def __init__(
        self,
        prompts: Prompts,
        llm: AnyLLM,
        *,
        website: WebsiteReader | None = None,
        tools_for: ToolsFor | None = None,
    ) -> None:
        self._kickoffs = Kickoffs(prompts, llm, "assess_bant")
        self._tools_for = tools_for or (website_tools(website) if website is not None else None)

    @property
    def kickoffs(self) -> int:
        """How often CrewAI was kicked off."""
        return self._kickoffs.count

    def assess(self, request: AssessmentRequest) -> Judgement:
        """The rules' assessment, refined by the model where one is set and can be used.

        The gate is always the rules'; so is every point's range. Never raises for
        what a model does.
        """
        facts, rules = request.facts, request.rules
        by_rules = assess(facts, rules, as_of=request.as_of, offer_keywords=request.offer_keywords)
        live = self._kickoffs.llm.is_live

        def check(answer: BaseModel) -> str | None:
            if not live:
                return None
            if not isinstance(answer, BantJudgement):
                return "the answer is no judgement"
            return objection(answer, facts, rules)

        task = BaselineTask.of(
            self._kickoffs.text,
            {
                "facts": fenced(prompt_facts(facts)),
                "rules": rules_text(rules),
                "offer_keywords": fenced({"offer": list(request.offer_keywords)}),
                "as_of": request.as_of.isoformat(),
            },
            name="assess_bant",
            answer_type=BantJudgement,
            baseline=lambda: judgement_of(by_rules),
            answer_schema=answer_schema(facts, rules),
            check=check,
        )
        tools = self._tools_for(request) if live and self._tools_for is not None else ()
        try:
            answer = self._kickoffs.run(task, tools)
        except KickoffFailed as error:
            return Judgement(by_rules, self._kickoffs.from_rules(str(error)))
        if not live or not isinstance(answer, BantJudgement):
            # The rules' own assessment holds every piece of evidence, its judgement one each.
            return Judgement(by_rules, self._kickoffs.from_model())
        assessment = assessment_of(answer, facts, rules, gate=by_rules.gate)
        return Judgement(assessment, self._kickoffs.from_model(), by_rules)

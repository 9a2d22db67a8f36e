"""The Prospector's crew: one plan, one search, one gathering."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crewai.tools import BaseTool

from agents.llm import AnyLLM
from crews.gathering import Gathering
from crews.kickoff import KickoffFailed, Kickoffs
from domain.campaign import Criteria
from domain.search import SearchPlan
from services.crew_protocols import Provenance, Search
from tasks.baseline import BaselineTask
from tasks.prompts import Prompts
from tasks.rendering import fenced
from tasks.search_plan import answer_schema, baseline_plan, criteria_facts, within_criteria
from tools.rocketreach.tool import RocketReachSearchTool


class ProspectingCrew:
    """Satisfies :class:`services.crew_protocols.SearchPlanner`."""

    def __init__(
        self, prompts: Prompts, llm: AnyLLM, *, extra_tools: Sequence[BaseTool] = ()
    ) -> None:
        self._kickoffs = Kickoffs(prompts, llm, "find_prospects")
        self._extra_tools = tuple(extra_tools)

    @property
    def kickoffs(self) -> int:
        """How often CrewAI was kicked off."""
        return self._kickoffs.count

    def prospect(self, criteria: Criteria, gather: Callable[[SearchPlan], str]) -> Search:
        """Plan a search and run it through ``gather``, exactly once and on this thread.

        Raises what ``gather`` raises, as it is. Whatever else goes wrong, the
        search is made with the rules' plan.
        """
        baseline = baseline_plan(criteria)
        gathering: Gathering[object] = Gathering(
            gather, lambda plan: within_criteria(plan, criteria)
        )
        tool = RocketReachSearchTool(gather=gathering.ask)
        task = BaselineTask.of(
            self._kickoffs.text,
            {
                "criteria": fenced(criteria_facts(criteria)),
                "synonyms": fenced({"titles": baseline.titles}),
            },
            name="find_prospects",
            answer_type=SearchPlan,
            baseline=lambda: baseline,
            answer_schema=answer_schema(criteria),
            answers_with=tool.name,
        )
        extra = self._extra_tools if self._kickoffs.llm.is_live else ()
        failure: str | None = None
        try:
            gathering.serve(lambda: self._kickoffs.run(task, [tool, *extra]))
        except KickoffFailed as error:
            failure = str(error)
        summary = gathering.result()
        if summary is not None and gathering.plan is not None:
            return Search(gathering.plan, summary, self._kickoffs.from_model())
        return self._by_rules(
            baseline, gather, self._kickoffs.from_rules(failure or "the model ran no search")
        )

    def _by_rules(
        self, plan: SearchPlan, gather: Callable[[SearchPlan], str], provenance: Provenance
    ) -> Search:
        return Search(plan, gather(plan), provenance)

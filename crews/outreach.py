"""The Meeting Scheduler's crew: one mail drafted, every claim checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crewai.tools import BaseTool
from pydantic import BaseModel

from agents.llm import AnyLLM
from crews.kickoff import KickoffFailed, Kickoffs
from domain.grounding import WritingRules
from errors import Ungrounded
from services.crew_protocols import DraftedEmail, DraftRequest, Provenance
from tasks.baseline import BaselineTask
from tasks.email_draft import (
    NEVER_SENT,
    answer_schema,
    approved_mail,
    completed,
    draft_problems,
    prompt_values,
    spoken,
)
from tasks.outputs import EmailDraft
from tasks.prompts import Prompts
from tasks.rendering import fenced

ToolsFor = Callable[[DraftRequest], Sequence[BaseTool]]


class OutreachCrew:
    """Satisfies :class:`services.crew_protocols.Writer`.

    ``tools_for`` gives a live model read-only tools for one draft, such as
    ``CalendlyFreeSlots`` over the campaign's event type; without a model none
    is made.
    """

    def __init__(
        self,
        prompts: Prompts,
        llm: AnyLLM,
        *,
        rules: WritingRules,
        tools_for: ToolsFor | None = None,
    ) -> None:
        self._kickoffs = Kickoffs(prompts, llm, "write_email")
        self._rules = rules
        self._tools_for = tools_for

    @property
    def kickoffs(self) -> int:
        """How often CrewAI was kicked off."""
        return self._kickoffs.count

    def write(self, request: DraftRequest) -> DraftedEmail:
        """A draft for a person to approve.

        A model's draft stands when nothing is wrong with it. One that breaks a rule
        is sent back; when it still does, the approved mail stands in.
        Raises :class:`errors.Ungrounded` when even that has a placeholder left or an address
        that may not be written, and :class:`errors.ConfigurationInvalid` for a
        template that cannot be filled in.
        """
        mail = approved_mail(request)
        live = self._kickoffs.llm.is_live

        def check(answer: BaseModel) -> str | None:
            if not isinstance(answer, EmailDraft):
                return "the answer is no draft"
            draft = completed(answer, request.booking_url) if live else answer
            found = draft_problems(draft, request, self._rules)
            if not live:
                # A person approved the template's words; what no person could have is refused.
                found = tuple(problem for problem in found if problem.code in NEVER_SENT)
            return spoken(found) or None

        task = BaselineTask.of(
            self._kickoffs.text,
            {
                name: value if isinstance(value, str) else fenced(value)
                for name, value in prompt_values(request, mail).items()
            },
            name="write_email",
            answer_type=EmailDraft,
            baseline=lambda: mail,
            answer_schema=answer_schema(),
            check=check,
        )
        tools = self._tools_for(request) if live and self._tools_for is not None else ()
        try:
            answer = self._kickoffs.run(task, tools)
        except KickoffFailed as error:
            return self._approved(mail, request, self._kickoffs.from_rules(str(error)))
        if not live or not isinstance(answer, EmailDraft):
            return self._approved(mail, request, self._kickoffs.from_model())
        draft = completed(answer, request.booking_url)
        return DraftedEmail(draft.subject, draft.body, self._kickoffs.from_model())

    def _approved(
        self, mail: EmailDraft, request: DraftRequest, provenance: Provenance
    ) -> DraftedEmail:
        found = draft_problems(mail, request, self._rules)
        refused = [problem for problem in found if problem.code in NEVER_SENT]
        if refused:
            raise Ungrounded(
                f"the approved template gives a mail that may not be sent: {spoken(refused)}",
                record=request.facts.company or request.facts.name,
                fix="correct the template, or the prospect's facts",
            )
        return DraftedEmail(mail.subject, mail.body, provenance)

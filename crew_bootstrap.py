"""Adds agents, tasks and crews to what ``bootstrap`` wired. Heavy: it imports crewai."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agents.llm_settings import LlmSettings
from bootstrap import Rendezvous
from crews.quiet import hush
from errors import RendezvousError
from services.drafting import Drafting, chosen_event_type
from services.prospecting import Prospecting
from services.qualification import Qualification
from tasks.prompt_files import load

if TYPE_CHECKING:
    from agents.llm import AnyLLM
    from crews.outreach import OutreachCrew
    from crews.prospecting import ProspectingCrew
    from crews.qualification import QualificationCrew
    from services.crew_protocols import DraftRequest
    from tasks.prompts import Prompts


@dataclass
class Crews:
    """The three crews and the services that kick them off."""

    app: Rendezvous
    vendor_tools: bool = True
    """Off: no agent asks a vendor anything, as for a draft that is only looked at."""

    def __post_init__(self) -> None:
        hush(self.app.settings.home / "crewai")

    @cached_property
    def prompts(self) -> Prompts:
        return load(self.app.settings.config_dir)

    @cached_property
    def llm(self) -> AnyLLM:
        from agents.llm import make_llm

        settings = self.app.settings
        return make_llm(
            LlmSettings(
                kind=settings.llm,
                base_url=settings.llm_base_url,
                model=settings.llm_model,
                api_key=settings.llm_api_key,
                timeout_seconds=settings.llm_timeout_s,
                response_format=settings.llm_format,
                tool_calls=settings.llm_tool_calls,
            )
        )

    @cached_property
    def prospecting_crew(self) -> ProspectingCrew:
        from crews.prospecting import ProspectingCrew

        return ProspectingCrew(self.prompts, self.llm)

    @cached_property
    def qualification_crew(self) -> QualificationCrew:
        from crews.qualification import QualificationCrew

        return QualificationCrew(self.prompts, self.llm, website=self.app.websites)

    @cached_property
    def outreach_crew(self) -> OutreachCrew:
        from crews.agent_tools import free_slot_tools
        from crews.outreach import OutreachCrew

        app = self.app
        has_calendar = self.vendor_tools and app.settings.calendly_token is not None
        return OutreachCrew(
            self.prompts,
            self.llm,
            rules=app.configuration.writing_rules(),
            tools_for=free_slot_tools(app.calendly, self._event_type_of, app.clock.now)
            if has_calendar
            else None,
        )

    def _event_type_of(self, request: DraftRequest) -> str | None:
        try:
            return chosen_event_type(self.app.calendly.event_types(), request.campaign).uri
        except RendezvousError:
            return None  # the mail can be written without the tool

    # -- services --------------------------------------------------------------------

    @cached_property
    def prospecting(self) -> Prospecting:
        app = self.app
        return Prospecting(
            app.store,
            app.rocketreach,
            app.websites,
            self.prospecting_crew,
            app.clock,
            app.sleep,
        )

    @cached_property
    def qualification(self) -> Qualification:
        app = self.app
        return Qualification(
            app.store,
            self.qualification_crew,
            app.bant_rules,
            app.configuration.bant_version(),
            app.clock,
        )

    @cached_property
    def drafting(self) -> Drafting:
        app = self.app
        return Drafting(
            app.store,
            self.outreach_crew,
            app.calendly,
            app.sendgrid,
            app.addresses,
            app.clock,
            app.ids,
        )

"""Adds agents, tasks and crews to what ``bootstrap`` wired. Heavy: it imports crewai."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agents.llm_settings import LlmSettings
from bootstrap import Rendezvous
from crews.quiet import hush
from services.drafting import Drafting
from services.prospecting import Prospecting
from services.qualification import Qualification
from tasks.prompt_files import load

if TYPE_CHECKING:
    from agents.llm import AnyLLM
    from crews.outreach import OutreachCrew
    from crews.prospecting import ProspectingCrew
    from crews.qualification import QualificationCrew


@dataclass
class Crews:
    """The three crews and the services that kick them off."""

    app: Rendezvous

    def __post_init__(self) -> None:
        hush(self.app.settings.home / "crewai")

    @cached_property
    def prompts(self):  # type: ignore[no-untyped-def]
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
        from crews.outreach import OutreachCrew

        return OutreachCrew(
            self.prompts, self.llm, rules=self.app.configuration.writing_rules()
        )

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

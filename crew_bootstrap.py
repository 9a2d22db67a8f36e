"""Adds agents, tasks and crews to what ``bootstrap`` wired. Heavy: it imports crewai."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from agents.llama.measured import background_seconds
from agents.llama.model_file import inspect
from agents.llama.settings import LlamaSettings
from agents.llm_settings import LlmSettings, server_addresses
from bootstrap import Rendezvous
from configuration import Configuration
from crews.quiet import hush
from errors import RendezvousError
from services.draft_requests import chosen_event_type
from services.drafting import Drafting
from services.prospecting import Prospecting
from services.qualification import Qualification
from settings import Settings
from tasks.prompt_files import load

if TYPE_CHECKING:
    from agents.llm import AnyLLM
    from crews.outreach import OutreachCrew
    from crews.prospecting import ProspectingCrew
    from crews.qualification import QualificationCrew
    from services.crew_protocols import DraftRequest
    from services.frozen_set import TriedOn
    from services.prompt_versions import TakenUp
    from tasks.prompts import Prompts

log = logging.getLogger(__name__)

_MADE_OF_FILES = (
    "prompts",
    "prospecting_crew",
    "qualification_crew",
    "outreach_crew",
    "prospecting",
    "qualification",
    "drafting",
)
"""The parts that hold what a configuration file said."""


@dataclass
class Crews:
    """The three crews and the services that kick them off."""

    app: Rendezvous
    vendor_tools: bool = True
    """Off: no agent asks a vendor anything, as for a draft that is only looked at."""
    person_waits: bool = False
    """Whether somebody looks on: a model in the process then has less time for an answer."""

    def __post_init__(self) -> None:
        hush(self.app.settings.home / "crewai")
        self.configuration = self.app.configuration

    def refresh(self) -> TakenUp:
        """Before a run: take up configuration files that changed, if they are sound.

        The run's crews and rules are made of a copy that no later edit changes. Where the
        files are broken the last good version is used, and ``faults`` and ``warning`` of
        what is returned say why. The language model stays loaded. Raises
        :class:`errors.ConfigurationInvalid` when no version was ever good.
        """
        taken = self.app.prompt_versions.take_up()
        if taken.warning:
            log.warning("%s", taken.warning)
        if taken.folder != self.configuration.folder:
            self.configuration = Configuration(taken.folder)
            for name in _MADE_OF_FILES:
                self.__dict__.pop(name, None)
        return taken

    def prompts_diff(
        self,
        edited: Mapping[str, str] | None = None,
        advance: Callable[[int, int], None] = lambda done, total: None,
        on: TriedOn | None = None,
    ) -> dict[str, Any]:
        """What the working files, with ``edited`` among them, change on the frozen set.

        ``on`` names others to try it on, such as a campaign's own people.

        ``accepted`` (``number``, ``sha256``, ``by``, ``at``), ``files`` (``file``,
        ``change``, ``lines``), and what :func:`crews.prompts_diff.compare` gives; ready for
        JSON. ``advance`` is told how many are done, of how many. Nothing is stored. Raises
        :class:`errors.ConfigurationInvalid` for files with faults, and
        :class:`errors.Conflict` while no version was accepted.
        """
        from crews.prompts_diff import Side, compare

        versions = self.app.prompt_versions
        accepted, *folders = versions.folders(edited)
        before, after = map(Configuration, folders)

        def side(configuration: Configuration) -> Side:
            return Side(
                load(configuration.folder),
                configuration.bant_rules(),
                configuration.writing_rules(),
                configuration.templates(),
            )

        return {
            "accepted": {
                "number": accepted.number,
                "sha256": accepted.sha256,
                "by": accepted.by,
                "at": accepted.at,
            },
            "files": [
                {"file": each.file, "change": each.change, "lines": list(each.lines)}
                for each in versions.changes(edited)
            ],
            **compare(
                side(before),
                side(after),
                self.llm,
                on or self.app.configuration.frozen_set(),
                advance,
            ),
        }

    @cached_property
    def prompts(self) -> Prompts:
        return load(self.configuration.folder)

    @cached_property
    def llm(self) -> AnyLLM:
        """Raises :class:`errors.Misconfigured` for a model that cannot be had."""
        from agents.llm import make_llm

        settings = self.app.settings
        llama = llama_settings(settings, person_waits=self.person_waits)
        if settings.llm == "llama" and llama is not None:
            inspect(llama.model_path)  # a file that is cut short is found before any work is begun
        return make_llm(
            LlmSettings(
                kind=settings.llm,
                base_url=settings.llm_base_url,
                model=settings.llm_model,
                api_key=settings.llm_api_key,
                timeout_seconds=settings.llm_timeout_s,
                response_format=settings.llm_format,
                tool_calls=settings.llm_tool_calls,
                llama=llama,
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
            rules=self.configuration.writing_rules(),
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
            self.configuration.bant_rules(),
            self.configuration.bant_version(),
            app.clock,
            in_flight=in_flight(app.settings),
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
            app.configuration,
            in_flight=in_flight(app.settings),
        )


def in_flight(settings: Settings) -> int:
    """How many prospects are judged or written to at once.

    One without a model, so that the same people always meet the same fate in the same order.
    """
    match settings.llm:
        case "offline":
            return 1
        case "server":
            return settings.llm_server_parallel * len(server_addresses(settings.llm_base_url))
        case "llama":
            return settings.llm_parallel


def llama_settings(settings: Settings, *, person_waits: bool = False) -> LlamaSettings | None:
    """What the model's process is given; ``None`` where no file is set."""
    if settings.llm_model_path is None:
        return None
    made = LlamaSettings(
        model_path=settings.llm_model_path.expanduser().absolute(),
        context_tokens=settings.llm_context,
        threads=settings.llm_threads,
        parallel=settings.llm_parallel,
        memory_mib=settings.llm_memory_mib,
        presence_dir=settings.model_dir / "loaded",
        timeout_seconds=settings.llm_person_timeout_s,
        person_waits=person_waits,
    )
    if person_waits:
        return made
    limit = settings.llm_background_timeout_s or background_seconds(settings.model_dir, made)
    return made.model_copy(update={"timeout_seconds": limit})

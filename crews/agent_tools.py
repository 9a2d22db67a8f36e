"""The read-only tools that a live model is given: one company's website, one calendar's slots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crewai.tools import BaseTool

from crews.one_website import OneWebsite
from services.crew_protocols import AssessmentRequest, DraftRequest
from services.website_reader import WebsiteReader
from tools.calendly.tool import CalendlyFreeSlots, ReadsSlots
from tools.website.tool import CompanyWebsiteTool


def website_tools(reader: WebsiteReader) -> Callable[[AssessmentRequest], Sequence[BaseTool]]:
    """For :class:`crews.QualificationCrew`: the prospect's own company's site, no other."""

    def tools_for(request: AssessmentRequest) -> Sequence[BaseTool]:
        domain = request.facts.company_domain
        if domain is None:
            return ()
        return [CompanyWebsiteTool(read=OneWebsite(reader, domain).read)]

    return tools_for


def free_slot_tools(
    calendar: ReadsSlots,
    event_type_of: Callable[[DraftRequest], str | None],
    clock: Callable[[], datetime],
) -> Callable[[DraftRequest], Sequence[BaseTool]]:
    """For :class:`crews.OutreachCrew`: shows when the rep is free, and books nothing.

    ``event_type_of`` gives the URI of the campaign's event type; ``None``: no tool.
    """

    def tools_for(request: DraftRequest) -> Sequence[BaseTool]:
        event_type = event_type_of(request)
        if event_type is None:
            return ()
        zone = request.campaign.time_zone
        return [CalendlyFreeSlots(calendar, event_type=event_type, time_zone=zone, clock=clock)]

    return tools_for

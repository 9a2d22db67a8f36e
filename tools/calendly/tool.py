"""The CrewAI tool over the calendar: an agent may look at free slots, never book one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from crewai.tools import BaseTool
from crewai.tools.tool_failure import ToolFailurePolicy
from pydantic import BaseModel, Field, PrivateAttr

from services.calendar import Slot

MOST_SLOTS = 40


class ReadsSlots(Protocol):
    """The one thing of a calendar that the tool is given."""

    def free_slots(self, event_type: str, *, since: datetime, until: datetime) -> list[Slot]: ...


class SlotQuestion(BaseModel):
    """How far ahead to look."""

    days: int = Field(default=14, ge=1, le=60, description="how many days ahead to look")


class CalendlyFreeSlots(BaseTool):
    """The rep's free slots as JSON, in their own time zone.

    The event type is fixed when the tool is made: the model does not choose it, and gets
    no address to book at. A failure is kept in ``failure`` and raised, never handed to the
    model as if it were an answer.
    """

    name: str = "calendly_free_slots"
    description: str = (
        "Lists when the sales representative is free for a meeting in the coming days. "
        "Read only: it books nothing."
    )
    args_schema: type[BaseModel] = SlotQuestion
    tool_failure_policy: ToolFailurePolicy | None = ToolFailurePolicy.RAISE

    _calendar: ReadsSlots = PrivateAttr()
    _event_type: str = PrivateAttr()
    _time_zone: str = PrivateAttr()
    _clock: Callable[[], datetime] = PrivateAttr()
    _failure: Exception | None = PrivateAttr(default=None)

    def __init__(
        self,
        calendar: ReadsSlots,
        *,
        event_type: str,
        time_zone: str,
        clock: Callable[[], datetime],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._calendar = calendar
        self._event_type = event_type
        self._time_zone = time_zone
        self._clock = clock

    @property
    def failure(self) -> Exception | None:
        """What the last call died of."""
        return self._failure

    def _run(self, days: int = 14) -> str:
        now = self._clock().astimezone(UTC)
        self._failure = None
        try:
            slots = self._calendar.free_slots(
                self._event_type, since=now, until=now + timedelta(days=days)
            )
        except Exception as error:
            self._failure = error
            raise
        zone = ZoneInfo(self._time_zone)
        local = [slot.starts_at.astimezone(zone) for slot in slots[:MOST_SLOTS]]
        return json.dumps(
            {
                "time_zone": self._time_zone,
                "days": days,
                "found": len(slots),
                "slots": [when.strftime("%A %Y-%m-%d %H:%M") for when in local],
            }
        )

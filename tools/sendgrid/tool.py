"""The CrewAI tool over SendGrid's log: an agent may look, never send."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from crewai.tools import BaseTool
from crewai.tools.tool_failure import ToolFailurePolicy
from pydantic import BaseModel, Field, PrivateAttr

from services.mailer import DeliveryRecord

MOST_MESSAGES = 20


class ReadsDeliveries(Protocol):
    """The one thing of a mailer that the tool is given."""

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[DeliveryRecord]: ...


class DeliveryQuestion(BaseModel):
    """Which deliveries to look up."""

    to_email: str = Field(description="the recipient's e-mail address", max_length=254)
    days: int = Field(default=30, ge=1, le=30, description="how many days back to look")


class SendGridDeliveryLog(BaseTool):
    """What became of the mails to one address, as JSON.

    A failure is never handed to the model as if it were an answer: it is kept in
    ``failure`` and raised, and the tool's own failure policy says ``raise``.
    """

    name: str = "sendgrid_delivery_log"
    description: str = (
        "Looks up what became of the e-mails sent to one address: delivered, opened, clicked, "
        "bounced. Read only: it cannot send anything."
    )
    args_schema: type[BaseModel] = DeliveryQuestion
    tool_failure_policy: ToolFailurePolicy | None = ToolFailurePolicy.RAISE

    _deliveries: ReadsDeliveries = PrivateAttr()
    _clock: Callable[[], datetime] = PrivateAttr()
    _failure: Exception | None = PrivateAttr(default=None)

    def __init__(
        self, deliveries: ReadsDeliveries, clock: Callable[[], datetime], **options: Any
    ) -> None:
        super().__init__(**options)
        self._deliveries = deliveries
        self._clock = clock

    @property
    def failure(self) -> Exception | None:
        """What the last call died of."""
        return self._failure

    def _run(self, to_email: str, days: int = 30) -> str:
        until = self._clock()
        self._failure = None
        try:
            records = self._deliveries.find(
                to_email, since=until - timedelta(days=days), until=until
            )
        except Exception as error:
            self._failure = error
            raise
        newest = records[-MOST_MESSAGES:]
        return json.dumps(
            {
                "to_email": to_email,
                "days": days,
                "found": len(records),
                "messages": [_told(record) for record in newest],
            },
            ensure_ascii=False,
        )


def _told(record: DeliveryRecord) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for event in record.events:
        kind = str(event.get("event") or "other")
        kinds[kind] = kinds.get(kind, 0) + 1
    return {
        "at": record.at.strftime("%Y-%m-%dT%H:%M:%S.000Z") if record.at else None,
        "subject": record.subject,
        "status": record.status,
        "events": kinds,
    }

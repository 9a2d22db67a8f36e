"""Ends that come from outside: bounces, complaints and objections, in any order."""

from __future__ import annotations

import json

from domain.stages import PROSPECT_ENDS, Entity, ProspectStage, is_legal
from services.clock import Clock
from services.suppressing import end_prospect, suppress_address
from services.unit_of_work import Row, UnitOfWork

# The weakest first. A bounce is a technical matter that a person may lift; what people
# have said themselves must not hide behind it.
_REASONS = ("bounced", "unsubscribed", "objected", "complained")


def end_by_address(
    work: UnitOfWork,
    message: Row,
    stage: ProspectStage,
    *,
    reason: str,
    who: str,
    why: str,
    clock: Clock,
) -> None:
    """Suppress the message's address and end its prospects; of two reasons the stronger holds."""
    suppress_address(work, message["address_key"], reason=reason, who=who, clock=clock, end=stage)
    work.run(
        "strengthen_suppression",
        value=message["address_key"],
        reason=reason,
        weaker=json.dumps(_REASONS[: _REASONS.index(reason)]),
    )
    end_prospect(work, message["prospect_id"], stage, who=who, why=why)
    _correct_end(work, message["prospect_id"], stage, who=who, why=why)


def _correct_end(
    work: UnitOfWork, prospect_id: int, stage: ProspectStage, *, who: str, why: str
) -> None:
    """An objection is the end that counts, where the table lets it replace another."""
    current = work.get("prospects", prospect_id)["stage"]
    if (
        stage == ProspectStage.UNSUBSCRIBED
        and current in PROSPECT_ENDS
        and is_legal(Entity.PROSPECT, current, stage)
    ):
        work.move(Entity.PROSPECT, prospect_id, expected=current, to=stage, who=who, why=why)

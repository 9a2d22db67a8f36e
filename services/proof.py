"""Whoever answers a message has received it: an answer settles what the vendor left open."""

from __future__ import annotations

from datetime import datetime

from domain.stages import MessageStage
from services.reconciling import prove_sent
from services.unit_of_work import Row, UnitOfWork


def prove_by_answer(work: UnitOfWork, message: Row, *, at: datetime, by: str) -> Row:
    """Settle ``message`` if its fate was uncertain; the message as it then stands.

    ``by`` is what came: a reply, a booking, a one-click unsubscribe. A message that is
    being sent this moment is left to the sender, who settles it next.
    """
    attempt_id = None
    if message["stage"] == MessageStage.QUEUED:
        # A person asked to send it again: the answer is to an attempt from before that.
        earlier = work.one("superseded_attempt", message_id=message["id"])
        if earlier is None:
            return message
        attempt_id = earlier["id"]
    elif message["stage"] != MessageStage.UNCERTAIN:
        return message
    prove_sent(work, message["id"], attempt_id=attempt_id, vendor_message_id=None, now=at, by=by)
    return work.get("messages", message["id"])

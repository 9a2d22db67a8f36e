"""What new campaigns begin with: who writes, and what the law wants said of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from domain.campaign import Legal, Sender
from domain.instants import to_text
from errors import InvalidInput
from services.clock import Clock
from services.unit_of_work import Reading, Store

SENDER = "sender"
_SAID = {
    "name": "The sender's name is missing, or has a comma, semicolon or bracket in it.",
    "email": "The sender's e-mail address is not one.",
    "reply_to": "The address for replies is no e-mail address.",
    "company": "The company's name is missing.",
    "postal_address": "The company's postal address is missing.",
    "privacy_url": "The privacy notice needs its web address, with https://.",
    "data_source": "Say where the people's data comes from.",
}


def sender_and_legal(reading: Reading) -> dict[str, Any]:
    """``sender`` and ``legal`` of new campaigns: as set, else those of the latest campaign."""
    row = reading.one("preference", name=SENDER)
    if row is not None:
        kept: dict[str, Any] = json.loads(row["value"])
        return kept
    latest = reading.one("latest_campaign_spec")
    spec = json.loads(latest["spec"]) if latest else {}
    return {name: spec[name] for name in ("sender", "legal") if name in spec}


class Preferences:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sender_and_legal(self) -> dict[str, Any]:
        with self._store.read() as reading:
            return sender_and_legal(reading)

    def set_sender_and_legal(
        self, sender: Mapping[str, Any], legal: Mapping[str, Any], *, who: str
    ) -> None:
        """For campaigns made from now on; those that there are keep theirs.

        Raises ``InvalidInput`` for what a campaign would refuse.
        """
        try:
            value = {
                "sender": Sender.model_validate(sender).model_dump(mode="json"),
                "legal": Legal.model_validate(legal).model_dump(mode="json"),
            }
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            raise InvalidInput(
                _SAID.get(field, "The sender cannot be kept so."),
                record=field,
                fix="Correct it and save again.",
            ) from None
        with self._store.begin() as work:
            work.upsert(
                "preferences",
                name=SENDER,
                value=json.dumps(value, ensure_ascii=False),
                changed_by=who,
                changed_at=to_text(self._clock.now()),
            )
            work.audit(who=who, why="sender and legal footer set", entity="preferences", key=None)

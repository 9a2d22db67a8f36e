"""One prospect's page: who it is, why, and everything that happened, with its source."""

from __future__ import annotations

from dataclasses import dataclass

from domain.facts import ProspectFacts
from services.people import facts_of
from services.unit_of_work import Row, Store
from services.verdicts import Seen, score_says


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history.

    ``kind`` is the stage a record came to (``prospect.qualified``, ``message.sent``), an
    event's (``event.open``), or ``note`` for what was written down without a move.
    """

    at: str
    kind: str
    who: str
    """A person's name, the part of the product that did it, or the source of an event."""
    why: str
    machine: str = ""
    """Of opens and clicks: ``yes``, ``no`` or ``unknown``."""


@dataclass(frozen=True, slots=True)
class Dossier:
    head: Row
    """The prospect, with ``campaign, campaign_stage, threshold``."""
    facts: ProspectFacts
    assessment: Row | None
    history: tuple[Happening, ...]
    """The newest first."""
    messages: tuple[Row, ...]
    replies: tuple[Row, ...]
    meetings: tuple[Row, ...]

    @property
    def name(self) -> str:
        return self.facts.name or self.facts.email or f"#{self.head['id']}"

    @property
    def seen(self) -> Seen | None:
        """What a verdict given on this page is about."""
        if self.assessment is None:
            return None
        return Seen(self.head["stage"], self.assessment["id"], self.head["threshold"])

    @property
    def score_says(self) -> str | None:
        """``contact`` or ``reject``: what agreeing would decide."""
        if self.assessment is None:
            return None
        return score_says(self.assessment, self.head["threshold"])


def dossier(store: Store, prospect_id: int) -> Dossier:
    """Raises :class:`errors.NotFound`."""
    with store.read() as reading:
        reading.get("prospects", prospect_id)
        head = reading.one("prospect_head", prospect_id=prospect_id)
        assert head is not None
        facts = facts_of(reading.get("people", head["person_id"]))
        history = [
            *(
                Happening(
                    row["at"],
                    f"prospect.{row['to_stage']}" if row["to_stage"] else "note",
                    row["who"],
                    row["why"],
                )
                for row in reading.query("moves_of_prospect", prospect_id=prospect_id)
            ),
            *(
                Happening(
                    row["at"],
                    f"message.{row['to_stage']}" if row["to_stage"] else "note",
                    row["who"],
                    row["why"],
                )
                for row in reading.query("moves_of_messages", prospect_id=prospect_id)
            ),
            *(
                Happening(row["at"], f"event.{row['kind']}", row["source"], "", row["machine"])
                for row in reading.query("events_of_prospect", prospect_id=prospect_id)
            ),
        ]
        return Dossier(
            head=head,
            facts=facts,
            assessment=reading.one("latest_assessment", prospect_id=prospect_id),
            history=tuple(sorted(history, key=lambda each: each.at, reverse=True)),
            messages=tuple(reading.query("mails_of_prospect", prospect_id=prospect_id)),
            replies=tuple(reading.query("replies_of_prospect", prospect_id=prospect_id)),
            meetings=tuple(reading.query("meetings_of_prospect", prospect_id=prospect_id)),
        )


def to_judge(store: Store, campaign_id: int | None = None) -> list[Row]:
    """The doubtful and a campaign's first, the best first: ``id, campaign_id, first_name,
    last_name, title, company, score, is_among_first``."""
    with store.read() as reading:
        return list(reading.query("prospects_to_judge", campaign_id=campaign_id))

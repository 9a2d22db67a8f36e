"""The columns of every frame: their names, order and types. The order is a promise.

``docs/dataframes.md`` says what each means; a test keeps the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from domain.engagement import Machine
from domain.facts import CANONICAL_FIELDS
from domain.stages import CampaignStage, MeetingStage, MessageStage, ProspectStage


class Kind(StrEnum):
    """What a column holds; the value is the name of its pandas dtype."""

    INTEGER = "Int64"
    NUMBER = "Float64"
    TRUTH = "boolean"
    TEXT = "string"
    TIME = "datetime64[us, UTC]"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    """Of a category: every value it may have, in the order in which they sort."""


def _columns(kind: Kind, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name in names)


def _integers(*names: str) -> tuple[Column, ...]:
    return _columns(Kind.INTEGER, *names)


def _texts(*names: str) -> tuple[Column, ...]:
    return _columns(Kind.TEXT, *names)


def _times(*names: str) -> tuple[Column, ...]:
    return _columns(Kind.TIME, *names)


def _category(name: str, *values: str) -> Column:
    return Column(name, Kind.CATEGORY, tuple(str(value) for value in values))


VERDICTS = ("contact", "review", "reject")


def _criterion(name: str) -> tuple[Column, ...]:
    return (
        *_integers(f"{name}_points", f"{name}_max"),
        _category(f"{name}_status", "known", "unknown"),
        *_texts(f"{name}_reason", f"{name}_evidence"),
    )


COLUMNS: dict[str, tuple[Column, ...]] = {
    "prospects": (
        *_integers("prospect_id", "person_id", "campaign_id"),
        *_texts("campaign"),
        _category("stage", *ProspectStage),
        *_texts("origin"),
        *_integers("priority"),
        *_texts("priority_reasons", "held_reason"),
        *_texts(*CANONICAL_FIELDS),
        *_texts("rocketreach_id"),
        *_integers("score"),
        _category("verdict", *VERDICTS),
        *_times("contacted_at", "created_at", "updated_at"),
    ),
    "assessments": (
        *_integers("assessment_id", "prospect_id", "person_id", "campaign_id"),
        *_texts("campaign"),
        *_times("assessed_at"),
        Column("is_latest", Kind.TRUTH),
        *_integers("score", "threshold"),
        _category("verdict", *VERDICTS),
        *_texts("verdict_reason", "gate"),
        Column("unknown_share", Kind.NUMBER),
        Column("is_among_first", Kind.TRUTH),
        *_criterion("budget"),
        *_criterion("authority"),
        *_criterion("need"),
        *_criterion("timeline"),
        _category("origin", "model", "rules"),
        *_texts("model", "prompt_version", "rules_version", "fallback_reason"),
        _category("human_verdict", "contact", "reject"),
        *_texts("human_by"),
        *_times("human_at"),
        *_texts("human_reason"),
        Column("human_agrees", Kind.TRUTH),
    ),
    "messages": (
        *_integers("message_id", "prospect_id", "person_id", "campaign_id"),
        *_texts("campaign"),
        _category("kind", "first", "follow_up"),
        _category("stage", *MessageStage),
        *_texts("to_email", "sender_email", "subject", "body", "template"),
        _category("origin", "model", "rules", "person"),
        *_texts("model", "prompt_version", "fallback_reason", "booking_kind", "proposed_day"),
        *_times("drafted_at"),
        *_integers("approvals"),
        *_texts("approved_by"),
        *_times("approved_at", "voided_at", "not_before", "claimed_at", "sent_at"),
        *_integers("attempts"),
        *_texts("vendor_message_id", "failure", "alarm"),
        *_times(
            "delivered_at",
            "opened_at",
            "clicked_at",
            "replied_at",
            "bounced_at",
            "unsubscribed_at",
            "complained_at",
        ),
        *_integers(
            "opens_human",
            "opens_machine",
            "opens_unknown",
            "clicks_human",
            "clicks_machine",
            "clicks_unknown",
        ),
        *_times("updated_at"),
    ),
    "events": (
        *_integers("event_id"),
        *_times("at"),
        *_texts("kind"),
        _category("machine", *get_args(Machine)),
        *_integers("campaign_id"),
        *_texts("campaign"),
        *_integers("prospect_id", "person_id", "message_id"),
        *_texts("source"),
        *_times("received_at"),
        *_texts("url", "reason", "user_agent", "attempt_id"),
    ),
    "meetings": (
        *_integers("meeting_id", "prospect_id", "person_id", "campaign_id"),
        *_texts("campaign"),
        *_integers("message_id"),
        _category("stage", *MeetingStage),
        *_times("starts_at", "ends_at"),
        *_integers("duration_minutes"),
        *_texts("invitee_email", "invitee_name", "company"),
        *_times("booked_at", "confirmed_at"),
        *_texts("cancelled_by", "cancel_reason"),
        *_integers("replaces_meeting_id"),
        *_texts("event_uri"),
        *_times("updated_at"),
    ),
    "funnel": (
        *_integers("campaign_id"),
        *_texts("campaign"),
        _category("stage", *CampaignStage),
        *_integers(
            "found",
            "enriched",
            "assessed",
            "qualified",
            "needs_review",
            "disqualified",
            "drafted",
            "approved",
            "sent",
            "opened_human",
            "opened_unknown",
            "clicked_human",
            "clicked_unknown",
            "replied",
            "meetings",
            "bounced",
            "unsubscribed",
            "complained",
        ),
        Column("reply_rate", Kind.NUMBER),
        Column("conversion", Kind.NUMBER),
    ),
}

"""Every stage and every legal move, in one table.

``docs/architecture.md`` draws the same table and a test keeps the two equal.
Only ``storage``'s ``move`` writes a stage, and it asks here first.
"""

from __future__ import annotations

from enum import StrEnum

from errors import IllegalMove


class Entity(StrEnum):
    """What has stages. The value is the name of its table."""

    PROSPECT = "prospects"
    MESSAGE = "messages"
    CAMPAIGN = "campaigns"
    MEETING = "meetings"


class ProspectStage(StrEnum):
    FOUND = "found"
    ENRICHED = "enriched"
    ASSESSED = "assessed"
    NEEDS_REVIEW = "needs_review"
    QUALIFIED = "qualified"
    DISQUALIFIED = "disqualified"
    DRAFTED = "drafted"
    CONTACTED = "contacted"
    ENGAGED = "engaged"
    REPLIED = "replied"
    MEETING = "meeting"
    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"
    SUPPRESSED = "suppressed"
    ERASED = "erased"


class MessageStage(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class CampaignStage(StrEnum):
    DRAFT = "draft"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    COMPLETED = "completed"


class MeetingStage(StrEnum):
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"


P, M, C, G = ProspectStage, MessageStage, CampaignStage, MeetingStage

# A person who objects or is erased may do so at any time: these ends are open
# from every stage that is not an end already.
_PROSPECT_ENDS = (P.BOUNCED, P.UNSUBSCRIBED, P.SUPPRESSED, P.ERASED)
_PROSPECT_MOVES: dict[ProspectStage, tuple[ProspectStage, ...]] = {
    P.FOUND: (P.ENRICHED,),
    P.ENRICHED: (P.ASSESSED,),
    P.ASSESSED: (P.NEEDS_REVIEW, P.QUALIFIED, P.DISQUALIFIED),
    P.NEEDS_REVIEW: (P.QUALIFIED, P.DISQUALIFIED),
    P.QUALIFIED: (P.DISQUALIFIED, P.NEEDS_REVIEW, P.DRAFTED),
    P.DISQUALIFIED: (P.QUALIFIED, P.NEEDS_REVIEW),
    P.DRAFTED: (P.QUALIFIED, P.CONTACTED),
    P.CONTACTED: (P.ENGAGED, P.REPLIED, P.MEETING),
    P.ENGAGED: (P.REPLIED, P.MEETING),
    P.REPLIED: (P.MEETING,),
    P.MEETING: (),
    # What people say counts for more than a mailbox that refuses, in whatever order they come.
    P.BOUNCED: (P.UNSUBSCRIBED,),
    P.UNSUBSCRIBED: (),
    P.SUPPRESSED: (),
    P.ERASED: (),
}

MOVES: dict[Entity, dict[str, frozenset[str]]] = {
    Entity.PROSPECT: {
        stage.value: frozenset(
            # An ended prospect can still be erased: the right to be forgotten outlives the end.
            {*moves, *(_PROSPECT_ENDS if stage not in _PROSPECT_ENDS else (P.ERASED,))} - {stage}
        )
        for stage, moves in _PROSPECT_MOVES.items()
    },
    Entity.MESSAGE: {
        # To uncertain without having been claimed: only a restored database does so,
        # for what the journal says was attempted after the copy was made.
        M.DRAFT: frozenset({M.APPROVED, M.REJECTED, M.CANCELLED, M.UNCERTAIN}),
        M.APPROVED: frozenset({M.QUEUED, M.DRAFT, M.CANCELLED, M.UNCERTAIN}),
        M.QUEUED: frozenset({M.SENDING, M.DRAFT, M.CANCELLED, M.UNCERTAIN}),
        M.SENDING: frozenset({M.SENT, M.FAILED, M.UNCERTAIN, M.QUEUED}),
        M.UNCERTAIN: frozenset({M.SENT, M.FAILED, M.QUEUED}),
        M.SENT: frozenset(),
        M.FAILED: frozenset(),
        # A person who rejected by a slip takes it back; nothing of it ever went out.
        M.REJECTED: frozenset({M.DRAFT}),
        M.CANCELLED: frozenset(),
    },
    Entity.CAMPAIGN: {
        # One that was never launched can be given up too: who was imported is free again.
        C.DRAFT: frozenset({C.READY, C.STOPPED}),
        C.READY: frozenset({C.DRAFT, C.RUNNING, C.STOPPED}),
        C.RUNNING: frozenset({C.PAUSED, C.STOPPED, C.COMPLETED}),
        C.PAUSED: frozenset({C.RUNNING, C.STOPPED}),
        C.STOPPED: frozenset(),
        C.COMPLETED: frozenset(),
    },
    Entity.MEETING: {
        G.BOOKED: frozenset({G.CONFIRMED, G.CANCELLED, G.RESCHEDULED}),
        G.CONFIRMED: frozenset({G.HELD, G.NO_SHOW, G.CANCELLED, G.RESCHEDULED}),
        G.HELD: frozenset(),
        G.NO_SHOW: frozenset(),
        G.CANCELLED: frozenset(),
        G.RESCHEDULED: frozenset(),
    },
}

FIRST: dict[Entity, str] = {
    Entity.PROSPECT: P.FOUND,
    Entity.MESSAGE: M.DRAFT,
    Entity.CAMPAIGN: C.DRAFT,
    Entity.MEETING: G.BOOKED,
}

PROSPECT_ENDS: frozenset[str] = frozenset(_PROSPECT_ENDS)

# A person is live in one campaign at a time (a partial unique index holds it).
# Whoever was judged unfit or has ended is free for another campaign; so is everybody of
# a campaign that is over, whose prospects are released (``prospects.released_at``).
PROSPECT_NOT_LIVE: frozenset[str] = frozenset({*_PROSPECT_ENDS, P.DISQUALIFIED})


def stages_of(entity: Entity) -> tuple[str, ...]:
    """All stages of ``entity``, first stage first."""
    return tuple(str(stage) for stage in MOVES[entity])


def is_legal(entity: Entity, current: str, to: str) -> bool:
    return to in MOVES[entity].get(current, frozenset())


def require_legal(entity: Entity, record: str, current: str, to: str) -> None:
    """Raise :class:`errors.IllegalMove` unless the table has the move."""
    if not is_legal(entity, current, to):
        allowed = ", ".join(sorted(MOVES[entity].get(current, ()))) or "nothing: it is an end"
        raise IllegalMove(
            f"A {entity.value[:-1]} cannot go from {current} to {to}.",
            record=record,
            fix=f"From {current} it may go to: {allowed}.",
        )

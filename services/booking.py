"""Booking: what the calendar tells becomes a meeting, which a person confirms."""

from __future__ import annotations

from datetime import datetime

from domain.identity.emails import read_email
from domain.instants import to_text
from domain.stages import PROSPECT_ENDS, Entity, MeetingStage, ProspectStage
from errors import Conflict
from services.calendar import Booking
from services.clock import Clock
from services.incoming import BookingEvent
from services.proof import prove_by_answer
from services.suppressing import cancel_open_messages
from services.unit_of_work import Row, Store, UnitOfWork

WHO = "booking"
_LIVE = (MeetingStage.BOOKED, MeetingStage.CONFIRMED)
_MAY_MEET = (ProspectStage.CONTACTED, ProspectStage.ENGAGED, ProspectStage.REPLIED)


def apply_booking(work: UnitOfWork, raw_id: int | None, event: BookingEvent) -> str:
    """Apply one invitee's news. The order in which they come does not matter."""
    booking = event.booking
    meeting = work.one("meeting_by_invitee", invitee_uri=booking.invitee_uri)
    outcome = "known"
    if meeting is None:
        found = _whose(work, booking)
        if found is None:
            return "not ours"
        found = prove_by_answer(work, found, at=event.at, by="a booking")
        meeting = _add_meeting(work, booking, found)
        _add_event(work, raw_id, meeting, "meeting_booked", booking.created_at or event.at)
        outcome = "meeting_booked"
    _link(work, booking)
    if booking.status == "active" or meeting["stage"] not in _LIVE:
        return outcome
    to = MeetingStage.RESCHEDULED if booking.rescheduled else MeetingStage.CANCELLED
    work.move(
        Entity.MEETING,
        meeting["id"],
        expected=meeting["stage"],
        to=to,
        who=WHO,
        why=booking.cancel_reason or f"cancelled by the {booking.canceled_by or 'invitee'}",
        cancelled_by=booking.canceled_by,
        cancel_reason=booking.cancel_reason,
    )
    _add_event(work, raw_id, meeting, f"meeting_{to}", booking.updated_at or event.at)
    return f"meeting_{to}"


def _whose(work: UnitOfWork, booking: Booking) -> Row | None:
    """The message that the booking came from: by our id, else by address.

    Somebody else's address is no matter: who was invited may book for an assistant, or
    from another mailbox.
    """
    token = booking.tracking.get("utm_content")
    if token and (message := work.one("whole_message_by_token", token=token)):
        return message
    address = read_email(booking.email)
    return work.one("latest_message_to", address_key=address.key) if address else None


def _link(work: UnitOfWork, booking: Booking) -> None:
    """A meeting that was moved is two: the later names the earlier, whichever came first."""
    for old_uri, new_uri in (
        (booking.old_invitee, booking.invitee_uri),
        (booking.invitee_uri, booking.new_invitee),
    ):
        if not old_uri or not new_uri:
            continue
        old = work.one("meeting_by_invitee", invitee_uri=old_uri)
        new = work.one("meeting_by_invitee", invitee_uri=new_uri)
        if old and new and new["replaces"] is None:
            work.update("meetings", new["id"], replaces=old["id"])


def _add_meeting(work: UnitOfWork, booking: Booking, message: Row) -> Row:
    key = work.create(
        Entity.MEETING,
        who=WHO,
        why="booked by the prospect",
        prospect_id=message["prospect_id"],
        message_id=message["id"],
        campaign_id=message["campaign_id"],
        event_uri=booking.event_uri,
        invitee_uri=booking.invitee_uri,
        starts_at=to_text(booking.starts_at),
        ends_at=to_text(booking.ends_at),
        invitee_email=booking.email,
        invitee_name=booking.name,
    )
    prospect = work.get("prospects", message["prospect_id"])
    if prospect["stage"] not in (*PROSPECT_ENDS, ProspectStage.MEETING):
        cancel_open_messages(work, prospect["id"], who=WHO, why="the prospect booked a meeting")
        if prospect["stage"] in _MAY_MEET:
            work.move(
                Entity.PROSPECT,
                prospect["id"],
                expected=prospect["stage"],
                to=ProspectStage.MEETING,
                who=WHO,
                why="booked a meeting",
            )
    return work.get("meetings", key)


def _add_event(work: UnitOfWork, raw_id: int | None, meeting: Row, kind: str, at: datetime) -> None:
    # One row of events a raw one: a cancellation that comes first books and cancels.
    is_second = raw_id is not None and work.one("event_of_raw", raw_id=raw_id) is not None
    work.insert(
        "events",
        raw_id=None if is_second else raw_id,
        campaign_id=meeting["campaign_id"],
        prospect_id=meeting["prospect_id"],
        message_id=meeting["message_id"],
        kind=kind,
        machine="no",
        at=to_text(at),
    )


class Meetings:
    """What a person says of meetings."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self, stage: str | None = None) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("meeting_list", stage=stage))

    def confirm(self, meeting_id: int, *, who: str) -> None:
        self._move(meeting_id, MeetingStage.BOOKED, MeetingStage.CONFIRMED, who, "confirmed")

    def held(self, meeting_id: int, *, who: str) -> None:
        """It took place; one that nobody had confirmed is confirmed by it."""
        self._move(meeting_id, MeetingStage.CONFIRMED, MeetingStage.HELD, who, "it took place")

    def no_show(self, meeting_id: int, *, who: str) -> None:
        """Nobody came, whether or not it had been confirmed."""
        self._move(meeting_id, MeetingStage.CONFIRMED, MeetingStage.NO_SHOW, who, "nobody came")

    def _move(self, key: int, expected: str, to: str, who: str, why: str) -> None:
        with self._store.begin() as work:
            meeting = work.get("meetings", key)
            if to in (MeetingStage.HELD, MeetingStage.NO_SHOW) and meeting["starts_at"] > to_text(
                self._clock.now()
            ):
                raise Conflict(
                    f"The meeting is still to come ({meeting['starts_at']}).",
                    record=f"meeting {key}",
                    fix="Say how it went once its time has come.",
                )
            if expected == MeetingStage.CONFIRMED and meeting["stage"] == MeetingStage.BOOKED:
                work.move(
                    Entity.MEETING, key, expected=MeetingStage.BOOKED, to=expected, who=who,
                    why="its time has come",
                )  # fmt: skip
            work.move(Entity.MEETING, key, expected=expected, to=to, who=who, why=why)

"""What a person may do about a conversation, each checked against their role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from console.acting import act
from console.dates import local
from console.i18n import _
from console.visit import Visit
from domain.roles import Permission
from errors import RendezvousError

MORNING = time(8)
"""When what was put off until a day comes back, in the user's zone."""
SNOOZE_DAYS = (1, 3, 7)


def follow_up(prospect_id: int) -> None:
    act(
        Permission.ANSWER,
        lambda visit: visit.house.conversations.follow_up(prospect_id, who=visit.user.email),
        _("Asked for. The draft waits for your approval in Email review."),
    )


def follow_up_all(prospects: Sequence[int]) -> None:
    """Each that may be; the first refusal is told when the rest are asked for."""

    def ask(visit: Visit) -> None:
        refused: RendezvousError | None = None
        for prospect_id in prospects:
            try:
                visit.house.conversations.follow_up(prospect_id, who=visit.user.email)
            except RendezvousError as error:
                refused = refused or error
        if refused is not None:
            raise refused

    act(Permission.ANSWER, ask, _("Asked for. The drafts wait for your approval in Email review."))


def stop(*prospects: int) -> None:
    def take_over(visit: Visit) -> None:
        for prospect_id in prospects:
            visit.house.conversations.stop(prospect_id, who=visit.user.email)

    act(Permission.ANSWER, take_over, _("In your hands. Nothing more is written to them."))


def snooze_days(prospect_id: int, days: int) -> None:
    def put_off(visit: Visit) -> None:
        today = local(visit, visit.house.clock.now()).date()
        _snooze(visit, prospect_id, today + timedelta(days=days))

    act(Permission.ANSWER, put_off, _("Put off. A new answer brings it back at once."))


def snooze_until(prospect_id: int, key: str) -> None:
    """Until the day that the date field ``key`` holds."""

    def put_off(visit: Visit) -> None:
        _snooze(visit, prospect_id, st.session_state[key])

    act(Permission.ANSWER, put_off, _("Put off. A new answer brings it back at once."))


def _snooze(visit: Visit, prospect_id: int, day: date) -> None:
    until = datetime.combine(day, MORNING, ZoneInfo(visit.user.time_zone))
    visit.house.conversations.snooze(prospect_id, until, who=visit.user.email)


def release(company_key: str) -> None:
    act(
        Permission.ANSWER,
        lambda visit: visit.house.holds.release_hold(company_key, visit.user.email),
        _("Released. Mails to colleagues go on at the next sending."),
    )


def settle(message_id: int, went_out: bool) -> None:
    act(
        Permission.ANSWER,
        lambda visit: visit.house.reconciling.resolve(
            message_id, went_out=went_out, who=visit.user.email
        ),
        _("Noted: it went out.") if went_out else _("It is queued again."),
    )

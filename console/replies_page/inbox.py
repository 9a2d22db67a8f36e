"""Conversations that need a person, one at a time, the longest waiting first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from console.components.cards import card, empty, quiet, rows
from console.components.stage_badge import stage_badge
from console.dates import day, local
from console.i18n import _, ngettext
from console.page import link_to
from console.replies_page import acts
from console.replies_page.thread import kind_in_words, mails, name_of
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission
from services.conversations import LONGEST_SNOOZE
from services.unit_of_work import Row

_AT = "replies-at"
"""Which conversation is looked at: its prospect, and its place, should it be dealt with."""
NEXT_SHOWN = 6


def show(visit: Visit, campaign_id: int | None) -> None:
    with_snoozed = bool(st.session_state.get("replies-snoozed"))
    waiting = visit.house.conversations.waiting(campaign_id, snoozed=with_snoozed)
    if waiting:
        place = _place(waiting)
        _one(visit, waiting, place)
    else:
        with card(_("Nobody waits for an answer"), key="replies-none"):
            empty(
                _("Answers appear here within minutes of arriving, and stop all further mail."),
                button=_("See who was written to"),
                path="prospects",
            )
    st.toggle(_("Show also what was put off"), key="replies-snoozed")


def _place(waiting: Sequence[Row]) -> int:
    prospect_id, place = st.session_state.get(_AT, (None, 0))
    for number, row in enumerate(waiting):
        if row["prospect_id"] == prospect_id:
            place = number
    place = min(place, len(waiting) - 1)
    _look_at(waiting[place]["prospect_id"], place)
    return place


def _look_at(prospect_id: int, place: int) -> None:
    st.session_state[_AT] = (prospect_id, place)


def _one(visit: Visit, waiting: Sequence[Row], place: int) -> None:
    row = waiting[place]
    prospect_id = row["prospect_id"]
    thread = visit.house.conversations.show(prospect_id)
    left, right = st.columns([5, 3], gap="medium")
    with left, st.container(key="card-thread"):
        told = _("{number} of {count} · waits since {when}")
        quiet(told.format(number=place + 1, count=len(waiting), when=day(visit, row["since"])))
        st.subheader(plain_markdown(name_of(row)), anchor=False)
        if row["kind"] == "unsubscribe_request":
            st.warning(_("They ask not to be written to any more. The address is suppressed."))
        if row["snoozed_until"]:
            quiet(_("Put off until {day}.").format(day=day(visit, row["snoozed_until"])))
        with st.container(horizontal=True, gap="small", key="replies-buttons"):
            if visit.may(Permission.ANSWER):
                _buttons(visit, prospect_id)
            _step(_("Back"), "K", waiting, place - 1)
            _step(_("Next"), "J", waiting, place + 1)
        mails(visit, thread)
    with right:
        _about(visit, thread.prospect, row)
        _hold(visit, prospect_id)
        _queue(visit, waiting, place)


def _step(label: str, key: str, waiting: Sequence[Row], place: int) -> None:
    is_there = 0 <= place < len(waiting)
    st.button(
        label, key=f"replies-{key}", shortcut=key, disabled=not is_there, on_click=_look_at,
        args=(waiting[place]["prospect_id"], place) if is_there else (0, 0),
    )  # fmt: skip


def _buttons(visit: Visit, prospect_id: int) -> None:
    why_not = visit.house.conversations.obstacle(prospect_id)
    about = _("Asks the worker for a draft. It is sent only after you approve it.")
    if why_not is not None:
        about = _("No follow-up can be drafted: {why}.").format(why=plain_markdown(why_not))
    st.button(
        _("Follow up"), key=f"follow-{prospect_id}", type="primary", shortcut="F",
        disabled=why_not is not None, on_click=acts.follow_up, args=(prospect_id,), help=about,
    )  # fmt: skip
    st.button(
        _("I deal with it"), key=f"stop-{prospect_id}", shortcut="S",
        on_click=acts.stop, args=(prospect_id,),
        help=_("You answer yourself: what waits for them is cancelled, nothing more is sent."),
    )  # fmt: skip
    snooze(visit, prospect_id)


def snooze(visit: Visit, prospect_id: int) -> None:
    """ "Put off", for some days or until one."""
    now = visit.house.clock.now()
    today = local(visit, now).date()
    with st.popover(_("Put off"), key=f"snooze-{prospect_id}"):
        for days in acts.SNOOZE_DAYS:
            st.button(
                ngettext("For {count} day", "For {count} days", days),
                key=f"snooze-{prospect_id}-{days}", width="stretch",
                on_click=acts.snooze_days, args=(prospect_id, days),
            )  # fmt: skip
        key = f"snooze-{prospect_id}-day"
        st.date_input(
            _("Until"), value=today + timedelta(days=14), min_value=today + timedelta(days=1),
            max_value=today + LONGEST_SNOOZE - timedelta(days=1), key=key,
        )  # fmt: skip
        st.button(
            _("Put off until then"), key=f"{key}-set", type="primary", width="stretch",
            on_click=acts.snooze_until, args=(prospect_id, key),
        )  # fmt: skip


def _about(visit: Visit, head: Row, row: Row) -> None:
    with st.container(key="card-who"):
        st.subheader(_("Who they are"), anchor=False)
        stage_badge(head["stage"])
        rows(
            {
                _("Position"): head["title"] or "-",
                _("Company"): head["company"] or "-",
                _("Campaign"): head["campaign"],
                _("Last word"): kind_in_words(row["kind"]),
            }
        )
        page = link_to("prospect")
        if page is not None:
            st.page_link(
                page,
                label=_("Everything about them"),
                icon=":material/person:",
                query_params={"id": str(head["prospect_id"])},
            )


def _hold(visit: Visit, prospect_id: int) -> None:
    hold = visit.house.conversations.hold(prospect_id)
    if hold is None:
        return
    with st.container(key="card-hold"):
        st.subheader(_("Their colleagues"), anchor=False)
        quiet(_("Nobody else at this company is written to, since somebody there answered."))
        if hold["waiting"]:
            quiet(ngettext("{count} mail waits.", "{count} mails wait.", hold["waiting"]))
        if visit.may(Permission.ANSWER):
            st.button(
                _("Release colleagues"), key=f"release-{prospect_id}",
                on_click=acts.release, args=(hold["company_key"],),
            )  # fmt: skip
            quiet(_("Leave it, and they stay held back."))


def _queue(visit: Visit, waiting: Sequence[Row], place: int) -> None:
    if len(waiting) < 2:
        return
    first = max(0, min(place - 1, len(waiting) - NEXT_SHOWN))
    with st.container(key="card-in-line", gap="small"):
        st.subheader(_("In line"), anchor=False)
        for number, row in list(enumerate(waiting))[first : first + NEXT_SHOWN]:
            st.button(
                plain_markdown(name_of(row)),
                key=f"look-{row['prospect_id']}",
                type="tertiary",
                width="stretch",
                icon=":material/arrow_right:" if number == place else ":material/mail:",
                on_click=_look_at,
                args=(row["prospect_id"], number),
            )
        if len(waiting) > first + NEXT_SHOWN:
            left = len(waiting) - first - NEXT_SHOWN
            quiet(ngettext("and {count} more", "and {count} more", left))

"""One meeting: when, with whom, what was said, why they were written to, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from console.acting import act
from console.components.bant_card import bant_card
from console.components.cards import card, quiet, rows
from console.components.stage_badge import stage_badge
from console.dates import day_and_time
from console.i18n import _
from console.meetings.when import our_time, their_time, who_in_words
from console.page import link_to
from console.visit import Visit
from domain.roles import Permission
from services.agenda import MeetingCard, Shelf
from services.unit_of_work import Row

LATEST = 6
"""Mails of the thread that are open at once; older ones fold away."""


def detail(visit: Visit, found: MeetingCard) -> None:
    meeting = found.meeting
    with card(_("The meeting"), key="meeting-open"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(who_in_words(meeting))
            stage_badge(meeting["stage"])
        if meeting["title"]:
            quiet(meeting["title"])
        rows(_facts(visit, meeting))
        if visit.may(Permission.ANSWER):
            _buttons(meeting)
        prospect = link_to("prospect")
        if prospect is not None:
            st.page_link(
                prospect,
                label=_("Everything about them"),
                icon=":material/person_search:",
                query_params={"id": str(meeting["prospect_id"])},
            )
    thread, why = st.columns(2, gap="small")
    with thread, card(_("What was written"), key="meeting-thread"):
        _thread(visit, found.mails)
    with why, card(_("Why they were written to"), key="meeting-why"):
        _why(found.assessment)


def _facts(visit: Visit, meeting: Row) -> dict[str, str]:
    facts = {_("Your time"): our_time(visit, meeting)}
    theirs = their_time(visit, meeting)
    if theirs:
        facts[_("Their time")] = theirs
    facts[_("Booked by")] = meeting["invitee_email"] or _("unknown")
    facts[_("Campaign")] = meeting["campaign"]
    if meeting["cancel_reason"] or meeting["cancelled_by"]:
        said = " · ".join(
            part for part in (meeting["cancelled_by"], meeting["cancel_reason"]) if part
        )
        facts[_("Cancelled")] = said
    return facts


def _buttons(meeting: Row) -> None:
    key, shelf = meeting["id"], meeting["shelf"]
    with st.container(horizontal=True, gap="small"):
        if shelf == Shelf.TO_CONFIRM:
            _button(
                _("Confirm"), f"confirm-{key}", "A", _("Confirmed."),
                lambda visit: visit.house.meetings.confirm(key, who=visit.user.email),
                is_first=True,
            )  # fmt: skip
        elif shelf == Shelf.TO_SETTLE:
            _button(
                _("It took place"), f"held-{key}", "H", _("Noted as held."),
                lambda visit: visit.house.meetings.held(key, who=visit.user.email),
                is_first=True,
            )  # fmt: skip
            _button(
                _("Nobody came"), f"no-show-{key}", "N", _("Noted as a no-show."),
                lambda visit: visit.house.meetings.no_show(key, who=visit.user.email),
            )  # fmt: skip


def _button(
    label: str,
    key: str,
    shortcut: str,
    done: str,
    action: Callable[[Visit], None],
    *,
    is_first: bool = False,
) -> None:
    st.button(
        label,
        key=key,
        shortcut=shortcut,
        type="primary" if is_first else "secondary",
        on_click=act,
        args=(Permission.ANSWER, action, done),
    )


def _thread(visit: Visit, mails: Sequence[Row]) -> None:
    if not mails:
        quiet(_("Nothing was written by mail."))
    older, latest = mails[:-LATEST], mails[-LATEST:]
    if older:
        with st.expander(_("Earlier mails")):
            for mail in older:
                _mail(visit, mail)
    for mail in latest:
        _mail(visit, mail)


def _mail(visit: Visit, mail: Row) -> None:
    with st.container(border=True):
        quiet(
            _("{who}, {when}").format(
                who=_("We wrote") if mail["way"] == "out" else _("They wrote"),
                when=day_and_time(visit, mail["at"]),
            )
        )
        if mail["subject"]:
            st.text(mail["subject"])
        st.text(mail["text"])


def _why(assessment: Row | None) -> None:
    if assessment is None:
        quiet(_("They were never judged."))
        return
    rows(
        {
            _("Score"): _("{score} of 100, threshold {threshold}").format(
                score=assessment["score"], threshold=assessment["threshold"]
            )
        }
    )
    if assessment["verdict_reason"]:
        quiet(assessment["verdict_reason"])
    bant_card(assessment["criteria"])

"""Who has not answered within so many days: followed up together or one by one."""

from __future__ import annotations

import streamlit as st

from console.components.cards import card, empty, quiet
from console.dates import day
from console.i18n import _, ngettext
from console.replies_page import acts
from console.replies_page.inbox import snooze
from console.replies_page.thread import mails, name_of
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission

DAYS = 7
A_PAGE = 10
_PAGE = "silent-page"
_READ = "silent-read"


def show(visit: Visit, campaign_id: int | None) -> None:
    days = int(
        st.number_input(
            _("Days without an answer"),
            min_value=1,
            max_value=365,
            value=DAYS,
            step=1,
            key="silent-days",
            width=220,
            on_change=_to_start,
        )
    )
    found = visit.house.conversations.unanswered(days, campaign_id)
    if not found:
        with card(_("Nobody is silent"), key="silent-none"):
            empty(
                ngettext(
                    "Everybody answered, or has had less than {count} day for it.",
                    "Everybody answered, or has had less than {count} days for it.",
                    days,
                )
            )
        return
    pages = -(-len(found) // A_PAGE)
    page = min(int(st.session_state.get(_PAGE, 0)), pages - 1)
    shown = found[page * A_PAGE : (page + 1) * A_PAGE]
    left, right = st.columns([5, 4], gap="medium")
    with (
        left,
        card(
            ngettext("{count} person is silent", "{count} people are silent", len(found)),
            key="silent",
        ),
    ):
        chosen: list[int] = []
        for row in shown:
            key = row["prospect_id"]
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if st.checkbox(plain_markdown(name_of(row)), key=f"silent-{key}", width="stretch"):
                    chosen.append(key)
                quiet(
                    ngettext("{count} mail", "{count} mails", row["mails"])
                    + " · "
                    + _("last {day}").format(day=day(visit, row["last_at"]))
                )
                st.button(
                    _("Read"), key=f"read-{key}", type="tertiary", on_click=_read, args=(key,)
                )
        if visit.may(Permission.ANSWER):
            _together(chosen)
        if pages > 1:
            _turn(page, pages)
    with right:
        _reading(visit, {row["prospect_id"] for row in found})


def _together(chosen: list[int]) -> None:
    count = len(chosen)
    with st.container(horizontal=True, gap="small"):
        st.button(
            ngettext("Follow up with {count}", "Follow up with {count}", count),
            key="silent-follow", type="primary", disabled=not chosen,
            on_click=acts.follow_up_all, args=(chosen,),
            help=_("Asks the worker for drafts. They are sent only after you approve them."),
        )  # fmt: skip
        st.button(
            _("Write no more to them"), key="silent-stop", disabled=not chosen,
            on_click=acts.stop, args=tuple(chosen),
        )  # fmt: skip


def _turn(page: int, pages: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            _("Back"), key="silent-back", shortcut="K", disabled=page == 0, on_click=_go,
            args=(page - 1,),
        )  # fmt: skip
        quiet(_("page {number} of {count}").format(number=page + 1, count=pages))
        st.button(
            _("Next"), key="silent-next", shortcut="J", disabled=page == pages - 1, on_click=_go,
            args=(page + 1,),
        )  # fmt: skip


def _reading(visit: Visit, silent: set[int]) -> None:
    prospect_id = st.session_state.get(_READ)
    if prospect_id not in silent:
        return
    thread = visit.house.conversations.show(prospect_id)
    with st.container(key="card-silent-thread"):
        st.subheader(plain_markdown(name_of(thread.prospect)), anchor=False)
        if visit.may(Permission.ANSWER):
            with st.container(horizontal=True, gap="small"):
                st.button(
                    _("Follow up"), key=f"follow-{prospect_id}", type="primary", shortcut="F",
                    on_click=acts.follow_up, args=(prospect_id,),
                )  # fmt: skip
                snooze(visit, prospect_id)
        mails(visit, thread)


def _to_start() -> None:
    _go(0)


def _go(page: int) -> None:
    st.session_state[_PAGE] = page


def _read(prospect_id: int) -> None:
    st.session_state[_READ] = prospect_id

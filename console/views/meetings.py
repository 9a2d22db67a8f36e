"""Meetings: confirm what is booked, prepare what is next, say how it went."""

from __future__ import annotations

import streamlit as st

from console.components.cards import card, empty, quiet
from console.dates import number
from console.i18n import N_, _, ngettext
from console.meetings.detail import detail
from console.meetings.when import short_when, who_in_words
from console.page import Group, Page
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission
from services.agenda import Shelf
from services.unit_of_work import Row

SHELVES = {
    Shelf.TO_CONFIRM: N_("To confirm"),
    Shelf.UPCOMING: N_("Upcoming"),
    Shelf.TO_SETTLE: N_("How did it go?"),
    Shelf.HELD: N_("Held"),
    Shelf.NO_SHOW: N_("No-show"),
    Shelf.OFF: N_("Cancelled or moved"),
}
NOTHING = {
    Shelf.TO_CONFIRM: N_("Nothing to confirm. Bookings appear here as soon as they are made."),
    Shelf.UPCOMING: N_("No meeting ahead that is confirmed."),
    Shelf.TO_SETTLE: N_("Nothing to settle: of every meeting past it is known how it went."),
    Shelf.HELD: N_("No meeting has been held yet."),
    Shelf.NO_SHOW: N_("Nobody has stayed away."),
    Shelf.OFF: N_("No meeting was cancelled or moved."),
}
SHOWN = 20
"""Meetings that one list shows."""
_CHOSEN = "meeting_chosen"
"""Which meeting of which shelf is open; the record itself is asked of the database."""


def show(visit: Visit) -> None:
    st.title(_("Meetings"), anchor=False)
    counts = visit.house.agenda.counts()
    if not any(counts.values()):
        with card(_("No meeting yet"), key="no-meeting"):
            empty(
                _("They appear here when somebody books by the link in their mail."),
                button=_("See what waits on the dashboard"),
                path="dashboard",
            )
        return
    first = next((shelf for shelf in Shelf if counts[shelf]), Shelf.TO_CONFIRM)
    shelf = st.segmented_control(
        _("Meetings"),
        list(SHELVES),
        default=first,
        required=True,
        format_func=lambda key: _counted(visit, key, counts[key]),
        label_visibility="collapsed",
        key="meetings_shelf",
        on_change=_begin_anew,
    )
    shelf = Shelf(shelf or first)
    found = visit.house.agenda.on(shelf, limit=SHOWN)
    if not found:
        quiet(_(NOTHING[shelf]))
        return
    keys = [row["id"] for row in found]
    kept = st.session_state.get(_CHOSEN)
    chosen: int = kept if kept in keys else keys[0]
    left, right = st.columns([2, 5], gap="small")
    with left, st.container(key="card-meetings-list"):
        st.subheader(_(SHELVES[shelf]), anchor=False)
        for row in found:
            _line(visit, row, is_open=row["id"] == chosen)
        if counts[shelf] > len(found):
            quiet(ngettext("and {count} more", "and {count} more", counts[shelf] - len(found)))
        _steps(keys, chosen)
    with right:
        detail(visit, visit.house.agenda.card(chosen))


def _counted(visit: Visit, shelf: Shelf, amount: int) -> str:
    title = _(SHELVES[shelf])
    return f"{title} ({number(visit, amount)})" if amount else title


def _line(visit: Visit, row: Row, *, is_open: bool) -> None:
    when, who = short_when(visit, row["starts_at"]), who_in_words(row)
    st.button(
        f"{plain_markdown(when)}  \n{plain_markdown(who)}",
        key=f"meeting-{row['id']}",
        type="primary" if is_open else "secondary",
        width="stretch",
        on_click=_open,
        args=(row["id"],),
    )


def _steps(keys: list[int], chosen: int) -> None:
    place = keys.index(chosen)
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Back"), key="meetings-back", shortcut="K", disabled=place == 0,
            on_click=_open, args=(keys[max(0, place - 1)],),
        )  # fmt: skip
        st.button(
            _("Next"), key="meetings-next", shortcut="J", disabled=place == len(keys) - 1,
            on_click=_open, args=(keys[min(len(keys) - 1, place + 1)],),
        )  # fmt: skip


def _open(key: int) -> None:
    st.session_state[_CHOSEN] = key


def _begin_anew() -> None:
    st.session_state.pop(_CHOSEN, None)


PAGE = Page(
    path="meetings",
    title=N_("Meetings"),
    group=Group.WORK,
    order=2,
    permission=Permission.SEE_PEOPLE,
    show=show,
    icon="event",
    waiting=("meetings",),
)

"""Who is never written to: looked up, added, taken off with a reason."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.components.cards import quiet
from console.dates import day
from console.i18n import _, ngettext
from console.visit import Visit
from domain.roles import Permission
from services.suppressing import is_liftable

SHOWN = 30


def show(visit: Visit) -> None:
    found, new = st.columns([3, 2], gap="large")
    with new, st.form("suppress", clear_on_submit=True):
        st.text_input(
            _("Address or domain"), key="suppress-what",
            help=_("A domain, such as firm.example, stands for everybody there."),
        )  # fmt: skip
        st.text_input(_("Reason"), key="suppress-why")
        st.form_submit_button(
            _("Never write to them"), type="primary", on_click=act,
            args=(Permission.SUPPRESS, _add, _("They are on the list; what waited is cancelled.")),
        )  # fmt: skip
    with found:
        words = st.text_input(
            _("Look up"), key="suppressed-words", placeholder=_("An address, a domain, a reason"),
            icon=":material/search:",
        )  # fmt: skip
        listed = visit.house.suppression_list.search(words, limit=SHOWN + 1)
        quiet(ngettext("{count} entry in all.", "{count} entries in all.",
                       visit.house.suppression_list.count()))  # fmt: skip
        if not listed:
            quiet(_("Nothing like that is on the list."))
        for row in listed[:SHOWN]:
            _entry(visit, row["value"], row["shown"], row["reason"], row["added_by"],
                   row["added_at"])  # fmt: skip
        if len(listed) > SHOWN:
            quiet(_("There are more: look for a part of the address."))


def _entry(
    visit: Visit, value: str, shown: str | None, reason: str, who: str, added_at: str
) -> None:
    with st.container(border=True):
        words, button = st.columns([4, 1.3], vertical_alignment="center")
        with words:
            st.text(shown or _("Somebody who asked to be erased"))
            quiet(f"{reason} · {who} · {day(visit, added_at)}")
        if shown is None or reason == "erased":
            return
        with button, st.popover(_("Take off"), key=f"off-{value}", width="stretch"):
            at_their_request = False
            if not is_liftable(reason):
                quiet(_("They asked for it themselves."))
                at_their_request = st.checkbox(
                    _("They have asked in writing to hear from us again"), key=f"asked-{value}"
                )
            why = st.text_input(_("Reason"), key=f"why-{value}")
            st.button(
                _("Take off the list"),
                key=f"lift-{value}",
                disabled=not why.strip(),
                on_click=act,
                args=(
                    Permission.SUPPRESS,
                    lambda v: v.house.suppressing.remove(
                        value, reason=why, who=v.user.email, at_their_request=at_their_request
                    ),
                    _("They are off the list."),
                ),
            )


def _add(visit: Visit) -> None:
    visit.house.suppressing.add(
        str(st.session_state["suppress-what"]),
        reason=str(st.session_state["suppress-why"]),
        who=visit.user.email,
    )

"""Replies: who waits for a word, who is silent, and mails whose fate nobody knows."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from console.i18n import N_, _
from console.page import Group, Page
from console.parts import chosen_part
from console.replies_page import fates, inbox, silent
from console.replies_page.follow_ups import follow_ups
from console.telling import telling_failures
from console.visit import Visit
from console.waiting import waiting
from domain.roles import Permission

PARTS: dict[str, tuple[str, str, Callable[[Visit, int | None], None]]] = {
    "answer": (N_("To answer"), "replies", inbox.show),
    "silent": (N_("Silent"), "", silent.show),
    "fate": (N_("Fate unknown"), "uncertain", fates.show),
}
"""Name -> title, the count beside it, and what shows it."""


def show(visit: Visit) -> None:
    campaigns = {row["id"]: row["name"] for row in visit.house.campaigns.all()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="replies-head"):
        st.title(_("Replies"), anchor=False)
        campaign_id = st.selectbox(
            _("Campaign"),
            [None, *campaigns],
            format_func=lambda key: campaigns.get(key) or _("All campaigns"),
            key="replies-campaign",
            width=260,
        )
    counts = waiting(visit, campaign_id)

    def title(name: str) -> str:
        text, count, _show = PARTS[name]
        return f"{_(text)} ({counts[count]:,})" if counts.get(count) else _(text)

    chosen = chosen_part(list(PARTS), title, key="replies-part")
    with telling_failures():
        follow_ups(campaign_id)
        PARTS[chosen][2](visit, campaign_id)


PAGE = Page(
    path="replies",
    title=N_("Replies"),
    group=Group.TODAY,
    order=3,
    permission=Permission.SEE_PEOPLE,
    waiting=("replies", "uncertain"),
    show=show,
    icon="forum",
)

"""Prospects: who was found, who waits for a verdict, and the threshold between them."""

from __future__ import annotations

import streamlit as st

from console.components.cards import empty, quiet
from console.i18n import N_, _, ngettext
from console.page import Group, Page, link_to
from console.prospects import judging
from console.prospects.listing import begin_anew, show_list
from console.prospects.portrait import headline, judgement, known_facts
from console.prospects.threshold import show_threshold
from console.visit import Visit
from domain.roles import Permission
from services.dossier import dossier, to_judge
from services.unit_of_work import Row

ALL, JUDGE = "all", "judge"


def show(visit: Visit) -> None:
    st.title(_("Prospects"), anchor=False)
    campaigns = {row["id"]: row["name"] for row in visit.house.campaigns.all()}
    if not campaigns:
        empty(
            _("No campaign yet. The first one takes five minutes."),
            button=_("Set up a campaign"),
            path="campaigns",
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        campaign_id = st.selectbox(
            _("Campaign"),
            [None, *campaigns],
            format_func=lambda key: _("All campaigns") if key is None else campaigns[key],
            key="prospects_campaign",
            on_change=begin_anew,
            width=320,
        )
        waiting = to_judge(visit.house.store, campaign_id)
        labels = {
            ALL: _("Everybody"),
            JUDGE: ngettext("{count} to judge", "{count} to judge", len(waiting)),
        }
        part = st.segmented_control(
            _("Show"),
            [ALL, JUDGE],
            default=JUDGE if st.query_params.get("show") == JUDGE else ALL,
            required=True,
            format_func=labels.__getitem__,
            key="prospects_part",
        )
    if part == JUDGE:
        _queue(visit, waiting)
        return
    if campaign_id is not None:
        show_threshold(visit, campaign_id)
    show_list(visit, campaign_id)


def _queue(visit: Visit, waiting: list[Row]) -> None:
    if not waiting:
        empty(_("Nobody waits for your verdict. The doubtful ones come here."))
        return
    ids = [row["id"] for row in waiting]
    wanted = st.session_state.get(judging.AT)
    place = ids.index(wanted) if wanted in ids else 0
    st.session_state[judging.AT] = ids[place]
    found = dossier(visit.house.store, ids[place])
    quiet(_("{place} of {left}").format(place=place + 1, left=len(ids)))
    if waiting[place]["is_among_first"]:
        quiet(_("One of the campaign's first: your verdict tells how good the score is."))
    headline(found)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        judgement(found)
    with right:
        known_facts(found)
    following = ids[(place + 1) % len(ids)]
    with st.container(key="judge-actions", horizontal=True):
        if visit.may(Permission.JUDGE):
            judging.verdict_buttons(found, following)
        st.button(
            _("Next"), key=f"next-{ids[place]}", shortcut="J", disabled=len(ids) == 1,
            on_click=judging.go, args=(following,),
        )  # fmt: skip
        st.button(
            _("Back"), key=f"back-{ids[place]}", shortcut="K", disabled=len(ids) == 1,
            on_click=judging.go, args=(ids[place - 1],),
        )  # fmt: skip
        page = link_to("prospect")
        if page is not None:
            st.page_link(page, label=_("Open"), query_params={"id": str(ids[place])})


PAGE = Page(
    path="prospects",
    title=N_("Prospects"),
    group=Group.WORK,
    order=1,
    permission=Permission.SEE_PEOPLE,
    waiting=("doubtful",),
    show=show,
    icon="group",
)

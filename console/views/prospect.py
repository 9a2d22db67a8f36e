"""One prospect: who it is, why, and everything that happened."""

from __future__ import annotations

import streamlit as st

from console.components.cards import empty
from console.i18n import N_, _
from console.page import Group, Page, link_to
from console.prospects import judging
from console.prospects.history import show_correspondence, show_history
from console.prospects.portrait import headline, judgement, known_facts
from console.visit import Visit
from domain.roles import Permission
from services.deciding import STAGE_OF_VERDICT
from services.dossier import dossier


def show(visit: Visit) -> None:
    st.title(_("Prospect"), anchor=False)
    asked = st.query_params.get("id", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        empty(_("No prospect was chosen."), button=_("See the prospects"), path="prospects")
        return
    page = link_to("prospects")
    if page is not None:
        st.page_link(page, label=_("All prospects"), icon=":material/arrow_back:")
    found = dossier(visit.house.store, int(asked))
    headline(found)
    if visit.may(Permission.JUDGE) and found.head["stage"] in STAGE_OF_VERDICT.values():
        with st.container(key="judge-actions", horizontal=True):
            judging.verdict_buttons(found)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        judgement(found)
        show_correspondence(visit, found)
        show_history(visit, found)
    with right:
        known_facts(found)


PAGE = Page(
    path="prospect",
    title=N_("Prospect"),
    group=Group.WORK,
    order=9,
    permission=Permission.SEE_PEOPLE,
    show=show,
    icon="person",
    in_menu=False,
)

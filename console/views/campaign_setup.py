"""Setting a campaign up: five named steps, each kept as it is filled in."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.campaign_setup import (
    meetings_step,
    message_step,
    name_step,
    people_step,
    review_step,
)
from console.campaign_setup.fields import Fields
from console.campaign_setup.words import STEP_TITLES, fault_in_words
from console.components.cards import empty
from console.components.yaml_download import yaml_download
from console.dates import ago
from console.i18n import N_, _
from console.page import Group, Page, link_to
from console.telling import plain_markdown
from console.visit import Visit
from domain.campaign_steps import STEPS, Step
from domain.roles import Permission
from errors import NotFound
from services.campaign_setup import CampaignDraft

FORMS = {
    Step.NAME: name_step,
    Step.PEOPLE: people_step,
    Step.MESSAGE: message_step,
    Step.MEETINGS: meetings_step,
}
_TRIED = "setup-tried"
"""The step that somebody wanted to leave with something missing: its faults are shown."""


def show(visit: Visit) -> None:
    draft = _draft(visit)
    if draft is None:
        if st.session_state.pop(review_step.LAUNCHED, None) is not None:
            campaigns = link_to("campaigns")
            if campaigns is not None:
                st.switch_page(campaigns)
        empty(
            _("This draft is not here any more: it was launched or thrown away."),
            button=_("See the campaigns"),
            path="campaigns",
        )
        return
    st.title(plain_markdown(draft.name) or _("New campaign"), anchor=False)
    _rail(draft)
    fields = Fields(visit, draft)
    if draft.step == Step.REVIEW:
        review_step.show(fields)
    else:
        form, answer = st.columns([3, 2], gap="large")
        with form:
            FORMS[draft.step].show_form(fields)
            _faults(draft)
        with answer:
            FORMS[draft.step].show_answer(fields)
    _way(visit, draft)


def _draft(visit: Visit) -> CampaignDraft | None:
    wanted = st.query_params.get("draft", "")
    if not wanted.isdecimal() or len(wanted) > 15:
        return None
    try:
        return visit.house.campaign_setup.get(int(wanted))
    except NotFound:
        return None


def _rail(draft: CampaignDraft) -> None:
    with st.container(key="rail", horizontal=True, gap="small"):
        for place, step in enumerate(STEPS, start=1):
            is_done = step != Step.REVIEW and draft.is_done(step)
            st.button(
                f"{place} {_(STEP_TITLES[step])}",
                key=f"rail-{step}",
                type="primary" if step == draft.step else "secondary",
                icon=":material/check_circle:" if is_done else ":material/circle:",
                on_click=_go,
                args=(draft.id, step),
            )


def _faults(draft: CampaignDraft) -> None:
    """Once somebody wanted to go on: nobody is scolded for what they have not come to yet."""
    is_behind = STEPS.index(draft.step) < draft.reached
    if is_behind or st.session_state.get(_TRIED) == (draft.id, draft.step):
        for fault in draft.faults(draft.step):
            st.warning(fault_in_words(fault.field), icon=":material/edit:")


def _way(visit: Visit, draft: CampaignDraft) -> None:
    place = STEPS.index(draft.step)
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center"):
        if place:
            st.button(_("Back"), key="back", on_click=_go, args=(draft.id, STEPS[place - 1]))
        if draft.step != Step.REVIEW:
            st.button(
                _("Next"), key="next", type="primary", on_click=_next, args=(draft.id, draft.step)
            )
        st.space("stretch")
        st.caption(_("Kept {when}").format(when=ago(visit, draft.updated_at)))
        yaml_download(draft.answers, name=draft.name)


def _go(draft_id: int, step: Step) -> None:
    act(
        Permission.SET_UP_CAMPAIGNS,
        lambda visit: visit.house.campaign_setup.go_to(draft_id, step),
    )


def _next(draft_id: int, step: Step) -> None:
    st.session_state[_TRIED] = (draft_id, step)

    def on(visit: Visit) -> None:
        if not visit.house.campaign_setup.get(draft_id).faults(step):
            visit.house.campaign_setup.go_to(draft_id, STEPS[STEPS.index(step) + 1])

    act(Permission.SET_UP_CAMPAIGNS, on)


PAGE = Page(
    path="campaign-setup",
    title=N_("Set up a campaign"),
    group=Group.SET_UP,
    order=9,
    permission=Permission.SET_UP_CAMPAIGNS,
    show=show,
    in_menu=False,
)

"""When the worker works for each campaign."""

from __future__ import annotations

from datetime import time

import streamlit as st

from console.acting import act
from console.campaign_setup.fields import DAYS
from console.components.cards import empty, quiet
from console.i18n import N_, _
from console.visit import Visit
from domain.campaign import MINUTES_OF_AN_HOUR, USUAL_TIMETABLE, WEEKDAYS, Firing, Timetable
from domain.roles import Permission
from services.campaigns import OVER, Campaign

MORNINGS = {
    "prospecting": N_("Search for people"),
    "qualification": N_("Assess them"),
    "outreach": N_("Draft the mails"),
}


def show(visit: Visit) -> None:
    going = {row["id"]: row["name"] for row in visit.house.campaigns.all()
             if row["stage"] not in OVER}  # fmt: skip
    if not going:
        empty(_("No campaign to time yet."), button=_("See the campaigns"), path="campaigns")
        return
    chosen = st.selectbox(
        _("Campaign"), list(going), format_func=going.__getitem__, key="timetable-of"
    )
    campaign = visit.house.campaigns.get(chosen)
    quiet(_("Hours are those of {zone}.").format(zone=campaign.spec.time_zone))
    with st.form(f"timetable-{chosen}"):
        for kind, title in MORNINGS.items():
            _morning(campaign, kind, _(title))
        _sending(campaign)
        st.form_submit_button(
            _("Save"), type="primary", on_click=act,
            args=(Permission.CONFIGURE, lambda v: _save(v, chosen),
                  _("Saved. The worker keeps to it from now on.")),
        )  # fmt: skip


def _morning(campaign: Campaign, kind: str, title: str) -> None:
    own: Firing = getattr(campaign.spec.timetable, kind) or getattr(USUAL_TIMETABLE, kind)
    words, days, at = st.columns([2, 4, 1.4], vertical_alignment="center")
    words.text(title)
    days.pills(
        title, list(WEEKDAYS), default=list(own.days),
        selection_mode="multi", format_func=lambda day: _(DAYS[day]),
        key=f"days-{campaign.id}-{kind}", label_visibility="collapsed",
    )  # fmt: skip
    at.time_input(
        title, value=own.at[0] if own.at else time(8), step=900,
        key=f"at-{campaign.id}-{kind}", label_visibility="collapsed",
    )  # fmt: skip


def _sending(campaign: Campaign) -> None:
    own = campaign.spec.timetable.sending
    every = own.every_minutes if own and own.every_minutes else 10
    words, much = st.columns([2, 5.4], vertical_alignment="center")
    words.text(_("Send what is due"))
    much.selectbox(
        _("Send what is due"), MINUTES_OF_AN_HOUR, index=MINUTES_OF_AN_HOUR.index(every),
        format_func=lambda n: _("every {count} min").format(count=n),
        key=f"every-{campaign.id}", label_visibility="collapsed",
        help=_("Within the campaign's own hours, and never faster than its pace."),
    )  # fmt: skip


def _save(visit: Visit, campaign_id: int) -> None:
    state = st.session_state
    own = visit.house.campaigns.get(campaign_id).spec.timetable
    firings = {
        kind: Firing(
            days=tuple(day for day in WEEKDAYS if day in state[f"days-{campaign_id}-{kind}"]),
            # Further hours, from a file, stay as they are.
            at=(state[f"at-{campaign_id}-{kind}"], *_further(getattr(own, kind))),
        )
        for kind in MORNINGS
    }
    days = own.sending.days if own.sending else WEEKDAYS
    sending = Firing(days=days, every_minutes=state[f"every-{campaign_id}"])
    visit.house.timetables.set(
        campaign_id, Timetable(**firings, sending=sending), who=visit.user.email
    )


def _further(firing: Firing | None) -> tuple[time, ...]:
    return firing.at[1:] if firing else ()

"""The dashboard: thirty seconds a day."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from console.components.cards import card, empty
from console.dashboard.engagement import engagement
from console.dashboard.metrics import FIGURES, metrics
from console.dashboard.running import running
from console.dashboard.waiting_card import waiting_card
from console.dates import local
from console.i18n import N_, _, ngettext
from console.live import live
from console.page import Group, Page
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission
from services.reporting import Period, dashboard

LIVE_SECONDS = 2
PERIODS = (7, 30, 90)
"""Days that one can look back."""


def show(visit: Visit) -> None:
    campaigns = {row["id"]: row["name"] for row in visit.house.campaigns.all()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="dashboard-head"):
        st.title(_greeting(visit), anchor=False)
        if campaigns:
            chosen = st.selectbox(
                _("Campaign"),
                [None, *campaigns],
                format_func=lambda key: campaigns.get(key) or _("All campaigns"),
                key="dashboard_campaign",
                width=260,
            )
            days = st.segmented_control(
                _("Period"),
                PERIODS,
                default=30,
                required=True,
                format_func=lambda n: ngettext("{count} day", "{count} days", n),
                key="dashboard_days",
            )
    if campaigns:
        _figures(chosen, int(days or 30))
    else:
        with card(_("No campaign yet"), key="no-campaign"):
            empty(
                _("The first one takes five minutes: whom to find, what to write, when to meet."),
                button=_("Set up a campaign"),
                path="campaigns",
            )


def _greeting(visit: Visit) -> str:
    hour = local(visit, visit.house.clock.now()).hour
    if hour < 12:
        text = _("Good morning, {name}")
    elif hour < 18:
        text = _("Good afternoon, {name}")
    else:
        text = _("Good evening, {name}")
    return text.format(name=plain_markdown(visit.user.name.split(" ")[0]))


@live(every=LIVE_SECONDS, permission=Permission.SEE_FIGURES)
def _figures(visit: Visit, campaign_id: int | None, days: int) -> None:
    today = local(visit, visit.house.clock.now()).date()
    period = Period(today - timedelta(days=days - 1), today)
    trends = dashboard(visit.house.store, period, campaign_id, figures=FIGURES)
    metrics(visit, trends, days)
    columns = st.columns(3, gap="small")
    with columns[0], card(_("Waiting for you"), key="waiting"):
        waiting_card(visit, campaign_id)
    with columns[1], card(_("Running now"), key="running"):
        running(visit, campaign_id)
    with columns[2], card(_("Engagement"), key="engagement"):
        engagement(visit, trends, days)


PAGE = Page(
    path="dashboard",
    title=N_("Dashboard"),
    group=Group.TODAY,
    order=1,
    permission=Permission.SEE_FIGURES,
    show=show,
    icon="space_dashboard",
)

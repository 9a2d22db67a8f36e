"""The tracker: from found to met, and what comes of what is sent, over a period."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from console.components.cards import card, empty
from console.dates import local
from console.i18n import N_, _, ngettext
from console.page import Group, Page
from console.tracker.figures import figures
from console.tracker.funnel import funnel
from console.tracker.table import table
from console.tracker.trends import engagement, meetings, volume
from console.visit import Visit
from domain.roles import Permission
from services.reporting import Period
from services.tracker import Cut, track

PERIODS = (7, 30, 90)
"""Days that one can look back; 0 stands for days of one's own choice."""
LONGEST = 730
"""Days that the page draws at most."""
CUTS = {
    Cut.DAY: N_("Day"),
    Cut.CAMPAIGN: N_("Campaign"),
    Cut.TEMPLATE: N_("Template"),
    Cut.PROMPT_VERSION: N_("Prompt version"),
}


def show(visit: Visit) -> None:
    st.title(_("Tracker"), anchor=False)
    campaigns = {row["id"]: row["name"] for row in visit.house.campaigns.all()}
    if not campaigns:
        with card(_("Nothing to track yet"), key="tracker-empty"):
            empty(
                _("Figures appear here as soon as a campaign finds its first people."),
                button=_("Set up a campaign"),
                path="campaigns",
            )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="tracker-filters"):
        campaign = st.selectbox(
            _("Campaign"),
            [None, *campaigns],
            format_func=lambda key: campaigns.get(key) or _("All campaigns"),
            key="tracker_campaign",
            width=240,
        )
        period = _period(visit)
        cut = st.segmented_control(
            _("By"),
            list(CUTS),
            default=Cut.DAY,
            required=True,
            format_func=lambda name: _(CUTS[name]),
            key="tracker_cut",
        )
    tracked = track(visit.house.store, period, campaign, Cut(cut or Cut.DAY))
    figures(visit, tracked, campaign)
    if tracked.is_empty:
        with card(_("Nothing happened in this period"), key="tracker-nothing"):
            empty(_("Choose other days, or another campaign."))
        return
    with card(_("From found to met"), key="funnel"):
        funnel(visit, tracked)
    left, right = st.columns(2, gap="small")
    with left, card(_("Email volume"), key="volume"):
        volume(visit, tracked)
    with right, card(_("Engagement rate"), key="rates"):
        engagement(visit, tracked)
    with card(_("Meetings booked"), key="met"):
        meetings(visit, tracked)
    with card(_("The figures"), key="figures-table"):
        table(visit, tracked)


def _period(visit: Visit) -> Period:
    today = local(visit, visit.house.clock.now()).date()
    days = st.segmented_control(
        _("Period"),
        (*PERIODS, 0),
        default=30,
        required=True,
        format_func=lambda n: ngettext("{count} day", "{count} days", n) if n else _("Other days"),
        key="tracker_days",
    )
    if days or days is None:
        return Period(today - timedelta(days=(days or 30) - 1), today)
    chosen = st.date_input(
        _("From and to"),
        (today - timedelta(days=29), today),
        min_value=today - timedelta(days=LONGEST),
        max_value=today,
        key="tracker_dates",
        width=240,
    )
    ends: tuple[date, ...] = chosen if isinstance(chosen, tuple) else (chosen,)
    if not ends:  # taken away; until both are chosen, the usual ones
        return Period(today - timedelta(days=29), today)
    return Period(ends[0], ends[-1])


PAGE = Page(
    path="tracker",
    title=N_("Tracker"),
    group=Group.UNDERSTAND,
    order=1,
    permission=Permission.SEE_FIGURES,
    show=show,
    icon="monitoring",
)

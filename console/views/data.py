"""The documented frames: look into them, filter, take them away."""

from __future__ import annotations

import streamlit as st

from console.components.cards import card, empty, quiet
from console.data.dictionary import MEANINGS, TITLES, column_config
from console.data.exports import exports
from console.data.filters import filters
from console.dates import number
from console.i18n import N_, _
from console.page import Group, Page
from console.visit import Visit
from domain.roles import Permission

SHOWN = 200
"""Rows that the page shows; the file has them all."""


def show(visit: Visit) -> None:
    from storage import frames
    from storage.frames.filters import in_python

    st.title(_("Data"), anchor=False)
    campaigns = {row["id"]: row["name"] for row in visit.house.campaigns.all()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="data-filters"):
        name = st.segmented_control(
            _("Table"),
            list(TITLES),
            default="prospects",
            required=True,
            format_func=lambda key: _(TITLES[key]),
            key="data_frame",
        )
        campaign = st.selectbox(
            _("Campaign"),
            [None, *campaigns],
            format_func=lambda key: campaigns.get(key) or _("All campaigns"),
            key="data_campaign",
            width=240,
        )
    name = name or "prospects"
    quiet(_(MEANINGS[name]))
    chosen = filters(visit, name)
    rows = frames.count(visit.house.store, name, campaign, chosen)
    with card(_(TITLES[name]), key="data-rows"):
        if not rows and not chosen:
            empty(
                _("There is nothing here yet. It fills as soon as a campaign runs."),
                button=_("See the campaigns"),
                path="campaigns",
            )
        elif not rows:
            quiet(_("No row passes these filters."))
        else:
            shown = frames.filtered(visit.house.store, name, campaign, chosen, limit=SHOWN)
            quiet(_shown(visit, len(shown), rows))
            st.dataframe(
                shown,
                hide_index=True,
                height=420,
                placeholder="",
                column_config=column_config(name),
                key="data-table",
            )
    left, right = st.columns([3, 2], gap="small")
    with left, card(_("The same in Python"), key="data-python"):
        st.code(
            in_python(name, str(visit.house.settings.database), campaign, chosen),
            language="python",
            wrap_lines=True,
        )
        quiet(_("Run it on this machine in the product's own environment; it changes nothing."))
    with right, card(_("Take it away"), key="data-export"):
        if visit.may(Permission.EXPORT):
            exports(visit, name, campaign, chosen, rows)
        else:
            quiet(_("Your role does not allow this."))
    with st.expander(_("What the columns mean")):
        _columns(name)


def _shown(visit: Visit, shown: int, rows: int) -> str:
    if shown == rows:
        return _("{rows} rows.").format(rows=number(visit, rows))
    return _(
        "The first {shown} of {rows} rows. Filters narrow them; the file has them all."
    ).format(shown=number(visit, shown), rows=number(visit, rows))


def _columns(name: str) -> None:
    from storage.frames.dictionary import described

    st.dataframe(
        [
            {
                _("Column"): each.name,
                _("Type"): each.kind,
                _("Unit"): each.unit,
                _("Meaning"): each.meaning,
            }
            for each in described(name)
        ],
        hide_index=True,
        height="content",
        key="data-dictionary",
    )
    quiet(_("The dictionary is in English, as the columns' names are."))


PAGE = Page(
    path="data",
    title=N_("Data"),
    group=Group.UNDERSTAND,
    order=2,
    permission=Permission.SEE_PEOPLE,
    show=show,
    icon="table_view",
)

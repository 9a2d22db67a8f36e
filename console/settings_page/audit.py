"""Who did what, and why."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from console.components.cards import quiet
from console.dates import day_and_time
from console.i18n import N_, _
from console.visit import Visit

A_PAGE = 50
PERIODS = {0: N_("All"), 1: N_("Last day"), 7: N_("Last 7 days"), 30: N_("Last 30 days")}
_BEFORE = "audit-before"
"""Where each page seen so far begins, to go back."""


def show(visit: Visit) -> None:
    log = visit.house.audit_log
    first, second, third = st.columns(3)
    who = first.text_input(_("Who"), key="audit-who", placeholder=_("An address, or its start"))
    entity = second.selectbox(
        _("Of what"), log.entities(), index=None, key="audit-entity", placeholder=_("Everything"),
        on_change=_to_start,
    )  # fmt: skip
    days = third.selectbox(
        _("When"), list(PERIODS), format_func=lambda n: _(PERIODS[n]), key="audit-days",
        on_change=_to_start,
    )  # fmt: skip
    stack: list[int] = st.session_state.setdefault(_BEFORE, [])
    rows = log.page(
        who=who,
        entity=entity or "",
        since=visit.house.clock.now() - timedelta(days=days) if days else None,
        before=stack[-1] if stack else None,
        limit=A_PAGE + 1,
    )
    if not rows:
        quiet(_("Nothing is written down of that."))
    else:
        st.dataframe(
            [
                {
                    _("When"): day_and_time(visit, row["at"]),
                    _("Who"): row["who"],
                    _("What"): row["why"],
                    _("Of what"): f"{row['entity']} {row['entity_id'] or ''}".strip(),
                    _("Change"): " → ".join(s for s in (row["from_stage"], row["to_stage"]) if s),
                    _("More"): "" if row["detail"] == "{}" else row["detail"],
                }
                for row in rows[:A_PAGE]
            ],
            hide_index=True,
            height="content",
        )
    with st.container(horizontal=True):
        st.button(_("Newer"), key="audit-newer", disabled=not stack, on_click=_newer)
        st.button(
            _("Older"), key="audit-older", disabled=len(rows) <= A_PAGE, on_click=_older,
            args=(rows[A_PAGE - 1]["id"] if len(rows) > A_PAGE else 0,),
        )  # fmt: skip


def _to_start() -> None:
    st.session_state[_BEFORE] = []


def _older(last: int) -> None:
    st.session_state[_BEFORE].append(last)


def _newer() -> None:
    st.session_state[_BEFORE].pop()

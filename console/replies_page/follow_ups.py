"""Follow-ups that were asked for: being written, written, or why one could not be."""

from __future__ import annotations

import streamlit as st

from console.components.cards import quiet
from console.dates import ago
from console.i18n import _, ngettext
from console.live import live
from console.page import link_to
from console.replies_page import acts
from console.replies_page.thread import name_of
from console.visit import Visit
from console.worker_state import is_worker_alive
from domain.roles import Permission
from domain.stages import CampaignStage
from services.unit_of_work import Row

SHOWN = 5


@live(every=2, permission=Permission.SEE_PEOPLE)
def follow_ups(visit: Visit, campaign_id: int | None) -> None:
    told = visit.house.conversations.follow_ups(campaign_id)
    failed = [row for row in told if row["failure"]]
    asked = [row for row in told if row["asked_at"]]
    written = [row for row in told if row["message_id"] and not row["asked_at"]]
    if not told:
        return
    with st.container(key="card-follow-ups", gap="small"):
        for row in failed[:SHOWN]:
            _failed(visit, row)
        for row in asked[:SHOWN]:
            quiet(_asked(visit, row), mark="alive")
        if len(asked) > SHOWN:
            left = len(asked) - SHOWN
            quiet(ngettext("and {count} more", "and {count} more", left))
        if written:
            _written(len(written))


def _asked(visit: Visit, row: Row) -> str:
    name = name_of(row)
    if row["campaign_stage"] == CampaignStage.PAUSED:
        return _("Follow-up to {name}: waits until the campaign is resumed.").format(name=name)
    if not is_worker_alive(visit):
        return _("Follow-up to {name}: waits for the worker.").format(name=name)
    when = ago(visit, row["asked_at"])
    return _("Follow-up to {name}: being written, asked {when}.").format(name=name, when=when)


def _failed(visit: Visit, row: Row) -> None:
    key = row["prospect_id"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = _("No follow-up to {name}: {why}")
        quiet(said.format(name=name_of(row), why=row["failure"]), mark="away")
        if visit.may(Permission.ANSWER):
            st.button(_("Ask again"), key=f"again-{key}", on_click=acts.follow_up, args=(key,))
            st.button(_("I deal with it"), key=f"mine-{key}", on_click=acts.stop, args=(key,))


def _written(count: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        quiet(ngettext("{count} follow-up is written and waits for approval.",
                       "{count} follow-ups are written and wait for approval.", count))  # fmt: skip
        page = link_to("review")
        if page is not None and st.button(_("Review"), key="follow-ups-review"):
            st.switch_page(page)

"""The threshold: what another one would decide, told before it is applied."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.components.cards import card, quiet, rows
from console.dates import number
from console.i18n import _, ngettext
from console.visit import Visit
from domain.roles import Permission
from services.campaigns import OVER
from services.threshold_preview import ThresholdPreview


def show_threshold(visit: Visit, campaign_id: int) -> None:
    campaign = visit.house.campaigns.get(campaign_id)
    if campaign.stage in OVER:
        return
    with card(_("Threshold"), key="threshold"):
        wanted = st.slider(
            _("Contact above this score"),
            0,
            100,
            campaign.threshold,
            key=f"threshold-{campaign_id}-{campaign.threshold}",
        )
        preview = ThresholdPreview(visit.house.store, visit.house.bant_rules, campaign_id)
        now, then = preview.at(campaign.threshold), preview.at(wanted)
        rows(
            {
                _("Contacted"): _change(visit, now["qualified"], then["qualified"]),
                _("For a person to judge"): _change(
                    visit, now["needs_review"], then["needs_review"]
                ),
                _("Not a fit"): _change(visit, now["disqualified"], then["disqualified"]),
            }
        )
        quiet(_("Whoever has a draft or was written to stays as they are."))
        if wanted != campaign.threshold and visit.may(Permission.JUDGE):
            st.button(
                _("Apply {threshold}").format(threshold=wanted),
                key="apply-threshold",
                type="primary",
                on_click=act,
                args=(
                    Permission.JUDGE,
                    lambda v: v.house.campaigns.set_threshold(
                        campaign_id, wanted, who=v.user.email
                    ),
                    ngettext(
                        "Applied: {count} prospect to contact.",
                        "Applied: {count} prospects to contact.",
                        then["qualified"],
                    ),
                ),
            )


def _change(visit: Visit, now: int, then: int) -> str:
    if now == then:
        return number(visit, then)
    return f"{number(visit, then)} ({then - now:+d})"

"""A record's stage as a badge: teal for go, amber for a person's turn, brick for no."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from console.i18n import N_, _

Colour = Literal["green", "orange", "red", "gray"]
STAGES: dict[str, tuple[str, Colour]] = {
    "found": (N_("found"), "gray"),
    "enriched": (N_("enriched"), "gray"),
    "assessed": (N_("assessed"), "gray"),
    "needs_review": (N_("needs your verdict"), "orange"),
    "qualified": (N_("qualified"), "green"),
    "disqualified": (N_("not a fit"), "red"),
    "drafted": (N_("drafted"), "green"),
    "contacted": (N_("contacted"), "green"),
    "engaged": (N_("engaged"), "green"),
    "replied": (N_("replied"), "green"),
    "meeting": (N_("meeting"), "green"),
    "bounced": (N_("bounced"), "red"),
    "unsubscribed": (N_("unsubscribed"), "red"),
    "suppressed": (N_("suppressed"), "red"),
    "erased": (N_("erased"), "gray"),
    "draft": (N_("draft"), "gray"),
    "approved": (N_("approved"), "green"),
    "queued": (N_("waiting to be sent"), "green"),
    "sending": (N_("being sent"), "green"),
    "sent": (N_("sent"), "green"),
    "failed": (N_("failed"), "red"),
    "uncertain": (N_("fate unknown"), "orange"),
    "rejected": (N_("rejected"), "red"),
    "cancelled": (N_("cancelled"), "gray"),
    "ready": (N_("ready"), "gray"),
    "running": (N_("running"), "green"),
    "paused": (N_("paused"), "orange"),
    "stopped": (N_("stopped"), "gray"),
    "completed": (N_("completed"), "gray"),
    "booked": (N_("to confirm"), "orange"),
    "confirmed": (N_("confirmed"), "green"),
    "held": (N_("held"), "green"),
    "no_show": (N_("no-show"), "red"),
    "rescheduled": (N_("moved"), "gray"),
}


def stage_in_words(stage: str) -> str:
    return _(STAGES[stage][0])


def stage_badge(stage: str) -> None:
    st.badge(stage_in_words(stage), color=STAGES[stage][1])

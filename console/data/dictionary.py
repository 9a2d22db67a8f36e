"""What the frames are called and hold, and their columns' meanings for the table's heads."""

from __future__ import annotations

from typing import Any

import streamlit as st

from console.i18n import N_

TITLES = {
    "prospects": N_("Prospects"),
    "assessments": N_("Assessments"),
    "messages": N_("Messages"),
    "events": N_("Events"),
    "meetings": N_("Meetings"),
    "funnel": N_("Funnel"),
}
MEANINGS = {
    "prospects": N_("One row a prospect: a person in a campaign, with what is known of them."),
    "assessments": N_("One row a judgement by budget, authority, need and timeline."),
    "messages": N_("One row a message, whatever became of it, with what came back on it."),
    "events": N_("One row an event as it came: a delivery, an open, a reply, a booking."),
    "meetings": N_("One row a booking; one that was moved to another time is two."),
    "funnel": N_("One row a campaign; every figure counts prospects."),
}


def column_config(frame: str) -> dict[str, Any]:
    """For ``st.dataframe``: hovering over a column's head says what it means."""
    from storage.frames.dictionary import described

    return {
        each.name: st.column_config.Column(
            help=" ".join(part for part in (each.meaning, each.unit and f"({each.unit})") if part)
        )
        for each in described(frame)
    }

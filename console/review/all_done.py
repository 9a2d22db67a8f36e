"""After the last draft: what goes out, and when."""

from __future__ import annotations

import streamlit as st

from console.components.cards import card, empty, rows
from console.dates import day_and_time, local, time_of_day
from console.i18n import _, ngettext
from console.visit import Visit
from services.next_sends import Departure, departures

SHOWN = 10
"""Departures that are listed; the rest is a number."""


def show_all_done(visit: Visit, campaign_id: int | None) -> None:
    found = departures(visit.house.store, visit.house.clock, campaign_id)
    timed = [each for each in found if each.at is not None]
    if not found:
        empty(
            _("Nothing to review. Drafts appear when prospects qualify."),
            button=_("See the prospects"),
            path="prospects",
        )
        return
    if timed:
        sentence = _("All reviewed. Next sends {when}.").format(when=_when(visit, timed[0]))
    else:
        sentence = _("All reviewed. Nothing leaves while the campaign stands still.")
    empty(sentence, button=_("Back to the dashboard"), path="dashboard")
    with card(ngettext("{count} email to leave", "{count} emails to leave", len(found)), key="go"):
        rows(
            {
                f"{_name(each)} · {each.message['subject']}": _when(visit, each)
                for each in found[:SHOWN]
            }
        )
        if len(found) > SHOWN:
            st.caption(ngettext("and {count} more", "and {count} more", len(found) - SHOWN))


def _name(each: Departure) -> str:
    row = each.message
    return " ".join(part for part in (row["first_name"], row["last_name"]) if part) or str(
        row["to_email"]
    )


def _when(visit: Visit, each: Departure) -> str:
    if each.at is None:
        return _("when the campaign runs")
    days = (local(visit, each.at).date() - local(visit, visit.house.clock.now()).date()).days
    time = time_of_day(visit, each.at)
    if days == 0:
        return _("today at {time}").format(time=time)
    if days == 1:
        return _("tomorrow at {time}").format(time=time)
    return day_and_time(visit, each.at)

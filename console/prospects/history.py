"""Everything that happened to a prospect, the newest first, each with who or what did it."""

from __future__ import annotations

from html import escape

import streamlit as st

from console.components.cards import card
from console.components.stage_badge import STAGES, stage_badge, stage_in_words
from console.dates import day_and_time
from console.i18n import N_, _
from console.visit import Visit
from services.dossier import Dossier, Happening

EVENTS = {
    "processed": N_("Taken by the mail service"),
    "deferred": N_("Put off by their mail server"),
    "delivered": N_("Delivered"),
    "open": N_("Opened"),
    "click": N_("Clicked"),
    "bounce": N_("Bounced"),
    "blocked": N_("Refused by their mail server"),
    "dropped": N_("Dropped by the mail service"),
    "spam_report": N_("Marked as spam"),
    "unsubscribe": N_("Unsubscribed"),
    "unsubscribe_request": N_("Asked to be left alone"),
    "reply": N_("Replied"),
    "out_of_office": N_("Out of office"),
    "auto_reply": N_("Automatic answer"),
    "bounce_notice": N_("Bounce notice"),
    "meeting_booked": N_("Booked a meeting"),
    "meeting_cancelled": N_("Cancelled a meeting"),
    "meeting_rescheduled": N_("Moved a meeting"),
}
MACHINES = {
    "no": N_("by a person"),
    "yes": N_("by a machine"),
    "unknown": N_("by a person or a machine"),
}
ACTORS = {
    "prospector": N_("Prospector"),
    "bant_qualifier": N_("BANT qualifier"),
    "meeting_scheduler": N_("Meeting scheduler"),
    "outbox": N_("Sending"),
    "tracking": N_("Tracking"),
    "booking": N_("Booking"),
    "sendgrid": N_("SendGrid"),
    "calendly": N_("Calendly"),
}
_COLOURS = {"green": "go", "orange": "person", "red": "no"}
QUIET = {"processed", "deferred"}
"""Steps on the way that tell nobody anything."""


def show_history(visit: Visit, found: Dossier) -> None:
    lines = "".join(
        _line(visit, each)
        for each in found.history
        if each.kind.removeprefix("event.") not in QUIET
    )
    with card(_("What happened"), key="history"):
        st.html(f'<ul class="rdv-history">{lines}</ul>')


def _line(visit: Visit, each: Happening) -> str:
    scope, _dot, name = each.kind.partition(".")
    mark = ""
    if scope == "event":
        what = _(EVENTS[name]) if name in EVENTS else name.replace("_", " ")
        if name in ("open", "click"):
            what = f"{what} {_(MACHINES[each.machine])}"
        mark = "go" if each.machine == "no" else ""
    elif scope == "note":
        what = each.why
    else:
        mark = _COLOURS.get(STAGES[name][1], "")
        what = stage_in_words(name).capitalize()
        what = (
            _("Email: {stage}").format(stage=stage_in_words(name)) if scope == "message" else what
        )
    who = _(ACTORS[each.who]) if each.who in ACTORS else each.who
    why = each.why if scope in ("prospect", "message") else ""
    small = " · ".join(part for part in (day_and_time(visit, each.at), who, why) if part)
    return (
        f'<li class="{mark}">{escape(what)}<br><span class="rdv-quiet">{escape(small)}</span></li>'
    )


def show_correspondence(visit: Visit, found: Dossier) -> None:
    """Meetings, what was answered and what was written, as plain text."""
    if found.meetings:
        with card(_("Meetings"), key="meetings"):
            for meeting in found.meetings:
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.text(day_and_time(visit, meeting["starts_at"]))
                    stage_badge(meeting["stage"])
    if not (found.messages or found.replies):
        return
    with card(_("Messages"), key="messages"):
        for reply in found.replies:
            head = _("They answered, {when}").format(when=day_and_time(visit, reply["received_at"]))
            _mail(head, reply["subject"], reply["text"])
        for message in found.messages:
            when = day_and_time(visit, message["sent_at"] or message["created_at"])
            head = f"{stage_in_words(message['stage']).capitalize()}, {when}"
            _mail(head, message["subject"], message["body"])


def _mail(head: str, subject: str, text: str) -> None:
    with st.expander(head):
        st.html(
            f'<p class="rdv-person"><b>{escape(subject)}</b></p>'
            f'<div class="rdv-mail">{escape(text)}</div>'
        )

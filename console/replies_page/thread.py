"""One conversation, as plain text: whatever strangers wrote, nothing of it is loaded or run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from console.components.cards import quiet
from console.dates import day_and_time
from console.i18n import N_, _
from console.visit import Visit
from services.conversations import Thread

KINDS = {
    "reply": N_("an answer"),
    "unsubscribe_request": N_("asks not to be written to"),
    "out_of_office": N_("an absence notice"),
    "automatic": N_("an automatic answer"),
    "bounce": N_("a bounce"),
    "first": N_("our first mail"),
    "follow_up": N_("our follow-up"),
}


def name_of(row: Mapping[str, Any]) -> str:
    """Name and company, as text from outside."""
    name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    return ", ".join(part for part in (name, row["company"]) if part) or _("Somebody without name")


def kind_in_words(kind: str) -> str:
    return _(KINDS[kind]) if kind in KINDS else kind


def mails(visit: Visit, thread: Thread) -> None:
    """The mails, newest first; theirs are set apart from ours."""
    for number, mail in enumerate(reversed(thread.mails)):
        side = "theirs" if mail["way"] == "in" else "ours"
        with st.container(key=f"mail-{side}-{number}", gap="small"):
            quiet(f"{kind_in_words(mail['kind'])} · {day_and_time(visit, mail['at'])}")
            if mail["subject"]:
                st.text(mail["subject"])
            st.text(mail["text"] or _("(empty)"))
    if not thread.mails:
        quiet(_("No mail is kept of this conversation."))

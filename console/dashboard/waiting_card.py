"""What waits for a person, each one key away."""

from __future__ import annotations

import streamlit as st

from console.components.cards import quiet
from console.i18n import _, ngettext
from console.page import link_to
from console.visit import Visit
from console.waiting import waiting


def waiting_card(visit: Visit, campaign_id: int | None) -> None:
    counts = waiting(visit, campaign_id)
    if not any(counts.values()):
        quiet(_("Nothing waits. Enjoy your coffee."))
        return
    # C and R are Streamlit's own keys.
    if n := counts["drafts"]:
        _go(ngettext("{count} draft to review", "{count} drafts to review", n), "review", "E")
    if n := counts["meetings"]:
        text = ngettext("{count} meeting to confirm", "{count} meetings to confirm", n)
        _go(text, "meetings", "M")
    if n := counts["replies"]:
        _go(ngettext("{count} reply", "{count} replies", n), "replies", "I")
    if n := counts["doubtful"]:
        text = ngettext("{count} doubtful prospect", "{count} doubtful prospects", n)
        _go(text, "prospects", "D")
    if n := counts["uncertain"]:
        text = ngettext("{count} message of unknown fate", "{count} messages of unknown fate", n)
        _go(text, "replies", "U")


def _go(label: str, path: str, key: str) -> None:
    """A button to the page at ``path``, also by a key; words where the user may not go."""
    page = link_to(path)
    if page is None:
        st.text(label)
    elif st.button(label, key=f"waits-{key}", shortcut=key, width="stretch"):
        st.switch_page(page)

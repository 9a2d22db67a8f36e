"""Prompts: what the growth lead edits, tried before it is saved, and every version of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from console.i18n import N_, _
from console.page import Group, Page
from console.parts import chosen_part
from console.prompts_page import editor, versions
from console.telling import telling_failures
from console.visit import Visit
from domain.roles import Permission

PARTS: dict[str, tuple[str, Callable[[Visit], None]]] = {
    "edit": (N_("Edit"), editor.show),
    "history": (N_("History"), versions.show),
}


def show(visit: Visit) -> None:
    st.title(_("Prompts"), anchor=False)
    chosen = chosen_part(list(PARTS), lambda name: _(PARTS[name][0]), key="prompts-part")
    with telling_failures():
        PARTS[chosen][1](visit)


PAGE = Page(
    path="prompts",
    title=N_("Prompts"),
    group=Group.SET_UP,
    order=2,
    permission=Permission.SEE_FIGURES,
    show=show,
    icon="edit_note",
)

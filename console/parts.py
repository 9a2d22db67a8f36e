"""The parts of a page, chosen by a name in its address, whatever the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from console.i18n import _

ASKED = "part"


def chosen_part(names: Sequence[str], title: Callable[[str], str], *, key: str) -> str:
    """Let the user choose; the choice stands in the address, so that a link leads to it."""
    wanted = st.query_params.get(ASKED)
    chosen = st.segmented_control(
        _("Part"), names, default=wanted if wanted in names else names[0], key=key,
        required=True, format_func=title, label_visibility="collapsed", on_change=_remember,
        args=(key,),
    )  # fmt: skip
    return chosen if chosen in names else names[0]


def _remember(key: str) -> None:
    st.query_params[ASKED] = str(st.session_state[key])

"""What somebody has typed into the files and not saved yet, and which files they began from."""

from __future__ import annotations

import streamlit as st

from services.prompt_versions import Texts, digest

_TYPED = "prompts-typed"
_BASE = "prompts-base"
_ROUND = "prompts-round"
"""Counts up when texts are thrown away, so that the fields begin anew."""


def field_key(file: str) -> str:
    return f"prompts-text-{st.session_state.get(_ROUND, 0)}-{file}"


def keep(file: str) -> None:
    """The field's text, which Streamlit forgets when another file is shown."""
    text = st.session_state.get(field_key(file))
    if text is not None:
        st.session_state.setdefault(_TYPED, {})[file] = text


def typed(working: Texts) -> dict[str, str]:
    """File -> text of whatever differs from the folder."""
    for file in working:
        keep(file)
    found: dict[str, str] = st.session_state.get(_TYPED, {})
    return {file: text for file, text in found.items() if working.get(file) != text}


def base(working: Texts) -> tuple[str, Texts]:
    """The digest and the texts of the files as they were when the typing began."""
    kept: tuple[str, Texts] | None = st.session_state.get(_BASE)
    if kept is None or not typed(kept[1]):
        begin_from(working)
        return digest(working), working
    return kept


def begin_from(working: Texts) -> None:
    """What was typed stays, and is an edit of these files from now on."""
    st.session_state[_BASE] = (digest(working), dict(working))


def throw_away() -> None:
    for name in (_TYPED, _BASE):
        st.session_state.pop(name, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1

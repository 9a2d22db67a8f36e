"""Saying what happened: failures in plain words, and what was done."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from console.i18n import _
from errors import RendezvousError
from storage.failures import Fault, named

log = logging.getLogger(__name__)
_NOTICES = "_notices"


@contextmanager
def telling_failures() -> Iterator[None]:
    """What goes wrong inside is told on the page instead of breaking it."""
    try:
        yield
    except Exception as error:
        tell_failure(error)


def tell_failure(error: Exception) -> bool:
    """Show the error at this place of the page. Always true: it has been dealt with."""
    known = named(error)
    if isinstance(known, Fault):
        log.error("a page failed", exc_info=error)
    st.error(words_of(known), icon=":material/error:")
    return True


def words_of(error: RendezvousError) -> str:
    """The error in words, with nothing in it that Markdown would make something of."""
    return plain_markdown(" ".join(_(part) for part in (error.message, error.fix) if part))


def plain_markdown(text: str) -> str:
    """``text`` so that Markdown shows it as it is: no link, picture, colour or formula."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:^=&\"'@/" else c for c in text)


def note(text: str) -> None:
    """Say on the next run that something was done."""
    st.session_state.setdefault(_NOTICES, []).append((text, True))


def note_failure(error: Exception) -> None:
    """Say on the next run that something could not be done."""
    known = named(error)
    if isinstance(known, Fault):
        log.error("an action failed", exc_info=error)
    st.session_state.setdefault(_NOTICES, []).append((words_of(known), False))


def show_notices() -> None:
    for text, is_done in st.session_state.pop(_NOTICES, []):
        if is_done:
            st.toast(text, icon=":material/check:")
        else:
            st.error(text, icon=":material/error:")

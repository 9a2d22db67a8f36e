"""Differences between texts, line by line."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from console.components.cards import quiet
from console.i18n import N_, _
from services.prompt_versions import FileChange

KINDS = {"changed": N_("changed"), "added": N_("added"), "removed": N_("removed")}


def show_changes(changes: Sequence[FileChange]) -> None:
    for change in changes:
        quiet(f"{change.file} · {_(KINDS[change.change])}")
        show_lines(change.lines)


def show_lines(lines: Sequence[str]) -> None:
    """A unified diff without its head and without the numbers of lines."""
    shown = [line if not line.startswith("@@") else "…" for line in lines[2:]]
    if shown[:1] == ["…"]:
        shown = shown[1:]
    st.code("\n".join(shown), language="diff", wrap_lines=True)

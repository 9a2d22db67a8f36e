"""Cards, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape

import streamlit as st

from console.page import link_to


@contextmanager
def card(title: str, *, key: str) -> Iterator[None]:
    """A bordered part of the page; ``title`` is ours, never text from outside."""
    with st.container(key=f"card-{key}", height="stretch"):
        st.subheader(title, anchor=False)
        yield


def rows(figures: Mapping[str, str]) -> None:
    """Words on the left and the figure on the right; both are shown as plain text."""
    lines = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in figures.items())
    st.html(f'<dl class="rdv-rows">{lines}</dl>')


def letter_lines(lines: Mapping[str, str]) -> None:
    """Words to be read from left to right, each after what it is about; as plain text."""
    said = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in lines.items())
    st.html(f'<dl class="rdv-letter">{said}</dl>')


def quiet(text: str, *, mark: str = "") -> None:
    """A remark in small quiet ink, as plain text; ``mark`` puts a dot before it
    (``alive``, ``away``)."""
    dot = f'<i class="rdv-dot {mark}"></i>' if mark else ""
    st.html(f'<span class="rdv-quiet">{dot}{escape(text)}</span>')


def metric(
    label: str, value: str, *, change: str | None, days: Sequence[float], meaning: str
) -> None:
    """One of the large figures: with its change, its last days as a line, and what it counts."""
    st.metric(
        label,
        value,
        delta=change,
        delta_color="off",
        delta_arrow="off",
        help=meaning,
        chart_data=list(days) if any(days) else None,
        height="stretch",
    )


def empty(sentence: str, *, button: str = "", path: str = "") -> None:
    """Nothing to show yet: one sentence, and one button to the page where it begins."""
    st.html(f'<p class="rdv-empty">{escape(sentence)}</p>')
    page = link_to(path) if path else None
    if page is not None:
        with st.container(horizontal=True, horizontal_alignment="center"):
            if st.button(button, type="primary", key=f"empty-{path}"):
                st.switch_page(page)

"""Filters over the columns of a frame, each with the field that its kind asks for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from console.i18n import _
from console.visit import Visit
from domain.instants import to_text

if TYPE_CHECKING:
    from storage.frames.columns import Column
    from storage.frames.filters import Filter

MOST = 4
"""Filters at once: as many as stand side by side."""


def filters(visit: Visit, name: str) -> list[Filter]:
    """What is chosen, without those that are still empty."""
    from storage.frames.columns import COLUMNS

    columns = {column.name: column for column in COLUMNS[name]}
    chosen = st.multiselect(
        _("Filter by"),
        list(columns),
        max_selections=MOST,
        placeholder=_("Any column"),
        key=f"data-by-{name}",
    )
    if not chosen:
        return []
    found = []
    for place, column in zip(st.columns(MOST, gap="small"), chosen, strict=False):
        with place:
            found.append(_field(visit, name, columns[column]))
    return [each for each in found if not each.is_empty]


def _field(visit: Visit, frame: str, column: Column) -> Filter:
    from storage.frames.columns import Kind
    from storage.frames.filters import Filter

    name, key = column.name, f"data-{frame}-{column.name}"
    if column.kind is Kind.CATEGORY:
        return Filter(name, one_of=tuple(st.multiselect(name, column.values, key=key)))
    if column.kind is Kind.TEXT:
        return Filter(name, contains=st.text_input(name, key=key, placeholder=_("Contains")))
    if column.kind is Kind.TRUTH:
        words = {True: _("yes"), False: _("no")}
        truth = st.segmented_control(name, list(words), format_func=words.__getitem__, key=key)
        return Filter(name, is_true=truth)
    if column.kind is Kind.TIME:
        return _days(visit, name, key)
    least = st.number_input(name, value=None, key=key, placeholder=_("At least"))
    return Filter(name, least=least)


def _days(visit: Visit, name: str, key: str) -> Filter:
    """Whole days of the user's own time zone."""
    from storage.frames.filters import Filter

    chosen = st.date_input(name, [], key=key)
    days: tuple[date, ...] = chosen if isinstance(chosen, tuple) else ()
    if not days:
        return Filter(name)
    zone = ZoneInfo(visit.user.time_zone)
    begin = datetime.combine(days[0], time.min, zone)
    end = datetime.combine(days[-1] + timedelta(days=1), time.min, zone)
    return Filter(name, least=to_text(begin), below=to_text(end))

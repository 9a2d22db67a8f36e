"""The table beneath the charts: the same days and filters, and its files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from console.components.cards import quiet
from console.components.exporting import download_buttons
from console.i18n import N_, _
from console.tracker.trends import called
from console.tracker.words import MEANINGS, NAMES
from console.visit import Visit
from domain.figures import Figure
from domain.roles import Permission
from services.tracker import OF_NO_MESSAGE, Cut, Line, Tracked

if TYPE_CHECKING:
    import pandas as pd

FIRST = {
    Cut.DAY: N_("Day"),
    Cut.CAMPAIGN: N_("Campaign"),
    Cut.TEMPLATE: N_("Template"),
    Cut.PROMPT_VERSION: N_("Prompt version"),
}


def table(visit: Visit, tracked: Tracked) -> None:
    lines, figures = tracked.lines(), _columns(tracked)
    if not lines:
        quiet(_("Nothing was written in this period."))
        return
    shown = lines[::-1] if tracked.cut is Cut.DAY else lines
    first = _(FIRST[tracked.cut])
    st.dataframe(
        [
            {first: _key(tracked.cut, line)}
            | {_(NAMES[figure]): line.amounts[figure] for figure in figures}
            for line in shown
        ],
        hide_index=True,
        column_config={
            first: st.column_config.Column(pinned=True),
            **{
                _(NAMES[figure]): st.column_config.NumberColumn(help=_(MEANINGS[figure]))
                for figure in figures
            },
        },
        key="tracker-table",
    )
    if tracked.cut in (Cut.TEMPLATE, Cut.PROMPT_VERSION):
        quiet(_("People are found and judged before anything is written: they are not in here."))
    if visit.may(Permission.EXPORT):
        period = tracked.period
        name = f"tracker-by-{tracked.cut}-{period.since}-{period.until}"
        download_buttons(lambda _visit: frame(tracked), name=name, key="tracker")


def frame(tracked: Tracked) -> pd.DataFrame:
    """A row a line; the columns are ``day``, ``campaign``, ``template`` or ``prompt_version``,
    then the figures' own names, all ``Int64``."""
    import pandas as pd

    lines = tracked.lines()
    return pd.DataFrame(
        {tracked.cut.value: pd.array([line.key for line in lines], dtype="string")}
        | {
            figure.value: pd.array([line.amounts[figure] for line in lines], dtype="Int64")
            for figure in _columns(tracked)
        }
    )


def _columns(tracked: Tracked) -> list[Figure]:
    if tracked.cut in (Cut.DAY, Cut.CAMPAIGN):
        return list(Figure)
    return [figure for figure in Figure if figure not in OF_NO_MESSAGE]


def _key(cut: Cut, line: Line) -> Any:
    return date.fromisoformat(line.key) if cut is Cut.DAY else called(cut, line.key)

"""The funnel: how many came to each step, and what share of the step before."""

from __future__ import annotations

import streamlit as st

from console.components.cards import quiet
from console.components.charts import chart
from console.dates import number
from console.i18n import _
from console.tracker.words import MEANINGS, NAMES
from console.visit import Visit
from services.tracker import Tracked

STEP_PX = 30
INK = "#6B7686"
"""Of labels beside bars: a grey that is read on paper and on the dark ground."""


def funnel(visit: Visit, tracked: Tracked) -> None:
    rows = [
        {
            "step": _(NAMES[step.figure]),
            "amount": step.amount,
            "label": number(visit, step.amount)
            + ("" if step.share is None else f" · {100 * step.share:.0f} %"),
            "share": _share(step.share),
            "means": _(MEANINGS[step.figure]),
        }
        for step in tracked.steps()
    ]
    most = max(step.amount for step in tracked.steps())
    bars = {
        "encoding": {
            "y": {"field": "step", "type": "nominal", "sort": None, "title": None,
                  "axis": {"labelLimit": 200, "ticks": False, "domain": False}},
            "x": {"field": "amount", "type": "quantitative", "axis": None,
                  "scale": {"domain": [0, most * 1.4]}},
            "tooltip": [
                {"field": "step", "title": _("Step")},
                {"field": "amount", "title": _("Amount"), "format": ","},
                {"field": "share", "title": _("Of the step before")},
                {"field": "means", "title": _("Counts")},
            ],
        },
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 4, "height": 18, "minBandSize": 2}},
            {"mark": {"type": "text", "align": "left", "dx": 6, "color": INK},
             "encoding": {"text": {"field": "label"}}},
        ],
        "height": STEP_PX * len(rows),
    }  # fmt: skip
    chart(bars, rows, key="funnel-chart", says=_("How many came to each step of the funnel."))
    quiet(
        _(
            "What happened in the period, each with its share of the step before. A share above"
            " 100 % is work begun before the period; follow-ups count as messages of their own."
        )
    )
    with st.expander(_("As a table")):
        st.dataframe(
            [
                {
                    _("Step"): row["step"],
                    _("Amount"): row["amount"],
                    _("Of the step before"): row["share"],
                    _("Counts"): row["means"],
                }
                for row in rows
            ],
            hide_index=True,
            height="content",
            key="funnel-table",
        )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"

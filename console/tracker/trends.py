"""What was sent, what it led to and what was booked, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from console.components.cards import quiet, rows
from console.components.charts import chart
from console.dates import number
from console.i18n import _
from console.tracker.figures import percent
from console.tracker.words import MEANINGS, NAMES
from console.visit import Visit
from domain.figures import Figure
from services.tracker import Cut, Tracked

COLOURED = 4
"""Campaigns, templates or versions with a colour of their own; what is more is one."""
SHORT_VERSION = 8
LINES = (Figure.OPENS_PEOPLE, Figure.CLICKS_PEOPLE, Figure.REPLIES)
LEAST_GAP = 0.09
"""Of the chart's height, between two labels at the lines' ends."""


def volume(visit: Visit, tracked: Tracked) -> None:
    total = tracked.totals
    _bars(visit, tracked, Figure.SENT, key="volume-chart", says=_("Emails sent, by day."))
    _known(visit, total, (Figure.SENT, Figure.DELIVERED, Figure.BOUNCES, Figure.FAILED))


def meetings(visit: Visit, tracked: Tracked) -> None:
    _bars(
        visit, tracked, Figure.MEETINGS_BOOKED, key="met-chart", says=_("Meetings booked, by day.")
    )
    total = tracked.totals
    _known(
        visit,
        total,
        (Figure.MEETINGS_CONFIRMED, Figure.MEETINGS_HELD, Figure.MEETINGS_NO_SHOW,
         Figure.MEETINGS_CANCELLED),
    )  # fmt: skip


def engagement(visit: Visit, tracked: Tracked) -> None:
    """Shares of what was sent, so far in the period, and the figures behind them."""
    total = tracked.totals
    sent = total[Figure.SENT]
    drawn = {figure: tracked.shares_so_far(figure) for figure in LINES}
    highest = max((share for found in drawn.values() for _day, share in found), default=0)
    if not highest:
        quiet(_("Nothing that was sent in this period was opened, clicked or answered yet."))
    else:
        _lines(visit, tracked, drawn, highest)
    shown = {
        _(NAMES[figure]): f"{number(visit, total[figure])} · {percent(total[figure], sent)}"
        for figure in (*LINES, Figure.OPENS_MACHINES)
    }
    for figure in (Figure.OPENS_UNKNOWN, Figure.CLICKS_UNKNOWN):
        if total[figure]:
            shown[_(NAMES[figure])] = number(visit, total[figure])
    rows(shown)
    if any(drawn.values()):
        with st.expander(_("As a table")):
            _share_table(visit, drawn)


def _lines(
    visit: Visit,
    tracked: Tracked,
    drawn: Mapping[Figure, list[tuple[date, float]]],
    highest: float,
) -> None:
    points: list[dict[str, Any]] = []
    ends = {figure: found[-1] for figure, found in drawn.items() if found}
    heights = _apart({figure: share for figure, (_day, share) in ends.items()}, highest)
    for figure, found in drawn.items():
        for day, share in found:
            point: dict[str, Any] = {"day": day.isoformat(), "share": share,
                                     "line": _(NAMES[figure])}  # fmt: skip
            if (day, share) == ends[figure]:
                point |= {"label": f"{_(NAMES[figure])} {100 * share:.0f} %",
                          "height": heights[figure]}  # fmt: skip
            points.append(point)
    colour = {"field": "line", "type": "nominal", "legend": None, "sort": None,
              "scale": {"domain": [_(NAMES[figure]) for figure in LINES]}}  # fmt: skip
    top = {"domain": [0, max(highest * 1.1, *heights.values())]}
    y = {"type": "quantitative", "scale": top, "title": None,
         "axis": {"format": ".0%", "tickCount": 4, "grid": True, "gridOpacity": 0.4,
                  "domain": False, "ticks": False}}  # fmt: skip
    spec = {
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 24}},
                "encoding": {
                    "x": _days_axis(visit, tracked),
                    "y": {"field": "share", **y},
                    "color": colour,
                    "tooltip": [
                        {"field": "line", "title": _("Share")},
                        {"field": "day", "type": "temporal", "title": _("Day"),
                         "format": _date_format(visit)},
                        {"field": "share", "title": _("Of those sent"), "format": ".1%"},
                    ],
                },
            },
            {
                "transform": [{"filter": "isValid(datum.label)"}],
                "mark": {"type": "text", "align": "left", "dx": 8},
                "encoding": {
                    "x": _days_axis(visit, tracked),
                    "y": {"field": "height", **y},
                    "text": {"field": "label"},
                    "color": colour,
                },
            },
        ],
        "padding": {"left": 4, "top": 8, "bottom": 4, "right": 12},
    }  # fmt: skip
    says = _("Messages opened, clicked and answered by people, as shares of those sent.")
    chart(spec, points, key="rates-chart", says=says)
    quiet(_("Shares of what was sent since the period began, up to each day."))


def _apart(ends: Mapping[Figure, float], highest: float) -> dict[Figure, float]:
    """Where each line's label stands: at its end, or above the one below it."""
    found: dict[Figure, float] = {}
    last = None
    for figure, share in sorted(ends.items(), key=lambda item: item[1]):
        last = share if last is None else max(share, last + LEAST_GAP * highest * 1.1)
        found[figure] = last
    return found


def _share_table(visit: Visit, drawn: Mapping[Figure, list[tuple[date, float]]]) -> None:
    days = sorted({day for found in drawn.values() for day, _share in found})
    by_figure = {figure: dict(found) for figure, found in drawn.items()}
    st.dataframe(
        [
            {_("Day"): day}
            | {
                _(NAMES[figure]): None if day not in shares else round(100 * shares[day], 1)
                for figure, shares in by_figure.items()
            }
            for day in days
        ],
        hide_index=True,
        column_config={
            _(NAMES[figure]): st.column_config.NumberColumn(
                format="%.1f %%", help=_(MEANINGS[figure])
            )
            for figure in LINES
        },
        key="rates-table",
    )


def _known(visit: Visit, total: Mapping[Figure, int], figures: tuple[Figure, ...]) -> None:
    rows({_(NAMES[figure]): number(visit, total[figure]) for figure in figures})


def _bars(visit: Visit, tracked: Tracked, figure: Figure, *, key: str, says: str) -> None:
    points = tracked.by_day(figure)
    if not points:
        quiet(_("None in this period."))
        return
    names = _coloured(tracked, figure)
    amounts: Counter[tuple[date, str]] = Counter()
    for point in points:
        amounts[point.day, names.get(point.key, _("Others"))] += point.amount
    data = [
        {"day": day.isoformat(), "of": name, "amount": amount}
        for (day, name), amount in sorted(amounts.items())
    ]
    encoding: dict[str, Any] = {
        "x": _days_axis(visit, tracked),
        "y": {"field": "amount", "type": "quantitative", "title": None, "stack": "zero",
              "axis": {"tickMinStep": 1, "tickCount": 4, "grid": True, "gridOpacity": 0.4,
                       "domain": False, "ticks": False}},
        "tooltip": [
            {"field": "day", "type": "temporal", "title": _("Day"),
             "format": _date_format(visit)},
            {"field": "amount", "title": _(NAMES[figure]), "format": ","},
        ],
    }  # fmt: skip
    if tracked.cut is not Cut.DAY:
        order = [*names.values(), _("Others")]
        encoding["color"] = {
            "field": "of", "type": "nominal",
            "scale": {"domain": [name for name in order if name in {row["of"] for row in data}]},
            "legend": {"orient": "top", "title": None, "labelLimit": 220},
        }  # fmt: skip
        encoding["tooltip"].insert(0, {"field": "of", "title": _("Of")})
    mark = {"type": "bar", "cornerRadiusEnd": 2, "width": {"band": 0.72}}
    chart({"mark": mark, "encoding": encoding}, data, key=key, says=says)
    with st.expander(_("As a table")):
        st.dataframe(
            [
                {_("Day"): day, _("Of"): name, _(NAMES[figure]): amount}
                if tracked.cut is not Cut.DAY
                else {_("Day"): day, _(NAMES[figure]): amount}
                for (day, name), amount in sorted(amounts.items())
            ],
            hide_index=True,
            column_config={
                _(NAMES[figure]): st.column_config.NumberColumn(help=_(MEANINGS[figure]))
            },
            key=f"{key}-table",
        )


def _coloured(tracked: Tracked, figure: Figure) -> dict[str, str]:
    """Keys with a colour of their own -> how they are called, largest first."""
    if tracked.cut is Cut.DAY:
        return {"": ""}
    size: Counter[str] = Counter()
    for point in tracked.by_day(figure):
        size[point.key] += point.amount
    found = {}
    for key, _amount in size.most_common(COLOURED):
        found[key] = called(tracked.cut, key)
    return found


def called(cut: Cut, key: str) -> str:
    """A key as it is shown: of a prompt version its first letters, as elsewhere."""
    if not key:
        return _("none")
    return key[:SHORT_VERSION] if cut is Cut.PROMPT_VERSION else key


def _days_axis(visit: Visit, tracked: Tracked) -> dict[str, Any]:
    since, until = tracked.period.since, tracked.period.until
    return {
        "field": "day", "type": "temporal", "timeUnit": "yearmonthdate", "title": None,
        "scale": {"domain": [_start_of(since), _start_of(until)]},
        "axis": {"format": _date_format(visit), "tickCount": min(6, len(tracked.period.days)),
                 "labelOverlap": True, "ticks": False},
    }  # fmt: skip


def _start_of(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}


def _date_format(visit: Visit) -> str:
    return "%d/%m" if visit.user.language == "fr" else "%-d %b"

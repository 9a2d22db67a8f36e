"""The four large figures of the tracker."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from console.components.cards import metric
from console.dates import number
from console.i18n import _
from console.tracker.words import MEANINGS
from console.visit import Visit
from domain.figures import Figure
from services.reporting import accuracy
from services.tracker import Tracked


def figures(visit: Visit, tracked: Tracked, campaign_id: int | None) -> None:
    total = tracked.totals
    sent, opened = total[Figure.SENT], total[Figure.OPENS_PEOPLE]
    replies, booked = total[Figure.REPLIES], total[Figure.MEETINGS_BOOKED]
    with st.container(key="metrics"):
        columns = st.columns(4, gap="small")
    with columns[0]:
        metric(
            _("Emails sent"),
            number(visit, sent),
            change=_("{count} delivered").format(count=number(visit, total[Figure.DELIVERED])),
            days=_days(tracked, Figure.SENT),
            meaning=_(MEANINGS[Figure.SENT]),
        )
    with columns[1]:
        metric(
            _("Engagement rate"),
            percent(opened, sent),
            change=_("{opened} of {sent} opened by people, {replies} answered").format(
                opened=number(visit, opened),
                sent=number(visit, sent),
                replies=number(visit, replies),
            ),
            days=(),
            meaning=_(
                "Messages that a person opened, for every hundred sent in the period. Machines are"
                " left out, and so are opens of which nothing tells who it was."
            ),
        )
    with columns[2]:
        metric(
            _("Meetings booked"),
            number(visit, booked),
            change=_("{count} held").format(count=number(visit, total[Figure.MEETINGS_HELD])),
            days=_days(tracked, Figure.MEETINGS_BOOKED),
            meaning=_(MEANINGS[Figure.MEETINGS_BOOKED]),
        )
    with columns[3]:
        _accuracy(visit, campaign_id)


def _accuracy(visit: Visit, campaign_id: int | None) -> None:
    found = accuracy(visit.house.store, campaign_id)
    judged = int(found["judged"])
    meaning = _(
        "How often a person who judged a prospect decided as the score had, since the beginning:"
        " contact above the threshold, reject below. In brackets where the true share lies with"
        " 95 % confidence (Wilson)."
    )
    if not judged:
        metric(
            _("BANT accuracy"), _("unknown"), change=_("nobody has judged yet"), days=(),
            meaning=meaning,
        )  # fmt: skip
        return
    text = _("of {count} judged by people ({low}-{high} %)")
    metric(
        _("BANT accuracy"),
        f"{100 * found['accuracy']:.0f} %",
        change=text.format(
            count=number(visit, judged), low=round(100 * found["low"]),
            high=round(100 * found["high"]),
        ),
        days=(),
        meaning=meaning,
    )  # fmt: skip


def percent(part: int, whole: int) -> str:
    """``34 %``; a dash where there is nothing to divide by."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _days(tracked: Tracked, figure: Figure) -> Sequence[float]:
    amounts = dict.fromkeys(tracked.period.days, 0)
    for point in tracked.by_day(figure):
        amounts[point.day] += point.amount
    return list(amounts.values())
